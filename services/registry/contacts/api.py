"""/registry/api/v1/pairings, /instructors and /visits."""

from typing import Any

from services.registry.contacts import actions, queries
from services.registry.contacts.forms import InCommunity, Month, NewPairing, PairingPath, Pairings, VisitPath, VisitSaid
from services.registry.contacts.views import (
    CountForOfficer,
    LoadForOfficer,
    PairingForOfficer,
    UnpairedForOfficer,
    VisitForOfficer,
)
from shared.web import Listed, Page, do, if_match, room

api = room("contacts", __name__, "registry")


@api.post("/pairings", responses={201: PairingForOfficer})
def pair(body: NewPairing) -> Any:
    return do(actions.pair, body.instructor, body.community, body.branch, show=PairingForOfficer), 201


@api.get("/pairings", responses={200: Listed[PairingForOfficer]})
def pairings(query: Pairings) -> Any:
    return do(
        queries.pairings, query.current, query.community, query.limit, query.cursor, show=PairingForOfficer
    )  # fmt: skip


@api.get("/pairings/missing", responses={200: Listed[UnpairedForOfficer]})
def missing() -> Any:
    """Communities in which no branch has an instructor."""
    return do(queries.unpaired_communities, show=UnpairedForOfficer)


@api.post("/pairings/<pairing_id>/end", responses={200: PairingForOfficer})
def end(path: PairingPath) -> Any:
    return do(actions.end_pairing, path.pairing_id, show=PairingForOfficer)


@api.get("/instructors", responses={200: Listed[LoadForOfficer]})
def instructors(query: Page) -> Any:
    return do(queries.instructors, query.limit, query.cursor, show=LoadForOfficer)


@api.post("/visits", responses={201: VisitForOfficer})
def log(body: VisitSaid) -> Any:
    return do(actions.log_visit, actions.Said(**body.model_dump()), show=VisitForOfficer), 201


@api.get("/visits", responses={200: Listed[VisitForOfficer]})
def visits(query: InCommunity) -> Any:
    return do(queries.visits, query.community, query.limit, query.cursor, show=VisitForOfficer)


@api.get("/visits/counts", responses={200: Listed[CountForOfficer]})
def counts(query: Month) -> Any:
    return do(queries.visits_of_month, query.month, show=CountForOfficer)


@api.get("/visits/<visit_id>", responses={200: VisitForOfficer})
def visit(path: VisitPath) -> Any:
    return do(queries.visit, path.visit_id, show=VisitForOfficer)


@api.put("/visits/<visit_id>", responses={200: VisitForOfficer})
def edit(path: VisitPath, body: VisitSaid) -> Any:
    said = actions.Said(**body.model_dump())
    return do(actions.edit_visit, path.visit_id, if_match(), said, show=VisitForOfficer)
