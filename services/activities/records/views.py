"""What each audience is shown of records, corrections and the ledger."""

from datetime import datetime

from shared.web import View
from shared.web.room import Said


class RecordForMember(View):
    """offered: more minutes than were confirmed, found since. close_at: until when an answer is asked for."""

    id: str
    version: int
    activity: str
    title: str
    place_name: str
    starts: datetime
    ends: datetime
    minutes: int
    offered: int | None
    state: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    close_at: datetime | None
    wanted: int | None
    statement: str | None


class ReadForMember(View):
    record: RecordForMember
    text: Said
    next: Said
    objection: str
    answer: str


class ConfirmedForMember(View):
    """What came of one, some or all. left: how many still wait."""

    items: list[ReadForMember]
    left: int


class RecordForCommunity(View):
    """For those who offered the activity."""

    id: str
    version: int
    member: str
    name: str
    activity: str
    shift: str
    title: str
    starts: datetime
    ends: datetime
    minutes: int
    offered: int | None
    state: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    close_at: datetime | None
    objected_at: datetime | None
    wanted: int | None
    correction: str | None
    statement: str | None


class CorrectionForSecond(View):
    """For those who proposed it too. second: the role that is asked."""

    id: str
    version: int
    record: str
    name: str
    title: str
    starts: datetime
    old_minutes: int
    new_minutes: int
    state: str
    second: str
    by: str
    asked_at: datetime
    answered_by: str | None
    answered_at: datetime | None


class ProposalForSecond(View):
    correction: CorrectionForSecond
    reason: str
    objection: str
    refusal: str


class LookedForCommunity(View):
    """A record with what was said about it, and its corrections, newest first."""

    record: RecordForCommunity
    objection: str
    answer: str
    corrections: list[CorrectionForSecond]


class ToReview(View):
    """What waits for an answer, oldest first."""

    objections: list[RecordForCommunity]
    corrections: list[CorrectionForSecond]


class LedgerLineForMember(View):
    """by themself, or by whom in which role; counted: how many minutes count more, or less, since."""

    record: str
    title: str
    what: str
    text: Said
    role: str
    at: datetime
    minutes_before: int | None
    minutes: int
    counted: int


class LedgerLineForOfficer(View):
    id: str
    record: str
    member: str
    activity: str
    title: str
    place: str
    what: str
    text: Said
    by: str
    role: str
    at: datetime
    minutes_before: int | None
    minutes: int
    counted: int
