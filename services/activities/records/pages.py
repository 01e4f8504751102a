"""/activities/records: objections to answer, corrections for a second person, and the records of those who offered."""

from pydantic import Field
from werkzeug.wrappers import Response

from services.activities.records import actions, correcting, queries
from services.activities.records.forms import Answer, Chosen, Reason, Records, Text
from services.activities.records.views import (
    LedgerLineForOfficer,
    LookedForCommunity,
    ProposalForSecond,
    RecordForCommunity,
    ToReview,
)
from shared.errors import N_
from shared.web import Body
from shared.web.pages import Pages, do, done, page, read

pages = Pages("records", __name__, "activities")
REVIEW = "/activities/records/review"
PROPOSED = N_("已提出更正，等另一位确认后生效。")


class ProposedTyped(Body):
    hours: float = Field(ge=0, le=24, multiple_of=0.25)
    reason: Text


@pages.get("/records/review")
def review() -> str:
    return page("records/review.html", waiting=read(queries.to_review, show=ToReview))


@pages.post("/records/review/approve")
def approve_some(form: Chosen) -> Response:
    found = do(correcting.approve_corrections, form.ids)
    return done(N_("已同意 %(count)s 项更正，本人会收到通知。"), REVIEW, count=len(found))


# the second person


@pages.get("/records/review/<correction_id>")
def correction(correction_id: str) -> str:
    return page("records/correction.html", proposal=read(queries.correction, correction_id, show=ProposalForSecond))


@pages.post("/records/review/<correction_id>/approve")
def approve(correction_id: str) -> Response:
    do(correcting.approve_correction, correction_id)
    return done(N_("已同意，记录已更正，本人会收到通知。"), REVIEW)


@pages.post("/records/review/<correction_id>/refuse")
def refuse(correction_id: str, form: Reason) -> Response:
    do(correcting.refuse_correction, correction_id, form.reason)
    return done(N_("没有同意，记录保持原样。"), REVIEW)


# those who offered the activity


@pages.get("/records")
def records(query: Records) -> str:
    asked = query.model_dump(exclude={"cursor"})
    found = read(queries.records, after=query.cursor, **asked, show=RecordForCommunity)
    return page("records/records.html", records=found)


@pages.get("/records/<record_id>")
def record(record_id: str) -> str:
    found = read(queries.record, record_id, show=LookedForCommunity)
    lines = read(queries.ledger, record=record_id, show=LedgerLineForOfficer)
    return page("records/record.html", looked=found, lines=lines)


@pages.post("/records/<record_id>/keep")
def keep(record_id: str, form: Answer) -> Response:
    do(actions.keep_record, record_id, form.answer)
    return done(N_("已答复，时长不变，会请本人再看一次。"), REVIEW)


@pages.post("/records/<record_id>/corrections")
def propose(record_id: str, form: ProposedTyped) -> Response:
    do(correcting.propose_correction, record_id, int(form.hours * 60), form.reason)
    return done(PROPOSED, f"/activities/records/{record_id}")
