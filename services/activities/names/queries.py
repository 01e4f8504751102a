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
