from datetime import datetime, timedelta
from typing import Any, NamedTuple

from services.notify.notices.facts import fetch_facts, inbox_text
from services.notify.notices.model import Circular, Notice
from shared.documents import EVERYBODY
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

AT_ONCE = 2000  # in one look: beyond some thousands, looking again and again costs more than telling
ANYBODY = tuple(role for role in EVERYBODY if role != "public")


class Told(NamedTuple):
    """A notice as its person reads it."""

    id: str
    wording: str
    category: str
    title: str
    text: str
    path: str | None
    at: datetime
    read_at: datetime | None


class Inbox(NamedTuple):
    items: list[Told]
    next: str | None
    unread: int


@allow(*ANYBODY)
def inbox(tx: Tx, language: str, limit: int = 50, after: str | None = None) -> Inbox:
    """One's own notices, newest first, rendered in `language`."""
    found: Found[Notice] = tx.find(Notice, scopes=tx.by.id, in_inbox=True, sort="-at", limit=limit, after=after)
    fetch_facts(tx, found)
    unread = tx.count(Notice, scopes=tx.by.id, in_inbox=True, read_at=None)
    return Inbox([_told(tx, notice, language) for notice in found], found.next, unread)


@allow(*ANYBODY)
def own_notice(tx: Tx, id: str) -> Notice:
    found = tx.find(Notice, _id=id, scopes=tx.by.id, in_inbox=True, limit=1)
    if not found:
        raise NotFound
    return found[0]


def _told(tx: Tx, notice: Notice, language: str) -> Told:
    title, text = inbox_text(tx, notice, language)
    return Told(
        notice.id, notice.wording, notice.kind.category, title, text, notice.path, notice.at, notice.read_at
    )  # fmt: skip


def overtaken(tx: Tx, notice: Notice) -> bool:
    """The same was said anew since then (of a shift that changed twice in one night), or it was cancelled."""
    if notice.about is None:
        return False
    either = {"$in": [notice.wording, "shift_cancelled"]}
    later = {"$gt": notice.at}
    return bool(tx.find(Notice, person=notice.person, about=notice.about, wording=either, at=later, sort="at", limit=1))


def by_now(now: datetime) -> dict[str, Any]:
    """Up to and with this millisecond. (The local database leaves the equal ones out of `$lte` in a compound index; and
    without a beginning it reads past all that has no time any more, which is what was told and sent.)"""
    return {"$gt": now - timedelta(days=3650), "$lt": now + timedelta(milliseconds=1)}


def urgent_notices(tx: Tx) -> list[Notice]:
    """Sign-in codes do not queue behind what an event told thousands of people."""
    return tx.find(Notice, critical=True, due_at=by_now(tx.now), sort="due_at")


def other_notices(tx: Tx) -> list[Notice]:
    return tx.find(Notice, critical=False, due_at=by_now(tx.now), sort="due_at", limit=AT_ONCE)


def circulars(tx: Tx) -> list[Circular]:
    return tx.find(Circular, limit=100)
