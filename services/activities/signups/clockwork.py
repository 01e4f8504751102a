"""What time brings to sign-ups: offers made and ended, reminders, the end of waiting, the sign-ups of who left."""

from services.activities.activities.model import Seats, Shift
from services.activities.links.making import link_to
from services.activities.signups.model import AHEAD, Calendar, SignUp
from services.activities.signups.reminding import line_over
from services.activities.signups.seating import about, leave, offer
from shared.events.activities import ShiftReminded
from shared.tx import Tx

OFFERS_AT_ONCE = 50


def offer_seats(tx: Tx, shift: str) -> None:
    """Every free seat to the next of the line."""
    seats = tx.get(Seats, shift)
    free = min(seats.capacity - seats.taken, OFFERS_AT_ONCE)
    if not seats.offer_due or seats.starts <= line_over(tx.now) or free < 1:
        return
    for signup in tx.find(SignUp, shift=shift, state="waitlisted", sort="number", limit=free):
        offer(tx, signup)


def end_offers(tx: Tx, ids: list[str]) -> None:
    """Not answered in time: the next one's turn."""
    for signup in _with_calendars(tx, ids):
        if signup.state == "offered" and signup.until and signup.until <= tx.now:
            leave(tx, signup, "expired", "offer_over")


def end_waits(tx: Tx, ids: list[str]) -> None:
    """No seat came free in time, or nobody answered. Said by nobody: it is shown."""
    for signup in _with_calendars(tx, ids):
        starts = tx.get(Seats, signup.shift).starts
        if signup.state == "waitlisted" and starts <= line_over(tx.now):
            leave(tx, signup, "expired", "no_seat")
        elif signup.state == "requested" and tx.now >= starts:
            leave(tx, signup, "cancelled", "not_answered")


def end_of_leavers(tx: Tx, ids: list[str]) -> None:
    for signup in _with_calendars(tx, ids):
        if signup.state in AHEAD:
            leave(tx, signup, "cancelled", "left")
        signup.leaving = False
        tx.save(signup)


def remind(tx: Tx, ids: list[str]) -> None:
    """One reminder for each member and activity, of the first shift of theirs."""
    signups = tx.fetch(SignUp, ids)
    shifts = {shift.id: shift for shift in tx.fetch(Shift, {signup.shift for signup in signups})}
    for signup in signups:
        if signup.remind:
            same = tx.find(SignUp, member=signup.member, activity=signup.activity)
            due = [each for each in same if each.remind]
            first = min((each for each in due if each.starts > tx.now), key=lambda each: each.starts, default=None)
            if first and not any(each.reminded for each in same) and shifts[signup.shift].listed:
                sealed = link_to(tx, first.member, "seat", first.id, first.ends)
                tx.emit(ShiftReminded(**about(first), sealed=sealed))
                first.reminded = True
            for each in due:
                each.remind = False
                tx.save(each)


def _with_calendars(tx: Tx, ids: list[str]) -> list[SignUp]:
    signups = tx.fetch(SignUp, ids)
    tx.fetch(Calendar, [signup.member for signup in signups])
    return signups
