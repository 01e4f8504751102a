"""What each audience is shown of an activity and its shifts."""

from datetime import datetime

from services.activities.names.model import Level
from shared.web import View
from shared.web.room import Said


class ShiftForEverybody(View):
    id: str
    starts: datetime
    ends: datetime
    where: str
    cancelled: bool
    capacity: int
    taken: int
    waiting: int
    opens: datetime | None
    closes: datetime | None
    for_whom: Level
    approval: bool


class ShiftForOfficer(ShiftForEverybody):
    """leader: an account's or member's id, leader_name: a member's."""

    version: int
    state: str
    leader: str | None
    leader_name: str
    code: str


class ActivityInList(View):
    """For everybody."""

    id: str
    title: str
    place: str
    place_name: str
    level: Level
    starts: datetime
    ends: datetime


class ActivityForEverybody(ActivityInList):
    """What was published. reason: why it is cancelled."""

    text: str
    state: str
    skills: list[str]
    interests: list[str]
    risk: str
    insurance: str
    reason: str | None
    shifts: list[ShiftForEverybody]


class ActivityForMember(ActivityInList):
    """near: whose it is, of the member's community, street or district; why: one sentence."""

    text: str
    skills: list[str]
    interests: list[str]
    risk: str
    insurance: str
    near: Level
    why: Said
    shifts: list[ShiftForEverybody]


class ActivityInOfficersList(ActivityInList):
    version: int
    state: str
    reason: str | None
    series: str | None
    changed_after_review: datetime | None


class StepForOfficer(View):
    to: str
    at: datetime
    by: str
    role: str


class ActivityForOfficer(ActivityInOfficersList):
    text: str
    street: str | None
    district: str
    skills: list[str]
    interests: list[str]
    risk: str
    insurance: str
    copy_of: str | None
    by: str
    steps: list[StepForOfficer]
    shifts: list[ShiftForOfficer]


class OwnPlace(View):
    """Of those for which an officer offers activities."""

    id: str
    name: str
    level: Level


class ShiftToAnswer(View):
    """requests: how many wait for an answer."""

    id: str
    title: str
    starts: datetime
    requests: int


class PersonForStaff(View):
    """Somebody of the place with the name asked for."""

    member: str
    name: str
    masked_phone: str


class ReviewRuleForOfficer(View):
    """id: the street's code."""

    id: str
    version: int
    reviews: bool
