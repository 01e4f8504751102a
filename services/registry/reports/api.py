"""Reports over HTTP."""

from typing import Any

from flask import Response, current_app
from pydantic import Field

from services.registry.papers.rendering import pdf, png
from services.registry.reports import actions, paper, queries, verifying
from services.registry.reports.forms import (
    Acceptance,
    Assignment,
    Correction,
    Destination,
    EnteredForm,
    Reason,
    ReceiptElsewhere,
    ReportForm,
    Several,
)
from services.registry.reports.views import (
    DoneForCommunity,
    DoneForEmployer,
    PlacementForOfficer,
    ReportForCommunity,
    ReportForEmployer,
    ReportForMember,
    SlipForAnybody,
    SlipForHolder,
    StateForOfficer,
)
from shared.web import Listed, Page, View, do, if_match, room

api = room("reports", __name__, "registry")
BINARY = {"schema": {"type": "string", "format": "binary"}}


class ReportPath(View):
    report_id: str = Field(max_length=64)


class MemberPath(View):
    member_id: str = Field(max_length=64)


class SlipPath(View):
    code: str = Field(max_length=20)


# the member


@api.post("/reports", responses={201: ReportForMember})
def send(body: ReportForm) -> Any:
    return do(actions.send_report, body, show=ReportForMember), 201


@api.get("/me/report", responses={200: ReportForMember})
def mine() -> Any:
    return do(queries.my_report, show=ReportForMember)


@api.post("/me/report/send-again", responses={200: ReportForMember})
def send_again(body: Correction) -> Any:
    return do(actions.send_again, body, show=ReportForMember)


@api.post("/me/report/cancel", responses={200: ReportForMember})
def cancel() -> Any:
    return do(actions.cancel_report, show=ReportForMember)


@api.post("/me/report/restore", responses={200: ReportForMember})
def restore() -> Any:
    return do(actions.restore_report, show=ReportForMember)


@api.post("/me/report/elsewhere-receipt", responses={200: ReportForMember})
def receipt_elsewhere(body: ReceiptElsewhere) -> Any:
    return do(actions.note_receipt_elsewhere, body.number, show=ReportForMember)


# the employer


@api.get("/reports/to-verify", responses={200: Listed[ReportForEmployer]})
def to_verify(query: Page) -> Any:
    return do(queries.reports_to_verify, query.limit, query.cursor, show=ReportForEmployer)


@api.post("/reports/verify", responses={200: DoneForEmployer})
def verify(body: Several) -> Any:
    return do(verifying.verify_reports, body.ids, show=DoneForEmployer)


@api.get("/reports/receipts", responses={200: Listed[ReportForEmployer]})
def receipts(query: Page) -> Any:
    return do(queries.receipts, query.limit, query.cursor, show=ReportForEmployer)


# the community, the street, the district


@api.post("/reports/entered", responses={201: ReportForCommunity})
def enter(body: EnteredForm) -> Any:
    return do(actions.enter_report, body, show=ReportForCommunity), 201


@api.get("/reports/waiting", responses={200: Listed[ReportForCommunity]})
def waiting(query: Page) -> Any:
    return do(queries.waiting_reports, query.limit, query.cursor, show=ReportForCommunity)


@api.post("/reports/accept", responses={200: DoneForCommunity})
def accept(body: Acceptance) -> Any:
    return do(actions.accept_reports, body.ids, body.home_branch, body.contact, show=DoneForCommunity)


@api.get("/reports/to-place", responses={200: Listed[ReportForCommunity]})
def to_place(query: Page) -> Any:
    return do(queries.reports_to_place, query.limit, query.cursor, show=ReportForCommunity)


@api.get("/reports/<report_id>", responses={200: ReportForCommunity})
def report(path: ReportPath) -> Any:
    return do(queries.report, path.report_id, show=ReportForCommunity)


@api.get("/reports/<report_id>/placement", responses={200: PlacementForOfficer})
def placement(path: ReportPath) -> Any:
    return do(queries.report_to_place, path.report_id, show=PlacementForOfficer)


@api.get("/members/<member_id>/report", responses={200: ReportForCommunity})
def report_of_member(path: MemberPath) -> Any:
    return do(queries.report_of_member, path.member_id, show=ReportForCommunity)


@api.put("/reports/<report_id>/assignment", responses={200: ReportForCommunity})
def assign(path: ReportPath, body: Assignment) -> Any:
    return do(
        actions.assign_report, path.report_id, if_match(), body.home_branch, body.contact, show=ReportForCommunity
    )


@api.post("/reports/<report_id>/place", responses={200: ReportForCommunity})
def place(path: ReportPath, body: Destination) -> Any:
    return do(actions.place_report, path.report_id, body.community, show=ReportForCommunity)


@api.post("/reports/<report_id>/redirect", responses={200: ReportForCommunity})
def redirect(path: ReportPath, body: Destination) -> Any:
    return do(actions.redirect_report, path.report_id, body.community, show=ReportForCommunity)


@api.post("/reports/<report_id>/return", responses={200: StateForOfficer})
def send_back(path: ReportPath, body: Reason) -> Any:
    return do(actions.return_report, path.report_id, body.reason, show=StateForOfficer)


# the slip


@api.get("/reports/<report_id>/slip", responses={200: SlipForHolder})
def slip(path: ReportPath) -> Any:
    site = current_app.extensions["settings"].public_url
    return do(queries.slip, path.report_id, site, show=SlipForHolder)


@api.get("/reports/<report_id>/slip.pdf", responses={200: {"content": {"application/pdf": BINARY}}})
def slip_pdf(path: ReportPath) -> Response:
    """To print, with a stub and a receipt to tear off."""
    return Response(pdf("slip", _sheet(path.report_id)), content_type="application/pdf")


@api.get("/reports/<report_id>/slip.png", responses={200: {"content": {"image/png": BINARY}}})
def slip_png(path: ReportPath) -> Response:
    """A picture to keep on the phone."""
    return Response(png("slip_card", _sheet(path.report_id)), content_type="image/png")


def _sheet(report_id: str) -> dict[str, Any]:
    settings = current_app.extensions["settings"]
    return do(paper.slip_sheet, report_id, settings.public_url) | {"demo": settings.demo}


@api.get("/slips/<code>", responses={200: SlipForAnybody})
def check_slip(path: SlipPath) -> Any:
    return do(queries.slip_by_code, path.code, show=SlipForAnybody)
