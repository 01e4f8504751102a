"""What each audience is shown of a sign-up."""

from datetime import datetime

from shared.web import View
from shared.web.room import Said


class SignUpForMember(View):
    """The member's own. text: what is so, in words. number: in the waitlist's line. until: when an offer expires."""

    id: str
    shift: str
    activity: str
    title: str
    place: str
    where: str
    starts: datetime
    ends: datetime
    state: str
    text: Said
    number: int | None
    until: datetime | None
    reason: str | None
    asked_at: datetime


class SignUpForStaff(View):
    """For who runs the shift: a name and what is enough of the phone to know whom one calls."""

    id: str
    member: str
    name: str
    masked_phone: str
    state: str
    number: int | None
    until: datetime | None
    reason: str | None
    asked_at: datetime


class ShiftForStaff(View):
    id: str
    activity: str
    title: str
    where: str
    starts: datetime
    ends: datetime
    capacity: int
    listed: bool
    cancelled: bool


class SheetForStaff(View):
    """A shift, and who is signed up or waits."""

    shift: ShiftForStaff
    requested: list[SignUpForStaff]
    offered: list[SignUpForStaff]
    accepted: list[SignUpForStaff]
    waitlisted: list[SignUpForStaff]


class DoneForStaff(View):
    """What came of one, some or all requests. left: how many still wait."""

    items: list[SignUpForStaff]
    left: int
