from services.activities.names.model import DistrictSettings, Employer, Place
from shared.documents import EVERYBODY
from shared.errors import NotYetKnown
from shared.tx import Tx, allow


@allow(*EVERYBODY)
def place(tx: Tx, code: str) -> Place:
    """NotYetKnown until registry's news of it is here."""
    found = tx.peek(Place, code)
    if found is None:
        raise NotYetKnown
    return found


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
