"""What is counted: small copies of facts, and per place and employer the numbers that follow from them."""

from datetime import UTC, datetime

from pydantic import BaseModel
from pymongo import UpdateOne

from shared.documents import Document
from shared.tx import Tx

NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Participant(Document, collection="participants", unscoped=True):
    """A member as far as they are counted; `id` is the member's. state: the report's. records that count, statements
    that are out: as activities said. counted_in, counted_for: the community and the employer in whose numbers they are.
    fresh: something has changed since. gone: erased."""

    clock_indexes = [("fresh",), ("community", "state", "records"), ("community", "state", "statements")]
    state: str = ""
    community: str | None = None
    employer: str | None = None
    records: int = 0
    statements: int = 0
    counted_in: str | None = None
    counted_for: str | None = None
    fresh: bool = False
    gone: bool = False


class Waiting(Document, collection="waiting"):
    """Something that waits for an office, in whatever service; `id` is the todo's. office: the place whose people do
    it. roles: theirs. closed: it no longer waits, and the office's numbers do not say so yet."""

    indexes = [()]
    clock_indexes = [("office", "closed", "since"), ("closed",)]
    kind: str
    office: str
    roles: list[str]
    since: datetime
    closed: bool = False


class Wait(BaseModel):
    """How many of one kind wait, and since when the oldest."""

    kind: str
    count: int
    oldest: datetime


class PlaceCount(Document, collection="place_counts"):
    """A place's numbers; `id` is its code, scopes are its own. reported: who belongs to this community; served,
    fed_back: those of them with a record that counts, with a statement that is out. waiting: for its office, by kind;
    oldest: of all. stale: something has changed since counted_at."""

    indexes = [()]
    clock_indexes = [("stale", "counted_at")]
    reported: int = 0
    served: int = 0
    fed_back: int = 0
    waiting: list[Wait] = []
    oldest: datetime | None = None
    stale: bool = False
    counted_at: datetime = NEVER


class EmployerCount(Document, collection="employer_counts"):
    """An employer's numbers; `id` is its own, scopes are its own. roster: who is on it; of them deferred (暂缓),
    elsewhere (区外), reported (here)."""

    indexes = [()]
    clock_indexes = [("stale", "counted_at")]
    roster: int = 0
    deferred: int = 0
    reported: int = 0
    elsewhere: int = 0
    stale: bool = False
    counted_at: datetime = NEVER


Count = PlaceCount | EmployerCount


def mark(tx: Tx, kind: type[Count], *ids: str | None) -> None:
    """These are to be counted again. Writes only, whether or not they were counted before."""
    for id in sorted(filter(None, set(ids))):
        never = {"version": 0, "scopes": [], "counted_at": NEVER}
        again = UpdateOne({"_id": id}, {"$set": {"stale": True}, "$setOnInsert": never}, upsert=True)
        tx.write(kind.collection, again)
