"""/registry/api/v1/employers and /employer-reports."""

from typing import Any

from services.registry.employers import actions, queries
from services.registry.employers.forms import (
    EmployerNames,
    EmployerPath,
    EmployerReportPath,
    EmployerReports,
    Employers,
    EmployerSaid,
    Reason,
    SeveralReports,
    Verification,
    Where,
)
from services.registry.employers.views import (
    EmployerForEverybody,
    EmployerForOfficer,
    EmployerReportForBothSides,
    EmployerWithPlace,
)
from shared.web import Listed, do, if_match, room

api = room("employers", __name__, "registry")


@api.post("/employers", responses={201: EmployerForOfficer})
def create(body: EmployerSaid):
    return do(actions.create_employer, body.name, body.code, body.community, show=EmployerForOfficer), 201


@api.get("/employers", responses={200: Listed[EmployerForOfficer]})
def listing(query: Employers):
    return do(queries.employers, query.active, query.cursor, query.limit, query.q, show=EmployerForOfficer)


@api.get("/employers/names", responses={200: Listed[EmployerForEverybody]})
def names(query: EmployerNames):
    return do(queries.employers_named, query.district, query.q, query.cursor, query.limit, show=EmployerForEverybody)


@api.get("/employers/<employer_id>", responses={200: EmployerWithPlace})
def one(path: EmployerPath):
    return do(queries.employer, path.employer_id, show=EmployerWithPlace)


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


@api.post("/employer-reports/accept", responses={200: Listed[EmployerReportForBothSides]})
def accept_several(body: SeveralReports) -> Any:
    return do(actions.accept_employer_reports, body.ids, show=EmployerReportForBothSides)


@api.get("/employer-reports/<report_id>", responses={200: EmployerReportForBothSides})
def report(path: EmployerReportPath):
    return do(queries.employer_report, path.report_id, show=EmployerReportForBothSides)


@api.post("/employer-reports/<report_id>/accept", responses={200: EmployerReportForBothSides})
def accept(path: EmployerReportPath):
    return do(actions.accept_employer_report, path.report_id, show=EmployerReportForBothSides)


@api.post("/employer-reports/<report_id>/return", responses={200: EmployerReportForBothSides})
def give_back(path: EmployerReportPath, body: Reason):
    return do(actions.return_employer_report, path.report_id, body.reason, show=EmployerReportForBothSides)
