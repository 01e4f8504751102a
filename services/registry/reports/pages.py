"""/registry/reports/…: the pages of reports, for those who take them in or find their community."""

from werkzeug.wrappers import Response

from services.registry.places.finding import looked_for
from services.registry.reports import actions, queries
from services.registry.reports.caring import who_looks_after
from services.registry.reports.forms import Acceptance, Destination, Reason
from services.registry.reports.views import PlacementForOfficer, ReportForCommunity
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("reports", __name__, "registry")
WAITING, TO_PLACE = "/registry/reports/waiting", "/registry/reports/to-place"


def one(report_id: str) -> ReportForCommunity:
    return read(queries.report, report_id, show=ReportForCommunity)


# the community


@pages.get("/reports/waiting")
def waiting(query: Page) -> str:
    found = read(queries.waiting_reports, query.limit, query.cursor, show=ReportForCommunity)
    return page("reports/waiting.html", reports=found)


@pages.post("/reports/waiting/accept")
def accept(form: Acceptance) -> Response:
    return _accepted(form)


@pages.get("/reports/<report_id>")
def report(report_id: str) -> str:
    return page("reports/report.html", report=one(report_id))


@pages.get("/reports/<report_id>/take-in")
def acceptance(report_id: str) -> str:
    found = one(report_id)
    return page("reports/accept.html", report=found, **who_looks_after(found.community))


@pages.post("/reports/<report_id>/take-in")
def accept_one(report_id: str, form: Acceptance) -> Response:
    return _accepted(form)


def _accepted(form: Acceptance) -> Response:
    result = do(actions.accept_reports, form.ids, form.home_branch, form.contact)
    return done(N_("已接收 %(count)s 位党员，回执已发给单位。"), WAITING, count=len(result.items))


@pages.get("/reports/<report_id>/redirect")
def destination(report_id: str) -> str:
    return page("reports/redirect.html", report=one(report_id), **looked_for())


@pages.post("/reports/<report_id>/redirect")
def redirect(report_id: str, form: Destination) -> Response:
    do(actions.redirect_report, report_id, form.community)
    return done(N_("已转送，党员不用再填。"), WAITING)


@pages.get("/reports/<report_id>/return")
def reason(report_id: str) -> str:
    return page("reports/return.html", report=one(report_id))


@pages.post("/reports/<report_id>/return")
def send_back(report_id: str, form: Reason) -> Response:
    do(actions.return_report, report_id, form.reason)
    return done(N_("已退回，党员会看到您写的原因。"), WAITING)


# the street and the district


@pages.get("/reports/to-place")
def to_place(query: Page) -> str:
    found = read(queries.reports_to_place, query.limit, query.cursor, show=ReportForCommunity)
    return page("reports/to_place.html", reports=found)


@pages.get("/reports/<report_id>/place")
def placement(report_id: str) -> str:
    return page(
        "reports/place.html", placed=read(queries.report_to_place, report_id, show=PlacementForOfficer), **looked_for()
    )


@pages.post("/reports/<report_id>/place")
def place(report_id: str, form: Destination) -> Response:
    do(actions.place_report, report_id, form.community)
    return done(N_("已送到这个社区，党员不用再填。"), TO_PLACE)


@pages.post("/reports/<report_id>/place/return")
def ask_again(report_id: str, form: Reason) -> Response:
    do(actions.return_report, report_id, form.reason)
    return done(N_("已退回，党员会看到您写的原因。"), TO_PLACE)
