"""/activities/api/v1/complaints: with a sign-in or without."""

from typing import Any

from flask import request

from services.activities.complaints import actions, queries
from services.activities.complaints.forms import (
    Answer,
    ComplaintPath,
    Complaints,
    Destination,
    Following,
    NewComplaint,
)
from services.activities.complaints.views import (
    AnswerForAuthor,
    CodeForAuthor,
    ComplaintForAuthor,
    ComplaintForOfficer,
)
from shared.web import Listed, Page, do, room
from shared.web.session import network

api = room("complaints", __name__, "activities")


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
