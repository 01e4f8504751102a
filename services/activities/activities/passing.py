"""What time does to activities. Only the clock calls these."""

from services.activities.activities.making import save_shift, tell, waits, waits_no_longer
from services.activities.activities.model import Activity, Shift
from services.activities.activities.queries import ahead_of, shifts_of
from services.activities.names.model import Place
from shared.tx import Tx

AT_ONCE = 20  # activities moved in one transaction


def end_activities(tx: Tx, ids: list[str]) -> None:
    _move(tx, ids, "published", "ended")


def archive_activities(tx: Tx, ids: list[str]) -> None:
    _move(tx, ids, "ended", "archived")


def _move(tx: Tx, ids: list[str], before: str, to: str) -> None:
    for activity in tx.fetch(Activity, ids):
        if activity.state == before:  # another worker may have been quicker
            activity.move_to(to, tx.by, tx.now)
            tx.save(activity)


def release_leaders(tx: Tx, ids: list[str]) -> None:
    """Two days after a shift its leader sees it no more; its sign-ups follow."""
    for shift in tx.fetch(Shift, ids):
        if shift.leader_until and shift.leader_until <= tx.now:
            shift.leader_until = None
            shift.scopes = [scope for scope in shift.scopes if scope != shift.leader]
            tell(shift)
            tx.save(shift)


def move_activities(tx: Tx, closed: str) -> None:
    """What a closed community had ahead is offered by the one it was closed into; what is over stays its own."""
    place = tx.get(Place, closed)
    while place.closed_into:
        place = tx.get(Place, place.closed_into)
    for activity in ahead_of(tx, closed, AT_ONCE):
        waits_no_longer(tx, activity)
        activity.offered_by(place)
        waits(tx, activity)
        tx.save(activity)
        for shift in shifts_of(tx, activity.id):
            tell(shift)
            save_shift(tx, activity, shift)
