"""/registry/reports/…: the pages of reports, for those who take them in."""

from werkzeug.wrappers import Response

from services.registry.reports import actions, queries
from services.registry.reports.forms import Acceptance, Destination, Reason
from services.registry.reports.views import ReportForCommunity
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("reports", __name__, "registry")
WAITING = "/registry/reports/waiting"


# the community


@pages.get("/reports/waiting")
def waiting(query: Page) -> str:
    found = read(queries.waiting_reports, query.limit, query.cursor, show=ReportForCommunity)
    return page("reports/waiting.html", reports=found)


@pages.post("/reports/waiting/accept")
def accept(form: Acceptance) -> Response:
    result = do(actions.accept_reports, form.ids, form.home_branch, form.contact)
    return done(N_("已接收 %(count)s 位党员，回执已发给单位。"), WAITING, count=len(result.items))


@pages.get("/reports/<report_id>")
def report(report_id: str) -> str:
    return page("reports/report.html", report=read(queries.report, report_id, show=ReportForCommunity))


@pages.post("/reports/<report_id>/redirect")
def redirect(report_id: str, form: Destination) -> Response:
    do(actions.redirect_report, report_id, form.community)
    return done(N_("已转送，党员不用再填。"), WAITING)


@pages.post("/reports/<report_id>/return")
def send_back(report_id: str, form: Reason) -> Response:
    do(actions.return_report, report_id, form.reason)
    return done(N_("已退回，党员会看到您写的原因。"), WAITING)
