"""服务记录: what a member did, confirmed by the member; and how its minutes are corrected."""

from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from services.activities.names.model import Level
from shared.documents import Actor, Document, Sealed
from shared.errors import WrongState

LIFE = {
    "drafted": {"confirmed", "objected", "unconfirmed", "withdrawn"},
    "unconfirmed": {"confirmed", "objected", "drafted", "withdrawn"},
    "objected": {"drafted", "confirmed", "withdrawn"},  # answered: asked again, or corrected as the member said
    "confirmed": {"objected", "withdrawn"},
    "withdrawn": {"drafted", "objected"},  # nothing was served after all
}
REMIND_AFTER, CLOSE_AFTER = timedelta(days=7), timedelta(days=14)
Second = Literal["staff", "instructor", "street_officer", "district_officer"]
SECONDS: dict[Level, tuple[Second, ...]] = {  # by who offered the activity; the first that somebody has is asked
    "community": ("staff", "instructor", "street_officer"),
    "street": ("street_officer", "district_officer"),
    "district": ("district_officer",),
}


class Todo(NamedTuple):
    """Whom a record or a correction waits for. not_by: who of them asked for it, and may not do it."""

    kind: str
    scopes: list[str]
    roles: list[str]
    not_by: str | None = None


class ServiceRecord(Document, collection="records"):
    """`id` is the attendance's. It keeps the place and employer of its day. scopes: the member, that place and what it
    lies in, and the office. office: the place that answers for it: its own, or the one that was closed into.

    minutes: served, by the rule in minutes.py or a correction (corrected: marks change it no more). offered: more
    than the member confirmed, approved since; counts from their word on. confirmed_by: how that was given. No word in
    14 days: "unconfirmed", not counted; given later, it counts in the next statement. wanted: the minutes an objection
    asks for. correction: the one that waits for its second person. statement: the newest it stands in.
    restate_due: it has changed since it stood in one. counts_from: it stands in none that covers an earlier time; its
    end, or later where the statement of its time was made without it.
    remind_at, close_at: when the clock does so; None: no more. sealed: {"objection", "answer": texts}.
    name, pinyin: plain copies for lists, gone with the person. level, district…: see Activity.
    """

    indexes = [
        ("member", "starts"), ("member", "state", "starts"), ("state", "starts"), ("office", "starts"),
        ("office", "state", "starts"), ("office", "activity", "starts"), ("office", "member", "starts"),
        ("office", "state", "objected_at"),
    ]  # fmt: skip
    clock_indexes = [
        ("remind_at",), ("close_at",), ("member",), ("statement",), ("restate_due", "state"), ("office",),
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
    office: str = ""
    level: Level = "community"
    street: str | None = None
    district: str
    employer: str | None = None
    starts: datetime
    ends: datetime
    minutes: int
    offered: int | None = None
    state: str = "drafted"
    confirmed_by: Literal["member", "scan", "sheet", "link"] | None = None
    confirmed_at: datetime | None = None
    drafted_at: datetime
    remind_at: datetime | None = None
    close_at: datetime | None = None
    objected_at: datetime | None = None
    wanted: int | None = None
    correction: str | None = None
    corrected: bool = False
    statement: str | None = None
    restate_due: bool = False
    counts_from: datetime | None = None
    sealed: Sealed | None = None
    steps: list[dict[str, Any]] = []

    def model_post_init(self, _: Any) -> None:
        self.counts_from, self.office = self.counts_from or self.ends, self.office or self.place

    @property
    def stated(self) -> int:
        """Minutes as the community now states them."""
        return self.minutes if self.offered is None else self.offered

    @property
    def counted(self) -> int:
        """Minutes that count: those the member's own word stands for."""
        return self.minutes if self.state == "confirmed" else 0

    @property
    def within(self) -> list[str]:
        return [code for code in dict.fromkeys((self.office, self.place, self.street, self.district)) if code]

    @property
    def follows_marks(self) -> bool:
        return self.state != "confirmed" and not self.corrected and self.correction is None

    @property
    def disputed(self) -> bool:
        """The member once said no: a scan or a signature of that day is not their last word."""
        return any(step["to"] == "objected" for step in self.steps)

    @property
    def todo(self) -> Todo | None:
        if self.close_at:
            return Todo("record_to_confirm", [self.member], ["member"])
        if self.state == "objected" and self.correction is None:
            scope, roles = asked(SECONDS[self.level][0], self)
            return Todo("objection_to_answer", [scope], roles)
        return None

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]
        self.remind_at = self.close_at = None

    def ask(self, by: Actor, at: datetime, why: str | None = None) -> None:
        """The member's word is asked for, or asked for again: fourteen days from now."""
        if self.state != "drafted":
            self.move_to("drafted", by, at, why)
        self.remind_at, self.close_at = at + REMIND_AFTER, at + CLOSE_AFTER
        self.confirmed_by = self.confirmed_at = self.objected_at = self.wanted = None

    def confirm(self, how: Literal["member", "scan", "sheet", "link"], by: Actor, at: datetime) -> None:
        """The member's own word for the minutes as stated."""
        self.minutes, self.offered = self.stated, None
        if self.state != "confirmed":
            self.move_to("confirmed", by, at, how)
        self.confirmed_by, self.confirmed_at = how, at
        self.close_at = self.objected_at = self.wanted = None

    def object(self, wanted: int | None, by: Actor, at: datetime) -> None:
        """The member's word is taken back."""
        self.move_to("objected", by, at)
        self.objected_at, self.wanted, self.offered = at, wanted, None
        self.confirmed_by = self.confirmed_at = None

    def keep(self, by: Actor, at: datetime) -> None:
        """The objection was answered, the minutes stay: the member is asked again, unless there are none."""
        if self.minutes:
            self.ask(by, at, "kept")
        else:
            self.withdraw(by, at)

    def correct(self, minutes: int, by: Actor, at: datetime) -> None:
        """Two agree on these minutes. The member's word for as many or more covers them; for more than it covers, the
        member is asked; none at all: nothing was served."""
        as_wanted = self.state == "objected" and self.wanted == minutes
        self.corrected, self.correction = True, None
        if self.state == "confirmed" and minutes > self.minutes:
            self.offered, self.close_at = minutes, at + CLOSE_AFTER
            return
        self.minutes, self.offered = minutes, None
        if minutes == 0:
            self.withdraw(by, at)
        elif as_wanted:
            self.confirm("member", by, at)
        elif self.state == "confirmed":
            self.close_at = None
        else:
            self.ask(by, at, "corrected")

    def withdraw(self, by: Actor, at: datetime) -> None:
        self.minutes, self.objected_at, self.wanted = 0, None, None
        if self.state != "withdrawn":
            self.move_to("withdrawn", by, at)


class Correction(Document, collection="corrections"):
    """更正: minutes of a record, proposed by one and approved by a second. It keeps the old value. scopes: the
    record's.

    second: the role that is asked: other staff of the community, else its paired instructor, else the street officer;
    of a street's or district's own activity an officer of its level, else of the one above. look_again_at: when it is
    seen to that somebody still has that role. sealed: {"reason", "refusal": texts}, under the member's key. name: a
    plain copy for lists, gone with the person.
    """

    indexes = [("record", "asked_at"), ("state", "asked_at"), ("state", "second", "asked_at")]
    clock_indexes = [("record",), ("member",), ("look_again_at",)]
    record: str
    member: str
    name: str = ""
    title: str
    starts: datetime
    old_minutes: int
    new_minutes: int
    state: Literal["awaiting_second", "approved", "refused"] = "awaiting_second"
    second: Second
    by: str
    asked_at: datetime
    look_again_at: datetime | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    sealed: Sealed | None = None

    def answer(self, state: Literal["approved", "refused"], by: Actor, at: datetime) -> None:
        if self.state != "awaiting_second":
            raise WrongState
        self.state, self.answered_by, self.answered_at, self.look_again_at = state, by.id, at, None


def asked(second: Second, record: ServiceRecord) -> tuple[str, list[str]]:
    """The place whose officers are asked, and their roles."""
    where = {"street_officer": record.street, "district_officer": record.district}.get(second, record.office)
    return where or record.district, ["secretary", "staff"] if second == "staff" else [second]


def correction_todo(correction: Correction, record: ServiceRecord) -> Todo:
    """While it waits for its second person."""
    place, roles = asked(correction.second, record)
    return Todo("correction_to_approve", [place], roles, correction.by)


class Told(Document, collection="told", unscoped=True):
    """What a member was told by plan of the records of one activity, however many shifts it has; `id` names both. Every
    record of theirs writes it, so that each is said once."""

    clock_indexes = [("member",)]
    member: str
    drafted: bool = False
    reminded: bool = False


def told_id(record: ServiceRecord) -> str:
    return f"{record.activity}.{record.member}"
