"""/registry/verify and /registry/receipts: what an employer vouches for by hand, and what communities answered it."""

from flask import g
from werkzeug.wrappers import Response

from services.registry.employers import queries as employers
from services.registry.employers.views import EmployerForOfficer
from services.registry.reports import actions, queries, verifying
from services.registry.reports.forms import Reason, Several
from services.registry.reports.views import ReportForEmployer
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("verify", __name__, "registry")
VERIFY = "/registry/verify"


@pages.get("/verify")
def to_verify(query: Page) -> str:
    found = read(queries.reports_to_verify, query.limit, query.cursor, show=ReportForEmployer)
    own = read(employers.employer, g.actor.scopes[0], show=EmployerForOfficer)
    return page("reports/verify.html", reports=found, own=own)


@pages.post("/verify/confirm")
def verify(form: Several) -> Response:
    result = do(verifying.verify_reports, form.ids)
    return done(N_("已核实 %(count)s 位党员，报到单已开出。"), VERIFY, count=len(result.items))


@pages.post("/verify/<report_id>/return")
def send_back(report_id: str, form: Reason) -> Response:
    do(actions.return_report, report_id, form.reason)
    return done(N_("已退回，党员会看到您写的原因。"), VERIFY)


@pages.get("/receipts")
def receipts(query: Page) -> str:
    found = read(queries.receipts, query.limit, query.cursor, show=ReportForEmployer)
    return page("reports/receipts.html", reports=found)
