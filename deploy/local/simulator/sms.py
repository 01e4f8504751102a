"""The simulated SMS provider. The last digit of the number says how its phone behaves:

0-5 taken, and it arrives · 6 taken, and it never arrives (whoever asks is told; /dev/mail shows it all the same) ·
7 busy for the first two tries of a reference, then taken · 8 rejected as a bad number ·
9 taken, but the answer is kept back (by web.py).
"""

import re
from collections import OrderedDict
from threading import Lock
from typing import Literal

from pydantic import BaseModel, Field

from deploy.local.simulator.mailbox import LONGEST_TEXT, Mailbox, code_in, link_in

BUSY_TRIES = 2
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class Sms(BaseModel):
    reference: str = Field(min_length=1, max_length=200)
    to: str = Field(max_length=32)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    code: str | None = None
    link: str | None = None


class Provider:
    """Remembers the newest `remembered` references; the same reference twice is one message."""

    def __init__(self, mailbox: Mailbox, remembered: int = 100_000) -> None:
        self._mailbox = mailbox
        self._remembered = remembered
        self._states: OrderedDict[str, str] = OrderedDict()
        self._tries: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def take(self, sms: Sms) -> Literal["sent", "busy", "rejected"]:
        with self._lock:
            if sms.reference in self._states:
                return "rejected" if self._states[sms.reference] == "rejected" else "sent"
            if sms.to.endswith("7") and self._tries.get(sms.reference, 0) < BUSY_TRIES:
                self._note(self._tries, sms.reference, self._tries.get(sms.reference, 0) + 1)
                return "busy"
            good = _E164.fullmatch(sms.to) and not sms.to.endswith("8")
            self._note(self._states, sms.reference, _fate(sms.to) if good else "rejected")
        if not good:
            return "rejected"
        given = sms.model_fields_set  # a sender that says "no code" is believed, one that says nothing is not
        code = sms.code if "code" in given else code_in(sms.text)
        link = sms.link if "link" in given else link_in(sms.text)
        self._mailbox.add(sms.to, "sms", sms.text, code=code, link=link)
        return "sent"

    def state_of(self, reference: str) -> str | None:
        """delivered | undelivered | rejected, or None where the reference was never taken."""
        with self._lock:
            return self._states.get(reference)

    def _note(self, memory: OrderedDict, reference: str, value: object) -> None:
        memory[reference] = value
        if len(memory) > self._remembered:
            memory.popitem(last=False)


def _fate(to: str) -> str:
    return "undelivered" if to.endswith("6") else "delivered"
