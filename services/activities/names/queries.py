from services.activities.names.model import DistrictSettings, Employer, Place
from shared.documents import EVERYBODY
from shared.errors import NotYetKnown
from shared.tx import Tx, allow

DISTRICT = 5000  # more places than any district has


@allow(*EVERYBODY)
def place(tx: Tx, code: str) -> Place:
    """NotYetKnown until registry's news of it is here."""
    found = tx.peek(Place, code)
    if found is None:
        raise NotYetKnown
    return found


@allow(*EVERYBODY)
def places_of(tx: Tx, district: str) -> list[Place]:
    """The district's active places, itself the first, in code order."""
    return [place for place in tx.find(Place, district=district, limit=DISTRICT) if place.active]


def closed_communities(tx: Tx) -> list[str]:
    """The codes of those that were closed into another."""
    return [place.id for place in tx.find(Place, closed_into={"$ne": None}, sort="closed_into")]


def goes_on_in(tx: Tx, code: str) -> Place:
    """The place itself, or, of a community that was closed, the one that it is part of by now."""
    found = place(tx, code)
    while found.closed_into:
        found = place(tx, found.closed_into)
    return found


@allow(*EVERYBODY)
def employer(tx: Tx, id: str) -> Employer:
    found = tx.peek(Employer, id)
    if found is None:
        raise NotYetKnown
    return found


@allow(*EVERYBODY)
def settings(tx: Tx, district: str) -> DistrictSettings:
    """NotYetKnown until registry's news of them is here."""
    found = tx.peek(DistrictSettings, district)
    if found is None:
        raise NotYetKnown
    return found


@allow(*EVERYBODY)
def header(tx: Tx) -> tuple[DistrictSettings | None, str]:
    """For the head of a page: what the district has set, and the name of the place the actor works for."""
    scopes = tx.by.scopes if tx.by.role != "member" else ()
    own = next((found for scope in scopes if (found := tx.peek(Place, scope) or tx.peek(Employer, scope))), None)
    district = own.district if own else only_district(tx)
    return tx.peek(DistrictSettings, district) if district else None, own.name if own else ""


def only_district(tx: Tx) -> str:
    """Of whom no place is known: the district, where the system serves one alone."""
    districts = tx.find(Place, level="district", limit=2)
    return districts[0].id if len(districts) == 1 else ""
