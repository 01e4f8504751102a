"""/activities/complaints/…: left and followed by anybody, answered by who it is for."""

from flask import request
from pydantic import Field
from werkzeug.wrappers import Response

from services.activities.complaints import actions, queries
from services.activities.complaints.forms import Answer, Complaints, Destination, Following, NewComplaint
from services.activities.complaints.views import (
    AnswerForAuthor,
    CodeForAuthor,
    ComplaintForAuthor,
    ComplaintForOfficer,
    PassingForOfficer,
    WhereForAuthor,
)
from shared.errors import N_
from shared.web import Page, View
from shared.web.pages import Pages, do, done, page, read
from shared.web.session import network

pages = Pages("complaints", __name__, "activities")
LIST = "/activities/complaints"


class ChoiceQuery(View):
    """place: it is for this one; within: the choice goes on there."""

    place: str = Field("", max_length=12)
    within: str = Field("", max_length=12)


# everybody


@pages.get("/complaints/new")
def new(query: ChoiceQuery) -> str:
    where = read(queries.where_to, query.place or query.within, show=WhereForAuthor)
    return page("complaints/new.html" if query.place else "complaints/where.html", where=where)


@pages.post("/complaints/new")
def leave(form: NewComplaint) -> str:
    """The code is shown this once; the same form sent again is answered the same."""
    left = do(actions.leave_complaint, actions.Said(**form.model_dump()), _network(), show=CodeForAuthor)
    return page("complaints/left.html", left=CodeForAuthor.of(left))


@pages.get("/complaints/follow")
def follow() -> str:
    return page("complaints/follow.html")


@pages.post("/complaints/follow")
def answer_to(form: Following) -> str:
    """The code is a secret, so it travels in the body and the answer is shown at once."""
    return page("complaints/followed.html", found=read(actions.follow, form.code, _network(), show=AnswerForAuthor))


@pages.get("/complaints/mine")
def mine(query: Page) -> str:
    found = read(queries.my_complaints, query.limit, query.cursor, show=ComplaintForAuthor)
    return page("complaints/mine.html", found=found)


# who answers


@pages.get("/complaints")
def complaints(query: Complaints) -> str:
    found = read(queries.complaints, query.state, query.limit, query.cursor, show=ComplaintForOfficer)
    return page("complaints/complaints.html", found=found, state=query.state)


@pages.get("/complaints/<complaint_id>")
def complaint(complaint_id: str) -> str:
    return page("complaints/complaint.html", found=read(queries.complaint, complaint_id, show=ComplaintForOfficer))


@pages.post("/complaints/<complaint_id>/answer")
def answer(complaint_id: str, form: Answer) -> Response:
    do(actions.answer_complaint, complaint_id, form.text)
    return done(N_("已答复。对方凭查询码可以看到。"), LIST)


@pages.get("/complaints/<complaint_id>/pass-on")
def to_pass_on(complaint_id: str) -> str:
    return page("complaints/pass_on.html", **dict(read(queries.to_pass_on, complaint_id, show=PassingForOfficer)))


@pages.post("/complaints/<complaint_id>/pass-on")
def pass_on(complaint_id: str, form: Destination) -> Response:
    do(actions.pass_on, complaint_id, form.place)
    return done(N_("已转给对方答复，等待的时间接着算。"), LIST)


def _network() -> str:
    return network(request.remote_addr or "")
