from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, Field

from services.activities.activity_log import queries
from shared.web import Page, View, do, room

api = room("activity_log", __name__, "activities")


class LineForOfficer(View):
    id: str
    at: datetime
    service: str
    what: str
    by: str
    role: str
    about: list[str]
    count: int
    origin: str


class LineForMember(View):
    """Something changed that is the member's; what else the same step changed is not shown."""

    at: datetime
    service: str
    what: str
    role: str


class LookForOfficer(View):
    id: str
    at: datetime
    service: str
    what: str
    by: str
    role: str
    persons: list[str]
    origin: str


class LookForMember(View):
    at: datetime
    service: str
    what: str
    role: str


class LinesAsked(Page):
    by: str | None = Field(None, max_length=80, description="an account's id")
    about: str | None = Field(None, max_length=80, description="the id of what was changed")
    what: str | None = Field(None, max_length=80, description="the name of the action")
    since: AwareDatetime | None = None
    before: AwareDatetime | None = None


class LooksAsked(Page):
    by: str | None = Field(None, max_length=80)
    person: str | None = Field(None, max_length=80)
    since: AwareDatetime | None = None
    before: AwareDatetime | None = None


@api.get("/activity-log", responses={200: LineForOfficer})
def lines(query: LinesAsked) -> Any:
    """Who changed what, when, from where, within your scope; newest first."""
    return do(queries.lines, show=LineForOfficer, after=query.cursor, **query.model_dump(exclude={"cursor"}))


@api.get("/me/activity-log", responses={200: LineForMember})
def my_lines(query: Page) -> Any:
    """What was changed that is mine."""
    return do(queries.my_lines, show=LineForMember, after=query.cursor, limit=query.limit)


@api.get("/looks", responses={200: LookForOfficer})
def looks(query: LooksAsked) -> Any:
    """Who looked at whose personal data, within your scope; newest first."""
    return do(queries.looks, show=LookForOfficer, after=query.cursor, **query.model_dump(exclude={"cursor"}))


@api.get("/me/looks", responses={200: LookForMember})
def looks_at_me(query: Page) -> Any:
    """Who looked at my personal data."""
    return do(queries.looks_at_me, show=LookForMember, after=query.cursor, limit=query.limit)
