"""What a member chooses from while reporting: places and employers, found by a few typed characters."""

from typing import NamedTuple

from services.registry.employers.model import Employer
from services.registry.employers.queries import employers_named
from services.registry.places.model import Place
from services.registry.places.queries import FoundPlace, find_communities
from services.registry.places.search import query_key
from shared.tx import Tx, allow

STREETS, COMMUNITIES, EMPLOYERS, DISTRICTS = 200, 500, 10, 50


class Wanted(NamedTuple):
    """q: typed to find a community. street, community: chosen already. employer: how it is called."""

    q: str = ""
    street: str = ""
    community: str = ""
    employer: str = ""


class Choices(NamedTuple):
    """districts: more than one only where the system serves several."""

    districts: list[Place]
    streets: list[Place]
    communities: list[FoundPlace]
    employers: list[Employer]


@allow("member")
def choices(tx: Tx, wanted: Wanted) -> Choices:
    """The one chosen first, then what the words or else the street find."""
    streets = tx.find(Place, level="street", active=True, limit=STREETS)
    names = {street.id: street.name for street in streets}
    found = find_communities(tx, wanted.q) if query_key(wanted.q) else []
    if not query_key(wanted.q) and wanted.street:
        below = tx.find(Place, parent=wanted.street, level="community", active=True, limit=COMMUNITIES)
        found = [FoundPlace(p.id, p.name, p.street, names.get(str(p.street), ""), p.phone) for p in below]
    chosen = tx.peek(Place, wanted.community) if wanted.community else None
    if chosen and chosen.level == "community" and chosen.active:
        street = names.get(str(chosen.street), "")
        first = FoundPlace(chosen.id, chosen.name, chosen.street, street, chosen.phone)
        found = [first, *(each for each in found if each.id != chosen.id)]
    districts = tx.find(Place, level="district", active=True, limit=DISTRICTS)
    named = [each for district in districts for each in _called(tx, district.id, wanted.employer)]
    return Choices(districts, streets, found, named[:EMPLOYERS])


def _called(tx: Tx, district: str, text: str) -> list[Employer]:
    return employers_named(tx, district, text, limit=EMPLOYERS) if len(text) > 1 else []
