"""/activities/api/v1/me: all that is a member's own, at a glance."""

from typing import Any

from services.activities.mine import queries
from services.activities.mine.views import HoursForMember, MineForMember
from shared.web import Listed, do, room

api = room("mine", __name__, "activities")


@api.get("/me", responses={200: MineForMember})
def mine() -> Any:
    return do(queries.mine, show=MineForMember)


@api.get("/me/hours", responses={200: Listed[HoursForMember]})
def hours() -> Any:
    return do(queries.my_hours, show=HoursForMember)
