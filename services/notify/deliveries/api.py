from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.notify.deliveries import queries
from shared.web import Listed, Page, View, do, room

api = room("deliveries", __name__, "notify")


class StepShown(View):
    to: str
    at: datetime
    why: str


class DeliveryForMember(View):
    channel: str
    state: str
    steps: list[StepShown]


class DeliveryForOfficer(View):
    """That it was sent and what became of it, not what it said."""

    notice: str
    wording: str
    channel: str
    state: str
    at: datetime


class NoticePath(BaseModel):
    notice_id: str = Field(max_length=300)


class MemberPath(BaseModel):
    member_id: str = Field(max_length=80)


@api.get("/notices/<notice_id>/timeline", responses={200: Listed[DeliveryForMember]})
def timeline(path: NoticePath) -> Any:
    """Every step of every delivery of one notice."""
    return do(queries.timeline, path.notice_id, show=DeliveryForMember)


@api.get("/members/<member_id>/deliveries", responses={200: Listed[DeliveryForOfficer]})
def deliveries(path: MemberPath, query: Page) -> Any:
    """Whether a member was reached, newest first."""
    return do(queries.deliveries_to, path.member_id, query.limit, query.cursor, show=DeliveryForOfficer)
