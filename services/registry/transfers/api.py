"""Transfers over HTTP."""

from typing import Any

from pydantic import Field

from services.registry.reports.views import ReportForCommunity, ReportForMember
from services.registry.transfers import actions, queries
from services.registry.transfers.forms import Destination, End, NewEmployer
from services.registry.transfers.views import EmploymentForMember
from shared.web import View, do, room

api = room("transfers", __name__, "registry")


class ReportPath(View):
    report_id: str = Field(max_length=64)


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
