"""What each audience is shown of a complaint."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.activities.names.model import Level
from shared.web import View


class LeftFields(View):
    kind: str
    place: str
    place_name: str
    asked_at: datetime


class CodeForAuthor(View):
    """`code` is shown this once: with it one asks for the answer."""

    code: str
    complaint: LeftFields


class Step(View):
    """what: asked, passed_on, climbed (overdue, the next level knows of it), answered."""

    what: Literal["asked", "passed_on", "climbed", "answered"]
    at: datetime
    place: str


class AnswerForAuthor(LeftFields):
    """days: how long it has waited, or had. gone_at: when it is deleted."""

    about: str
    state: str
    days: int
    overdue: bool
    answer: str
    answered_at: datetime | None
    gone_at: datetime | None
    steps: list[Step]


class ComplaintForAuthor(AnswerForAuthor):
    id: str
    text: str


class ComplaintForOfficer(ComplaintForAuthor):
    contact: str
    level: str
    passed_from: str | None


class PlaceToChoose(View):
    code: str = Field(validation_alias="id")
    name: str
    level: Level
    street: str | None


class WhereForAuthor(View):
    """Where a complaint may go. at: chosen so far; below: what lies in it; own: the member's own community."""

    at: PlaceToChoose
    below: list[PlaceToChoose]
    own: PlaceToChoose | None


class PassingForOfficer(View):
    """A complaint with the places that it may be passed on to."""

    complaint: ComplaintForOfficer
    places: list[PlaceToChoose]
