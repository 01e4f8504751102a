"""/registry/pairings and /registry/visits: who looks after which branch, and what came up when they went there."""

from typing import Any

from flask import current_app, g
from pydantic import Field
from werkzeug.wrappers import Response

from services.registry.contacts import actions, queries
from services.registry.contacts.forms import AnyMonth, Choice, InCommunity, VisitSaid
from services.registry.contacts.model import EDITABLE, day_of
from services.registry.contacts.views import (
    CountForOfficer,
    LoadForOfficer,
    PairingForOfficer,
    UnpairedForOfficer,
    VisitForOfficer,
)
from services.registry.contacts.words import KINDS
from services.registry.places.queries import branches_of, place
from services.registry.places.views import BranchForOfficers, PlaceInList
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("contacts", __name__, "registry")
PAIRINGS, VISITS = "/registry/pairings", "/registry/visits"
LOADS = 200  # instructors of one street


class VisitChange(VisitSaid):
    version: int = Field(ge=0)  # of the visit that was shown

    @property
    def said(self) -> actions.Said:
        return actions.Said(**self.model_dump(exclude={"version"}))


# pairings


@pages.get("/pairings")
def pairings(query: Page) -> str:
    """An instructor sees the communities they look after; above them also who has nobody, and each one's load."""
    found = read(queries.pairings, True, None, query.limit, query.cursor, show=PairingForOfficer)
    if g.actor.role not in queries.ABOVE:
        return page("contacts/own.html", pairings=found)
    missing = read(queries.unpaired_communities, show=UnpairedForOfficer)
    return page("contacts/pairings.html", pairings=found, missing=missing, loads=_loads())


@pages.get("/pairings/ended")
def ended(query: Page) -> str:
    found = read(queries.pairings, False, None, query.limit, query.cursor, show=PairingForOfficer)
    return page("contacts/ended.html", pairings=found)


@pages.get("/pairings/new/<code>")
def new(code: str) -> str:
    """One community: which of its branches without an instructor, and which instructor."""
    here = read(place, code, show=PlaceInList)
    paired = {each.branch for each in read(queries.pairings, True, code, show=PairingForOfficer)}
    branches = [each for each in read(branches_of, code, show=BranchForOfficers) if each.active]
    free = [(each.id, each.name) for each in branches if each.id not in paired]
    loads = [each for each in _loads() if each.account.active]
    return page("contacts/new.html", community=here, whole=code not in paired, branches=free, loads=loads)


@pages.post("/pairings/new/<code>")
def pair(code: str, form: Choice) -> Response:
    do(actions.pair, form.instructor, code, form.branch)
    return done(N_("已结对，指导员现在能看到这个社区。"), PAIRINGS)


@pages.post("/pairings/<pairing_id>/end")
def end(pairing_id: str) -> Response:
    do(actions.end_pairing, pairing_id)
    return done(N_("结对已结束，记录保留。"), PAIRINGS)


def _loads() -> list[LoadForOfficer]:
    return read(queries.instructors, LOADS, show=LoadForOfficer)


# visits


@pages.get("/visits")
def visits(query: InCommunity) -> str:
    """An instructor's own, with a form on top; else those of one's places."""
    found = read(queries.visits, query.community, query.limit, query.cursor, show=VisitForOfficer)
    return page("contacts/visits.html", visits=found, chosen=query.community, **_for_form())


@pages.post("/visits")
def log(form: VisitSaid) -> Response:
    do(actions.log_visit, actions.Said(**form.model_dump()), show=VisitForOfficer)
    return done(N_("已记下。7 天内可以改。"), VISITS)


@pages.get("/visits/<visit_id>")
def visit(visit_id: str) -> str:
    found = read(queries.visit, visit_id, show=VisitForOfficer)
    return page("contacts/visit.html", visit=found, **_for_form())


@pages.post("/visits/<visit_id>")
def edit(visit_id: str, form: VisitChange) -> Response:
    do(actions.edit_visit, visit_id, form.version, form.said)
    return done(N_("已更改。"), VISITS)


@pages.get("/visits/counts")
def counts(query: AnyMonth) -> str:
    month = query.month or day_of(current_app.extensions["store"].now())[:7]
    found = read(queries.visits_of_month, month, show=CountForOfficer)
    return page("contacts/counts.html", counts=found, month=month, kinds=KINDS)


def _for_form() -> dict[str, Any]:
    """communities: of an instructor's pairings, each once."""
    own = read(queries.pairings, show=PairingForOfficer) if g.actor.role == "instructor" else []
    communities = {each.community: each.community_name for each in own}
    today = day_of(current_app.extensions["store"].now())
    return {"communities": list(communities.items()), "today": today, "editable": EDITABLE, "kinds": KINDS}
