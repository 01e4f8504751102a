"""The ledger of records: append-only, each line names its author."""

from datetime import datetime

from pymongo import UpdateMany

from services.activities.records.model import ServiceRecord
from services.activities.records.words import WHAT
from shared.documents import Actor, Document
from shared.tx import Tx, new_id


class LedgerLine(Document, collection="ledger"):
    """One line of what happened to a record, never changed: what, who, when, minutes before and after, as stated.
    counted: how many minutes count more, or less, from then on: all lines together give what is counted. scopes: the
    record's of that day; what only the marks of its roll-call changed stays with the place. After erasing, record and
    member are empty and the minutes stay."""

    indexes = [("at",), ("place", "at"), ("record", "at"), ("member", "at")]
    clock_indexes = [("member", "at"), ("member", "by")]
    record: str
    member: str
    activity: str
    title: str
    place: str
    what: str
    by: str
    role: str
    at: datetime
    minutes_before: int | None = None
    minutes: int
    counted: int = 0

    @property
    def text(self) -> str:
        return WHAT.get(self.what, "")


def write_line(
    tx: Tx, record: ServiceRecord, what: str, *, before: ServiceRecord | None = None, by: Actor | None = None,
    local: bool = False,
) -> None:  # fmt: skip
    """by: whose doing it is, where not the asker's own. local: the line stays with the place, above which nobody hears
    who did not come."""
    author = by or tx.by
    tx.add(LedgerLine(
        id=new_id(), scopes=[record.member, record.office] if local else [record.member, *record.within],
        record=record.id, member=record.member, activity=record.activity, title=record.title, place=record.place,
        what=what, by=author.id, role=author.role, at=tx.now, minutes_before=before and before.stated,
        minutes=record.stated, counted=record.counted - (before.counted if before else 0),
    ))  # fmt: skip


def forget(tx: Tx, member: str) -> int:
    """The one change a line may know: of who was erased the minutes stay, and nothing that leads to them. How many."""
    of_theirs = {"member": member}
    gone = {"$set": {"record": "", "member": ""}, "$pull": {"scopes": member}}
    tx.write(LedgerLine.collection, UpdateMany(of_theirs | {"by": member}, {"$set": {"by": ""}}))
    tx.write(LedgerLine.collection, UpdateMany(of_theirs, gone))
    return tx.count(LedgerLine, **of_theirs)
