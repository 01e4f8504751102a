"""What a member is shown of all that is theirs in activities."""

from services.activities.records.views import ReadForMember
from services.activities.rollcalls.views import ShiftForLeader
from services.activities.signups.views import SignUpForMember
from services.activities.statements.views import OwnStatement
from shared.web import View
from shared.web.room import Said


class MineForMember(View):
    """offers, records, statements: what waits; leads: shifts to record; ahead: sign-ups."""

    offers: list[SignUpForMember]
    records: list[ReadForMember]
    statements: list[OwnStatement]
    leads: list[ShiftForLeader]
    ahead: list[SignUpForMember]


class HoursForMember(View):
    """What was confirmed in one period. hours: as it is read."""

    period_name: Said
    records: int
    minutes: int
    hours: str
