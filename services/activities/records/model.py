"""服务记录: what a member did, confirmed by the member. The ledger is append-only; each line names its author."""

from datetime import datetime
from typing import Any, Literal

from shared.documents import Actor, Document, Sealed
from shared.errors import WrongState

LIFE = {
    "drafted": {"confirmed", "objected", "unconfirmed"},
    "unconfirmed": {"confirmed", "objected"},
    "objected": {"drafted", "confirmed"},  # answered: asked again, or corrected as the member said
    "confirmed": {"objected", "drafted"},  # drafted: a correction the member has not seen yet
}
CORRECTION = {"awaiting_second": {"approved", "refused"}, "approved": set(), "refused": set()}


class ServiceRecord(Document, collection="records"):
    """`id` is the attendance's. It keeps the place and employer of its day. scopes: the member, that place and what it
    lies in.

    minutes: served, by the rule in minutes.py. confirmed_by: how the member's own word was given. No word in 14 days:
    "unconfirmed", not counted; given later, it counts in the next statement. statement: the newest it stands in.
    restate_due: it has changed since it stood in one. counts_from: it stands in none that covers an earlier time; its
    end, or later where the statement of its time was made without it.
    remind_at, close_at: when the clock does so; None: no more. sealed: {"objection": text}.
    name, pinyin: plain copies for lists, gone with the person. district…: see Activity.
    """

    indexes = [
        ("member", "starts"), ("state", "starts"), ("place", "state", "starts"), ("member", "state", "starts"),
    ]  # fmt: skip
    clock_indexes = [
        ("remind_at",), ("close_at",), ("member",), ("statement",), ("restate_due", "state"),
        ("district", "state", "statement", "counts_from"), ("member", "place", "state", "statement", "ends"),
    ]  # fmt: skip
    member: str
    name: str = ""
    pinyin: str = ""
    shift: str
    activity: str
    title: str
    place: str
    place_name: str = ""
    street: str | None = None
    district: str
    employer: str | None = None
    starts: datetime
    ends: datetime
    minutes: int
    state: str = "drafted"
    confirmed_by: Literal["member", "scan", "sheet", "link"] | None = None
    confirmed_at: datetime | None = None
    drafted_at: datetime
    remind_at: datetime | None = None
    close_at: datetime | None = None
    statement: str | None = None
    restate_due: bool = False
    counts_from: datetime | None = None
    sealed: Sealed | None = None
    steps: list[dict[str, Any]] = []

    def model_post_init(self, _: Any) -> None:
        self.counts_from = self.counts_from or self.ends

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]


class Correction(Document, collection="corrections"):
    """更正: minutes of a record, proposed by one and approved by a second. It keeps the old value.

    second: the role that is asked: other staff of the community, else its paired instructor, else the street officer.
    sealed: {"reason": text}, under the member's key.
    """

    indexes = [("record", "asked_at"), ("state", "asked_at")]
    clock_indexes = [("record",), ("member",)]
    record: str
    member: str
    title: str
    old_minutes: int
    new_minutes: int
    state: Literal["awaiting_second", "approved", "refused"] = "awaiting_second"
    second: Literal["staff", "instructor", "street_officer"]
    by: str
    asked_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    sealed: Sealed | None = None


class LedgerLine(Document, collection="ledger"):
    """One line of what happened to a record, never changed: what, who, when, minutes before and after. After erasing,
    member is empty and the minutes stay."""

    indexes = [("record", "at"), ("member", "at"), ("place", "at")]
    clock_indexes = [("member",)]
    record: str
    member: str
    place: str
    what: str
    by: str
    role: str
    at: datetime
    minutes_before: int | None = None
    minutes: int
