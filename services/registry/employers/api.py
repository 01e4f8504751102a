"""/registry/api/v1/employers and /employer-reports."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc

from services.registry.employers import actions, queries
from shared.web import Body, Listed, Page, View, do, if_match, room

api = room("employers", __name__, "registry")


class EmployerForOfficer(View):
    id: str
    version: int
    name: str
    code: str | None
    district: str
    street: str | None
    community: str | None
    active: bool
    on_system: bool
    verify_by_hand: bool
    roster_at: datetime | None


class EmployerForEverybody(View):
    id: str
    name: str


class EmployerReportForBothSides(View):
    """The employer and the community see the same."""

    id: str
    version: int
    employer: str
    employer_name: str
    community: str
    number: str
    state: str
    asked_at: datetime
    receipt: str | None
    reason: str | None


def _valid_code(code: str) -> str:
    if not uscc.is_valid(code):
        raise PydanticCustomError("credit_code", "not a valid unified social credit code")
    return code.upper()


class EmployerSaid(Body):
    name: str = Field(min_length=2, max_length=100)
    code: Annotated[str, AfterValidator(_valid_code)] | None = Field(None, description="统一社会信用代码 (GB 32100)")
    community: str | None = Field(None, max_length=12, description="code of the community where it works")


class Verification(Body):
    by_hand: bool


class Where(Body):
    community: str | None = Field(None, max_length=12, description="else the one where the employer works")


class Reason(Body):
    reason: str = Field(min_length=2, max_length=500)


class EmployerPath(BaseModel):
    employer_id: str = Field(max_length=80)


class EmployerReportPath(BaseModel):
    report_id: str = Field(max_length=80)


class Employers(Page):
    active: bool | None = None


class EmployerNames(Page):
    district: str = Field(max_length=12)
    q: str = Field("", max_length=100, pattern=r"^[^\x00-\x1f]*$", description="part of the name")


class EmployerReports(Page):
    state: Literal["slip_issued", "accepted", "returned"] | None = None


@api.post("/employers", responses={201: EmployerForOfficer})
def create(body: EmployerSaid):
    return do(actions.create_employer, body.name, body.code, body.community, show=EmployerForOfficer), 201


@api.get("/employers", responses={200: Listed[EmployerForOfficer]})
def listing(query: Employers):
    return do(queries.employers, query.active, query.cursor, query.limit, show=EmployerForOfficer)


@api.get("/employers/names", responses={200: Listed[EmployerForEverybody]})
def names(query: EmployerNames):
    return do(queries.employers_named, query.district, query.q, query.cursor, query.limit, show=EmployerForEverybody)


@api.get("/employers/<employer_id>", responses={200: EmployerForOfficer})
def one(path: EmployerPath):
    return do(queries.employer, path.employer_id, show=EmployerForOfficer)


@api.put("/employers/<employer_id>", responses={200: EmployerForOfficer})
def edit(path: EmployerPath, body: EmployerSaid):
    return do(
        actions.edit_employer, path.employer_id, if_match(), body.name, body.code, body.community,
        show=EmployerForOfficer,
    )  # fmt: skip


@api.post("/employers/<employer_id>/deactivate", responses={200: EmployerForOfficer})
def deactivate(path: EmployerPath):
    return do(actions.deactivate_employer, path.employer_id, show=EmployerForOfficer)


@api.post("/employers/<employer_id>/reactivate", responses={200: EmployerForOfficer})
def reactivate(path: EmployerPath):
    return do(actions.reactivate_employer, path.employer_id, show=EmployerForOfficer)


@api.put("/employers/<employer_id>/verification", responses={200: EmployerForOfficer})
def verification(path: EmployerPath, body: Verification):
    return do(actions.set_verification, path.employer_id, if_match(), body.by_hand, show=EmployerForOfficer)


@api.post("/employers/<employer_id>/reports", responses={201: EmployerReportForBothSides})
def send_report(path: EmployerPath, body: Where):
    return do(
        actions.send_employer_report, path.employer_id, body.community, show=EmployerReportForBothSides
    ), 201  # fmt: skip


@api.get("/employer-reports", responses={200: Listed[EmployerReportForBothSides]})
def reports(query: EmployerReports):
    return do(queries.employer_reports, query.state, query.cursor, query.limit, show=EmployerReportForBothSides)


@api.get("/employer-reports/<report_id>", responses={200: EmployerReportForBothSides})
def report(path: EmployerReportPath):
    return do(queries.employer_report, path.report_id, show=EmployerReportForBothSides)


@api.post("/employer-reports/<report_id>/accept", responses={200: EmployerReportForBothSides})
def accept(path: EmployerReportPath):
    return do(actions.accept_employer_report, path.report_id, show=EmployerReportForBothSides)


@api.post("/employer-reports/<report_id>/return", responses={200: EmployerReportForBothSides})
def give_back(path: EmployerReportPath, body: Reason):
    return do(actions.return_employer_report, path.report_id, body.reason, show=EmployerReportForBothSides)
