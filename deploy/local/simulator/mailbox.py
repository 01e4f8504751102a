"""The messages that were caught, in memory only: the newest 5000, whichever channel they came by."""

import re
from collections import deque
from datetime import datetime
from threading import Lock
from typing import Literal, NamedTuple

from shared.clock import Clock

LONGEST_TEXT = 20_000
_LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Caught(NamedTuple):
    to: str
    channel: Literal["sms", "email"]
    subject: str | None
    text: str
    code: str | None
    link: str | None
    at: datetime

    def as_json(self) -> dict[str, str | None]:
        return self._asdict() | {"at": self.at.isoformat()}


class Mailbox:
    """Safe to use from several threads."""

    def __init__(self, clock: Clock, size: int = 5000) -> None:
        self._clock = clock
        self._ring: deque[Caught] = deque(maxlen=size)
        self._lock = Lock()

    def add(
        self,
        to: str,
        channel: Literal["sms", "email"],
        text: str,
        *,
        subject: str | None = None,
        code: str | None,
        link: str | None,
    ) -> None:
        text = text[:LONGEST_TEXT]
        with self._lock:
            self._ring.append(Caught(to, channel, subject, text, code, link, self._clock()))

    def newest(self, to: str | None = None, limit: int | None = None) -> list[Caught]:
        """Newest first; `to` is an address or a number, with or without +86."""
        with self._lock:
            found = list(self._ring)
        found.reverse()
        if to is not None:
            asked = to.strip().lstrip("+").lower()
            found = [message for message in found if message.to.lower() in (asked, f"+{asked}", f"+86{asked}")]
        return found[:limit]


def link_in(text: str) -> str | None:
    found = _LINK.search(text)
    return found.group().rstrip(".,;:)!?'") if found else None


def code_in(text: str) -> str | None:
    """The first number of six digits that is no part of a link."""
    found = _CODE.search(_LINK.sub(" ", text))
    return found.group() if found else None
