"""/activities/api/v1/complaints: with a sign-in or without."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import request
from pydantic import BaseModel, Field

from services.activities.complaints import actions, queries
from shared.web import Body, Listed, Page, View, do, room
from shared.web.session import network

api = room("complaints", __name__, "activities")

Code = Annotated[str, Field(pattern="^[0-9]{6}([0-9]{3}){0,2}$", description="of a community, street or district")]


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


class NewComplaint(Body):
    kind: Literal["complaint", "suggestion"]
    about: Literal["place", "system"] = Field("place", description="the system: its district answers")
    place: Code
    text: str = Field(min_length=1, max_length=2000)
    contact: str = Field("", max_length=200, description="only if an answer in person is wanted")


class Following(Body):
    code: str = Field(min_length=1, max_length=40)


class Answer(Body):
    text: str = Field(min_length=1, max_length=2000)


class Destination(Body):
    place: Code


class ComplaintPath(BaseModel):
    complaint_id: str = Field(max_length=80)


class Complaints(Page):
    state: Literal["waiting", "answered"] = "waiting"


@api.post("/complaints", responses={201: CodeForAuthor})
def leave(body: NewComplaint) -> Any:
    return do(actions.leave_complaint, actions.Said(**body.model_dump()), _network(), show=CodeForAuthor), 201


@api.post("/complaints/check", responses={200: AnswerForAuthor})
def check(body: Following) -> Any:
    """What became of it. The code travels in the body: it is a secret."""
    return do(actions.follow, body.code, _network(), show=AnswerForAuthor)


@api.get("/me/complaints", responses={200: Listed[ComplaintForAuthor]})
def mine(query: Page) -> Any:
    return do(queries.my_complaints, query.limit, query.cursor, show=ComplaintForAuthor)


@api.get("/complaints", responses={200: Listed[ComplaintForOfficer]})
def complaints(query: Complaints) -> Any:
    return do(queries.complaints, query.state, query.limit, query.cursor, show=ComplaintForOfficer)


@api.get("/complaints/<complaint_id>", responses={200: ComplaintForOfficer})
def complaint(path: ComplaintPath) -> Any:
    return do(queries.complaint, path.complaint_id, show=ComplaintForOfficer)


@api.post("/complaints/<complaint_id>/answer", responses={200: ComplaintForOfficer})
def answer(path: ComplaintPath, body: Answer) -> Any:
    return do(actions.answer_complaint, path.complaint_id, body.text, show=ComplaintForOfficer)


@api.post("/complaints/<complaint_id>/pass-on", responses={200: ComplaintForOfficer})
def pass_on(path: ComplaintPath, body: Destination) -> Any:
    return do(actions.pass_on, path.complaint_id, body.place, show=ComplaintForOfficer)


def _network() -> str:
    return network(request.remote_addr or "")
