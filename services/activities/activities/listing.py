"""What is open to be seen, as facts for the services that show it: a shift is listed, changes, is listed no more."""

from collections.abc import Iterable

from pymongo.database import Database

from services.activities.activities.model import Shift
from shared.events.activities import ShiftListed, ShiftUnlisted
from shared.tx import Tx


def say_listing(tx: Tx, shift: Shift, was_listed: bool) -> None:
    """After each change of what is still ahead."""
    if shift.listed:
        tx.emit(_listed(shift))
    elif was_listed:
        tx.emit(ShiftUnlisted(shift=shift.id))


def say_gone(tx: Tx, shift: Shift) -> None:
    """It is over."""
    if shift.listed:
        tx.emit(ShiftUnlisted(shift=shift.id))


def all_listed(db: Database) -> Iterable[ShiftListed]:
    """For readers added later than the events are kept."""
    return (_listed(Shift.of(row)) for row in db[Shift.collection].find({"over": False, "listed": True}).sort("ends"))


def _listed(shift: Shift) -> ShiftListed:
    return ShiftListed.model_validate(shift.model_dump(include=set(ShiftListed.model_fields)) | {"shift": shift.id})
