"""What becomes of a shift reaches everybody signed up for it: in slices, each once, done by the clock."""

from services.activities.activities.model import Activity, Shift
from services.activities.links.making import link_to
from services.activities.signups.model import AHEAD, Calendar, SignUp
from services.activities.signups.seating import about, follow, leave, say_asked
from shared.events.activities import ShiftCancelled, ShiftChanged
from shared.tx import Found, Tx

SLICE = 100  # sign-ups in one transaction


def shifts_to_tell(tx: Tx) -> Found[Shift]:
    return tx.find(Shift, telling=True, limit=50)


def tell_next(tx: Tx, shift_id: str) -> None:
    """The next slice of a shift's sign-ups follow it; those to whom it matters are told."""
    shift = tx.get(Shift, shift_id)
    if shift.told_to is None:
        _say_asked_again(tx, shift)
    found = tx.find(SignUp, shift=shift_id, limit=SLICE, after=shift.told_to)
    tx.fetch(Calendar, [signup.member for signup in found])
    for signup in found:
        if signup.state in AHEAD:
            _tell(tx, signup, shift)
        else:
            signup.place, signup.scopes = shift.place, [signup.member, *shift.scopes]
            tx.save(signup)
    shift.told_to, shift.telling = found.next, found.next is not None
    tx.save(shift)


def _say_asked_again(tx: Tx, shift: Shift) -> None:
    """Another place may offer it now: its staff answers the requests that wait."""
    asked = {"scopes": shift.district, "shift": shift.id, "state": "requested"}  # by the index that serves staff
    for first in tx.find(SignUp, sort="asked_at", limit=1, **asked):
        if shift.place != first.place:
            say_asked(tx, shift, first.asked_at)


def _tell(tx: Tx, signup: SignUp, shift: Shift) -> None:
    """What the member was last told stands in their sign-up: it says what is new."""
    if shift.cancelled:
        leave(tx, signup, "cancelled", "activity_cancelled")
        reason = tx.get(Activity, shift.activity).reason or ""
        tx.emit(ShiftCancelled(**about(signup), reason=reason))
        return
    old_starts, old_ends, old_where = signup.starts, signup.ends, signup.where
    signup.place = shift.place
    follow(tx, signup, shift)
    new_time, new_place = (old_starts, old_ends) != (shift.starts, shift.ends), old_where != shift.where
    if new_time or new_place:
        tx.emit(ShiftChanged(
            **about(signup), new_time=new_time, new_place=new_place, mark=str(shift.changes),
            old_starts=old_starts if old_starts != shift.starts else None,
            sealed=link_to(tx, signup.member, "seat", signup.id, signup.ends),
        ))  # fmt: skip
