"""What activities publishes: its logs, what waits, which shifts are open to be seen, what members are told of shifts,
records and statements, and its answers to export and erasure. All about one member travels in one stream."""

from datetime import datetime
from typing import Literal

from shared.documents import Sealed
from shared.events import ActivityLine, Event, LookLine


class Acted(ActivityLine, type="activities.acted", topic="activities.activity", key="subject"):
    """Somebody, or the clock, changed something in activities."""


class Looked(LookLine, type="activities.looked", topic="activities.activity", key="by"):
    """Somebody opened personal data in activities."""


class TodoOpened(Event, type="activities.todo_opened", topic="activities.todos", key="subject"):
    """Something in activities waits for somebody. not_by: the account that may not do it, for it asked for it."""

    todo: str
    kind: str
    subject: str
    scopes: list[str]
    roles: list[str]
    since: datetime
    not_by: str | None = None


class TodoClosed(Event, type="activities.todo_closed", topic="activities.todos", key="subject"):
    """It no longer waits."""

    todo: str
    subject: str


class ExportPart(Event, type="activities.export_part", topic="activities.members", key="member"):
    """All that activities holds about the member, sealed with their key, in parts under the size limit."""

    member: str
    export: str
    part: int
    parts: int
    sealed: Sealed


class ErasureDone(Event, type="activities.erasure_done", topic="activities.members", key="member"):
    """Activities holds nothing of this person any more; `kept` counts the anonymous lines left."""

    member: str
    kept: int = 0


class ShiftListed(Event, type="activities.shift_listed", topic="activities.shifts", key="shift"):
    """A shift is open to be seen, as it is now: published, or changed since. `place`: the code of who offers it."""

    shift: str
    activity: str
    title: str
    place: str
    where: str
    starts: datetime
    ends: datetime


class ShiftUnlisted(Event, type="activities.shift_unlisted", topic="activities.shifts", key="shift"):
    """It is over or cancelled: nobody is to be shown it any more."""

    shift: str


class MemberServed(Event, type="activities.member_served", topic="activities.served", key="member"):
    """What a member's service comes to by now: records that count, statements that are out. Numbers alone."""

    member: str
    records: int
    statements: int


class AboutShift(Event):
    """What a member is told about a shift of theirs, with what the text needs. `place`: the code of who offers it.
    sealed: {"link": the page on which it can be answered without a sign-in}, where there is one."""

    member: str
    activity: str
    shift: str
    title: str
    place: str
    where: str
    starts: datetime
    ends: datetime
    sealed: Sealed | None = None


class SeatOffered(AboutShift, type="activities.seat_offered", topic="activities.members", key="member"):
    """A seat came free for the first who waits; `until`: when it goes to the next. `mark`: of the offer."""

    until: datetime
    mark: str


class SignUpAnswered(AboutShift, type="activities.signup_answered", topic="activities.members", key="member"):
    """Staff answered a request: a seat, a place on the waitlist, or none."""

    answer: Literal["accepted", "waitlisted", "declined"]
    mark: str


class ShiftChanged(AboutShift, type="activities.shift_changed", topic="activities.members", key="member"):
    """Time or place of a shift the member is signed up for changed; they may withdraw. `mark`: of the change.
    `old_starts`: when it was to start before, where that changed: who is told too late would go there for nothing."""

    new_time: bool
    new_place: bool
    mark: str
    old_starts: datetime | None = None


class ShiftCancelled(AboutShift, type="activities.shift_cancelled", topic="activities.members", key="member"):
    """The activity was cancelled. `reason`: as it was told to everybody."""

    reason: str


class ShiftReminded(AboutShift, type="activities.shift_reminded", topic="activities.members", key="member"):
    """It is the day before."""


class AboutRecord(Event):
    """What a member is told about a record of their service. `place`: the code of who offered the activity. sealed: as
    of AboutShift."""

    member: str
    record: str
    activity: str
    title: str
    place: str
    starts: datetime
    minutes: int
    sealed: Sealed | None = None


class MessagesRefused(Event, type="activities.messages_refused", topic="activities.members", key="member"):
    """By the link in a message: no more of this category, neither by SMS nor by e-mail."""

    member: str
    category: Literal["activity", "statement"]


class RecordDrafted(AboutRecord, type="activities.record_drafted", topic="activities.members", key="member"):
    """Please confirm it, or object. Not said where a scan or a signature has confirmed it already."""


class RecordReminded(AboutRecord, type="activities.record_reminded", topic="activities.members", key="member"):
    """The one reminder, on day 7."""


class RecordAnswered(AboutRecord, type="activities.record_answered", topic="activities.members", key="member"):
    """An objection was answered, or a record corrected. `corrected`: its minutes are others now. `mark`: of the
    answer."""

    corrected: bool
    mark: str


class StatementDrafted(Event, type="activities.statement_drafted", topic="activities.members", key="member"):
    """The member may read it first, and object until `may_issue_at`."""

    member: str
    statement: str
    kind: Literal["service", "appraisal"]
    place: str
    period: str
    minutes: int
    edition: int
    may_issue_at: datetime


class StatementIssued(Event, type="activities.statement_issued", topic="activities.members", key="member"):
    """The community issued it; the employer can sign for it."""

    member: str
    statement: str
    kind: Literal["service", "appraisal"]
    place: str
    employer: str | None = None
    period: str
    minutes: int
    edition: int
    number: str
