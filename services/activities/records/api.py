"""Records of service, their corrections and the ledger over HTTP."""

from typing import Any

from services.activities.records import actions, correcting, queries
from services.activities.records.forms import (
    Answer,
    Chosen,
    CorrectionPath,
    Corrections,
    Lines,
    Objection,
    OwnLines,
    OwnRecords,
    Proposed,
    Reason,
    RecordPath,
    Records,
    Several,
)
from services.activities.records.views import (
    ConfirmedForMember,
    CorrectionForSecond,
    LedgerLineForMember,
    LedgerLineForOfficer,
    LookedForCommunity,
    ProposalForSecond,
    ReadForMember,
    RecordForCommunity,
    ToReview,
)
from shared.web import Listed, Page, do, room

api = room("records", __name__, "activities")

# the member


@api.get("/me/records", responses={200: Listed[ReadForMember]})
def mine(query: OwnRecords) -> Any:
    return do(queries.my_records, state=query.state, limit=query.limit, after=query.cursor, show=ReadForMember)


@api.post("/me/records/confirm", responses={200: ConfirmedForMember})
def confirm_several(body: Several) -> Any:
    return do(actions.confirm_records, body.ids, show=ConfirmedForMember)


@api.get("/me/records/<record_id>", responses={200: ReadForMember})
def my_record(path: RecordPath) -> Any:
    return do(queries.my_record, path.record_id, show=ReadForMember)


@api.post("/me/records/<record_id>/confirm", responses={200: ReadForMember})
def confirm(path: RecordPath) -> Any:
    return do(actions.confirm_record, path.record_id, show=ReadForMember)


@api.post("/me/records/<record_id>/object", responses={200: ReadForMember})
def object_to(path: RecordPath, body: Objection) -> Any:
    return do(actions.object_to_record, path.record_id, body.reason, body.minutes, show=ReadForMember)


@api.get("/me/ledger", responses={200: Listed[LedgerLineForMember]})
def my_ledger(query: OwnLines) -> Any:
    return do(queries.my_ledger, record=query.record, limit=query.limit, after=query.cursor, show=LedgerLineForMember)


# those who offered the activity


@api.get("/records", responses={200: Listed[RecordForCommunity]})
def records(query: Records) -> Any:
    asked = query.model_dump(exclude={"cursor"})
    return do(queries.records, after=query.cursor, **asked, show=RecordForCommunity)


@api.get("/records/objections", responses={200: Listed[RecordForCommunity]})
def objections(query: Page) -> Any:
    return do(queries.objections, limit=query.limit, after=query.cursor, show=RecordForCommunity)


@api.get("/records/to-review", responses={200: ToReview})
def to_review() -> Any:
    """Objections of your own place and corrections that you may have to answer."""
    return do(queries.to_review, show=ToReview)


@api.get("/records/<record_id>", responses={200: LookedForCommunity})
def record(path: RecordPath) -> Any:
    return do(queries.record, path.record_id, show=LookedForCommunity)


@api.post("/records/<record_id>/keep", responses={200: LookedForCommunity})
def keep(path: RecordPath, body: Answer) -> Any:
    return do(actions.keep_record, path.record_id, body.answer, show=LookedForCommunity)


@api.post("/records/<record_id>/corrections", responses={201: ProposalForSecond})
def propose(path: RecordPath, body: Proposed) -> Any:
    return do(
        correcting.propose_correction, path.record_id, body.minutes, body.reason, show=ProposalForSecond
    ), 201  # fmt: skip


@api.get("/ledger", responses={200: Listed[LedgerLineForOfficer]})
def ledger(query: Lines) -> Any:
    asked = query.model_dump(exclude={"cursor"})
    return do(queries.ledger, after=query.cursor, **asked, show=LedgerLineForOfficer)


# the second person


@api.get("/corrections", responses={200: Listed[CorrectionForSecond]})
def corrections(query: Corrections) -> Any:
    return do(queries.corrections, state=query.state, limit=query.limit, after=query.cursor, show=CorrectionForSecond)


@api.post("/corrections/approve", responses={200: Listed[CorrectionForSecond]})
def approve_several(body: Chosen) -> Any:
    return do(correcting.approve_corrections, body.ids, show=CorrectionForSecond)


@api.get("/corrections/<correction_id>", responses={200: ProposalForSecond})
def correction(path: CorrectionPath) -> Any:
    return do(queries.correction, path.correction_id, show=ProposalForSecond)


@api.post("/corrections/<correction_id>/approve", responses={200: ProposalForSecond})
def approve(path: CorrectionPath) -> Any:
    return do(correcting.approve_correction, path.correction_id, show=ProposalForSecond)


@api.post("/corrections/<correction_id>/refuse", responses={200: ProposalForSecond})
def refuse(path: CorrectionPath, body: Reason) -> Any:
    return do(correcting.refuse_correction, path.correction_id, body.reason, show=ProposalForSecond)
