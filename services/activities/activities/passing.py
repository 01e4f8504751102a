"""What time does to activities. Only the clock calls these."""

from services.activities.activities.making import save_shift, tell, waits, waits_no_longer
from services.activities.activities.model import Activity
from services.activities.activities.queries import shifts_of
from services.activities.names import queries as names
from shared.tx import Tx


def end_activities(tx: Tx, ids: list[str]) -> None:
    _move(tx, ids, "published", "ended")


def archive_activities(tx: Tx, ids: list[str]) -> None:
    _move(tx, ids, "ended", "archived")


def _move(tx: Tx, ids: list[str], before: str, to: str) -> None:
    for activity in tx.fetch(Activity, ids):
        if activity.state == before:  # another worker may have been quicker
            activity.move_to(to, tx.by, tx.now)
            tx.save(activity)


def move_activities(tx: Tx, ids: list[str]) -> None:
    """What a closed community has ahead is offered by the one it was closed into; a shift that has begun stays its
    own."""
    for activity in tx.fetch(Activity, ids):
        waits_no_longer(tx, activity)
        activity.offered_by(names.goes_on_in(tx, activity.place))
        waits(tx, activity)
        tx.save(activity)
        for shift in shifts_of(tx, activity.id):
            if not shift.begun(tx.now):
                tell(shift)
                save_shift(tx, activity, shift)
