"""Transfers over HTTP."""

from typing import Any

from pydantic import Field

from services.registry.reports.forms import Code, Id, Text
from services.registry.reports.views import ReportForCommunity, ReportForMember
from services.registry.transfers import actions, queries
from shared.web import Body, View, do, room

api = room("transfers", __name__, "registry")


class ReportPath(View):
    report_id: str = Field(max_length=64)


class Destination(Body):
    community: Code


class End(Body):
    """离职, 退休, 返回."""

    why: queries.Ending


class NewEmployer(Body):
    """entry: an offer's id. Without it the employer's name; without both: none at present."""

    entry: Id | None = None
    employer_name: Text | None = None


class OfferForMember(View):
    id: str
    employer: str
    employer_name: str


class EmploymentForMember(View):
    employer: str | None
    employer_name: str | None
    asked: bool
    offers: list[OfferForMember]


@api.post("/me/report/transfer", responses={200: ReportForMember})
def transfer(body: Destination) -> Any:
    return do(actions.start_transfer, body.community, show=ReportForMember)


@api.post("/reports/<report_id>/transfer", responses={200: ReportForCommunity})
def transfer_member(path: ReportPath, body: Destination) -> Any:
    return do(actions.transfer_member, path.report_id, body.community, show=ReportForCommunity)


@api.post("/reports/<report_id>/end", responses={200: ReportForCommunity})
def end(path: ReportPath, body: End) -> Any:
    return do(actions.end_report, path.report_id, body.why, show=ReportForCommunity)


@api.get("/me/employer", responses={200: EmploymentForMember})
def employment() -> Any:
    return do(queries.my_employment, show=EmploymentForMember)


@api.post("/me/employer", responses={200: EmploymentForMember})
def change_employer(body: NewEmployer) -> Any:
    return do(actions.change_employer, body.entry, body.employer_name, show=EmploymentForMember)
