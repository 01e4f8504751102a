"""What each audience is shown of who came. Nobody above the place that offers the shift is shown anything."""

from datetime import datetime

from shared.web import View


class ShiftForLeader(View):
    """code: as it is printed on the sheets."""

    id: str
    code: str
    title: str
    where: str
    starts: datetime
    ends: datetime
    state: str


class MarkForLeader(View):
    """Somebody's state as it is now. forced: noted offline and sent later. marked_at: the mark's own time."""

    id: str
    state: str
    own_word: str | None
    added: bool
    forced: bool
    marked_at: datetime | None


class PersonForLeader(MarkForLeader):
    name: str
    masked_phone: str


class RollCallForLeader(View):
    """The list on one screen. since: from when on marks are taken; until: when the leader no longer sees it."""

    shift: ShiftForLeader
    place_name: str
    people: list[PersonForLeader]
    since: datetime
    until: datetime


class FoundForLeader(View):
    """Somebody of the place with the name asked for. masked_phone: empty for a leader who is a member."""

    member: str
    name: str
    masked_phone: str


class ClosedForLeader(View):
    """came: recorded; unmarked: of whom nothing was said, and nothing is recorded."""

    shift: ShiftForLeader
    came: int
    unmarked: int


class ShiftForScanner(View):
    """For whoever holds the sheet or sees its QR code."""

    title: str
    where: str
    starts: datetime
    ends: datetime


class AttendanceForMember(View):
    """The answer to one's own scan."""

    shift: str
    title: str
    starts: datetime
    ends: datetime
    state: str
    own_word: str | None
