"""What becomes of an activity: published, reviewed, returned, cancelled, discarded; and in time over."""

from services.activities.activities.making import go_live, refuse_past, save_shift, step, tell, waits_no_longer
from services.activities.activities.model import Activity, ReviewRule, Seats, Shift
from services.activities.activities.queries import (
    MAKERS,
    after_in_series,
    own,
    review_rule,
    reviewed,
    shifts_of,
    within_scope,
)
from shared.errors import Changed, NotFound, WrongState
from shared.tx import Tx, allow

DISCARDABLE = ("draft", "awaiting_review", "returned")


@allow(*MAKERS)
def publish_activities(tx: Tx, ids: list[str]) -> list[Activity]:
    """Each is published, or where the street asks for it sent to review; its state says which."""
    found = [own(tx, id) for id in dict.fromkeys(ids)]
    for activity in found:
        publish(tx, activity, shifts_of(tx, activity.id))
    return found


def publish(tx: Tx, activity: Activity, shifts: list[Shift]) -> None:
    if reviewed(tx, activity):
        refuse_past(tx, [shift.starts for shift in shifts])
        step(tx, activity, "awaiting_review")
    else:
        go_live(tx, activity, shifts)


@allow("street_officer")
def set_review_rule(tx: Tx, street: str, reviews: bool, version: int) -> ReviewRule:
    rule = review_rule(tx, street)
    if street not in tx.by.scopes:
        raise NotFound
    if version != rule.version:
        raise Changed
    rule.reviews = reviews
    return tx.save(rule) if rule.version else tx.add(rule.model_copy(update={"version": 1}))


@allow("street_officer")
def approve_activities(tx: Tx, ids: list[str]) -> list[Activity]:
    found = [_under_review(tx, id) for id in dict.fromkeys(ids)]
    for activity in found:
        go_live(tx, activity, shifts_of(tx, activity.id))
    return found


@allow("street_officer")
def return_activity(tx: Tx, activity_id: str, reason: str) -> Activity:
    """Back to the community, which corrects it and sends it again."""
    activity = _under_review(tx, activity_id)
    step(tx, activity, "returned", reason)
    return activity


def _under_review(tx: Tx, activity_id: str) -> Activity:
    activity = within_scope(tx, activity_id)
    if activity.state != "awaiting_review":
        raise WrongState
    return activity


# off again


@allow(*MAKERS)
def cancel_activity(tx: Tx, activity_id: str, reason: str, rest: bool = False) -> list[Activity]:
    """The shifts that are still ahead are off, and everybody signed up is told why. rest: those after it in its
    series too; what of them is not published yet is discarded."""
    activity = own(tx, activity_id)
    later = after_in_series(tx, activity) if rest else []
    _cancel(tx, activity, reason)
    for each in later:
        if each.state in DISCARDABLE:
            _discard(tx, each)
        elif each.state == "published":
            _cancel(tx, each, reason)
    return [activity, *(each for each in later if each.state == "cancelled")]


def _cancel(tx: Tx, activity: Activity, reason: str) -> None:
    ahead = [shift for shift in shifts_of(tx, activity.id) if shift.starts > tx.now]
    if not ahead:
        raise WrongState
    step(tx, activity, "cancelled", reason)
    for shift in ahead:
        shift.cancelled = True
        tell(shift)
        save_shift(tx, activity, shift)


@allow(*MAKERS)
def discard_activity(tx: Tx, activity_id: str) -> None:
    """A draft that nobody has seen, or that waits for review, is gone."""
    activity = own(tx, activity_id)
    if activity.state not in DISCARDABLE:
        raise WrongState
    _discard(tx, activity)


def _discard(tx: Tx, activity: Activity) -> None:
    waits_no_longer(tx, activity)
    tx.save(activity)  # leaves its line in the activity log
    shifts = [shift.id for shift in shifts_of(tx, activity.id)]
    tx.remove(Shift, *shifts)
    tx.remove(Seats, *shifts)
    tx.remove(Activity, activity.id)
