"""/registry/api/v1/pairings, /instructors and /visits."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from services.registry.contacts import actions, queries
from services.registry.contacts.model import Kind
from shared.web import Body, Listed, Page, View, do, if_match, room

api = room("contacts", __name__, "registry")

Code = Annotated[str, Field(pattern="^[0-9]{12}$", description="a community's")]


class PairingForOfficer(View):
    id: str
    version: int
    community: str
    community_name: str
    branch: str
    branch_name: str
    instructor: str
    instructor_name: str
    current: bool
    begun_at: datetime
    ended_at: datetime | None


class UnpairedForOfficer(View):
    id: str
    name: str


class AccountInLoad(View):
    id: str
    name: str
    title: str
    active: bool


class LoadForOfficer(View):
    """visits: of this month."""

    account: AccountInLoad
    pairings: int
    visits: int


class VisitForOfficer(View):
    """text, next_step: empty once their time was over."""

    id: str
    version: int
    community: str
    community_name: str
    instructor_name: str
    day: str
    kind: Kind
    logged_at: datetime
    text: str
    next_step: str


class CountForOfficer(View):
    """visits: how many of each kind."""

    community: UnpairedForOfficer
    visits: dict[Kind, int]


class NewPairing(Body):
    instructor: str = Field(min_length=1, max_length=80, description="the account's id")
    community: Code
    branch: str | None = Field(
        None, min_length=1, max_length=80, description="a home branch; else the community's Party organisation"
    )


class VisitSaid(Body):
    community: Code
    day: date | None = Field(None, description="in Shanghai; else today")
    kind: Kind
    text: str = Field(min_length=1, max_length=2000)
    next_step: str = Field("", max_length=500)


class PairingPath(BaseModel):
    pairing_id: str = Field(max_length=80)


class VisitPath(BaseModel):
    visit_id: str = Field(max_length=80)


class InCommunity(Page):
    community: Code | None = None


class Pairings(InCommunity):
    current: bool = True


class Month(BaseModel):
    month: str = Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="2026-11")


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
