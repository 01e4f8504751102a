from collections.abc import Iterable

from services.notify.names.model import DistrictSettings, Employer, Place
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


@allow(*EVERYBODY)
def employer(tx: Tx, id: str) -> Employer:
    found = tx.peek(Employer, id)
    if found is None:
        raise NotYetKnown
    return found


@allow(*EVERYBODY)
def fetch(tx: Tx, ids: Iterable[str]) -> None:
    """Read the names of many places and employers at once; asking for one of them then asks nothing more."""
    wanted = set(ids)
    tx.fetch(Place, wanted)
    tx.fetch(Employer, wanted)


@allow(*EVERYBODY)
def only_district(tx: Tx) -> str | None:
    """The district, where the system serves one alone: whose wordings go to people of whom no place is known."""
    districts = tx.find(Place, level="district", limit=2)
    return districts[0].id if len(districts) == 1 else None


@allow(*EVERYBODY)
def service_name(tx: Tx, district: str | None) -> str | None:
    """What the district calls the system, which stands under its mails."""
    settings = tx.peek(DistrictSettings, district) if district else None
    return settings.service_name if settings else None


@allow(*EVERYBODY)
def header(tx: Tx) -> tuple[DistrictSettings | None, str]:
    """For the head of a page: what the district has set, and the name of the place the actor works for."""
    scopes = tx.by.scopes if tx.by.role != "member" else ()
    own = next((found for scope in scopes if (found := tx.peek(Place, scope) or tx.peek(Employer, scope))), None)
    district = own.district if own else only_district(tx)
    return tx.peek(DistrictSettings, district) if district else None, own.name if own else ""
