"""/registry/employer-reports/…: organisations that report to the community (单位报到), for those who take them in."""

from werkzeug.wrappers import Response

from services.registry.employers import actions, queries
from services.registry.employers.forms import Reason, SeveralReports
from services.registry.employers.views import EmployerReportForBothSides
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("employer_reports", __name__, "registry")
WAITING = "/registry/employer-reports/waiting"


@pages.get("/employer-reports/waiting")
def waiting(query: Page) -> str:
    found = read(
        queries.employer_reports, "slip_issued", query.cursor, query.limit, show=EmployerReportForBothSides
    )  # fmt: skip
    return page("employers/reports_waiting.html", reports=found)


@pages.post("/employer-reports/waiting/accept")
def accept(form: SeveralReports) -> Response:
    accepted = do(actions.accept_employer_reports, form.ids)
    return done(N_("已接收 %(count)s 家单位，回执已发给单位。"), WAITING, count=len(accepted))


@pages.get("/employer-reports/<report_id>/return")
def reason(report_id: str) -> str:
    found = read(queries.employer_report, report_id, show=EmployerReportForBothSides)
    return page("employers/report_return.html", report=found)


@pages.post("/employer-reports/<report_id>/return")
def send_back(report_id: str, form: Reason) -> Response:
    do(actions.return_employer_report, report_id, form.reason)
    return done(N_("已退回，单位会看到您写的原因。"), WAITING)
