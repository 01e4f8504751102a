"""/registry/enter: a report entered for somebody, at the station or from paper."""

from typing import Any

from flask import g, redirect, request
from pydantic import model_validator
from werkzeug.wrappers import Response

from services.registry.employers.queries import employers_named
from services.registry.employers.views import EmployerForEverybody
from services.registry.members.model import CONSENT_VERSION
from services.registry.members.words import offered
from services.registry.places.queries import place
from services.registry.places.views import PlaceInList
from services.registry.reports import actions, queries
from services.registry.reports.forms import EnteredForm
from services.registry.reports.own_forms import as_api
from services.registry.reports.views import ReportForCommunity
from shared.errors import N_
from shared.web.pages import Pages, do, page, read, refuse

pages = Pages("enter", __name__, "registry")
LONGEST, FOUND = 60, 10
WHICH = N_("请选择是哪一家单位；都不是，就选最后一项。")


class EnteredTyped(EnteredForm):
    @model_validator(mode="before")
    @classmethod
    def _as_api(cls, sent: Any) -> Any:
        return as_api(sent)


@pages.get("/enter")
def form() -> str:
    communities = [read(place, code, show=PlaceInList) for code in g.actor.scopes]
    return page(
        "reports/enter.html", communities=[(each.code, each.name) for each in communities], consent=CONSENT_VERSION,
        employers=[(each.id, each.name) for each in _called(request.form.get("employer_name", ""))], **offered(),
    )  # fmt: skip


@pages.post("/enter")
def enter(form: EnteredTyped) -> Response:
    if form.employer_name and not request.form.get("employer_id"):
        found = _called(form.employer_name)
        if found and form.employer_name not in {each.name for each in found}:
            raise refuse("employer_id", WHICH)
    return redirect(f"/registry/enter/{do(actions.enter_report, form).id}", 303)


@pages.get("/enter/<report_id>")
def entered(report_id: str) -> str:
    return page("reports/entered.html", report=read(queries.report, report_id, show=ReportForCommunity))


def _called(name: str) -> list[EmployerForEverybody]:
    """Employers of the district whose name holds what was typed."""
    name, district = name.strip()[:LONGEST], next(iter(g.actor.scopes), "")[:6]
    return read(employers_named, district, name, limit=FOUND, show=EmployerForEverybody) if len(name) > 1 else []
