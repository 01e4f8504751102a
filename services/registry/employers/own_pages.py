"""/registry/own-report: an employer's organisation reports to its community (R17); how it verifies its members."""

from flask import g, request
from werkzeug.wrappers import Response

from services.registry.employers import actions, queries
from services.registry.employers.forms import Verification, Where
from services.registry.employers.views import EmployerForOfficer, EmployerReportForBothSides
from services.registry.places.finding import looked_for
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("own_employer", __name__, "registry")
OWN = "/registry/own-report"


@pages.get("/own-report")
def own() -> str:
    reports = read(queries.employer_reports, None, None, 50, show=EmployerReportForBothSides)
    employer = read(queries.employer, g.actor.scopes[0], show=EmployerForOfficer)
    return page("employers/own.html", own=employer, reports=reports, **looked_for())


@pages.post("/own-report")
def send(form: Where) -> Response:
    do(actions.send_employer_report, g.actor.scopes[0], form.community)
    return done(N_("单位报到已送到社区，接收后回执会出现在这里。"), OWN)


@pages.post("/own-report/verification")
def verification(form: Verification) -> Response:
    version = int(request.form.get("version", "0"))
    do(actions.set_verification, g.actor.scopes[0], version, form.by_hand)
    return done(N_("已保存。"), OWN)
