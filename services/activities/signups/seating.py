"""What a step of a sign-up does to the seats, the line, the member's time, and what waits for whom. Each function is
given a sign-up and leaves it saved."""

from datetime import datetime

from services.activities.activities.model import Seats, Shift
from services.activities.links.making import link_to
from services.activities.people.queries import NOT_HERE
from services.activities.signups.model import AHEAD, HOLDS_A_SEAT, Calendar, SignUp, Taken
from services.activities.signups.reminding import NO_OFFERS, line_over, offered_until, remind_at
from shared.clock import SHANGHAI
from shared.errors import N_, NotYetKnown, Refused
from shared.events.activities import SeatOffered, SignUpAnswered, TodoClosed, TodoOpened
from shared.tx import Tx

STAFF = {"community": ["secretary", "staff"], "street": ["street_officer"], "district": ["district_officer"]}


def take_time(tx: Tx, member: str, shift: Shift) -> None:
    """Note the shift in the member's calendar; refused beside another at the same time, and to who has left."""
    calendar = tx.peek(Calendar, member) or tx.add(Calendar(id=member))
    if calendar.gone:
        raise NotYetKnown(NOT_HERE)
    others = [each for each in calendar.taken if each.ends > tx.now and each.shift != shift.id]
    for other in others:
        if other.starts < shift.ends and shift.starts < other.ends:
            raise Refused(
                N_("“%(wanted)s”（%(wanted_at)s）与您已报名的“%(held)s”（%(held_at)s）时间重叠，请先退出其中一场。"),
                code="overlap", wanted=shift.title, wanted_at=_span(shift.starts, shift.ends), held=other.title,
                held_at=_span(other.starts, other.ends),
            )  # fmt: skip
    calendar.taken = [*others, Taken(shift=shift.id, title=shift.title, starts=shift.starts, ends=shift.ends)]
    tx.save(calendar)


def _span(starts: datetime, ends: datetime) -> str:
    here, end = starts.astimezone(SHANGHAI), ends.astimezone(SHANGHAI)
    to = "%H:%M" if here.date() == end.date() else "%m-%d %H:%M"
    return f"{here:%Y-%m-%d %H:%M}–{end:{to}}"


def ask(tx: Tx, signup: SignUp, shift: Shift) -> None:
    """Staff will answer it."""
    seats = tx.get(Seats, shift.id)
    seats.requests += 1
    if seats.requests == 1:
        say_asked(tx, shift, tx.now)
    signup.move_to("requested", tx.by, tx.now)
    tx.save(seats)
    tx.save(signup)


def say_asked(tx: Tx, shift: Shift, since: datetime) -> None:
    """Requests wait for those who offer the shift."""
    tx.emit(TodoOpened(
        todo=f"signup_to_answer:{shift.id}", kind="signup_to_answer", subject=shift.id, scopes=[shift.place],
        roles=STAFF[shift.level], since=since,
    ))  # fmt: skip


def seat(tx: Tx, signup: SignUp) -> None:
    """A seat, or else the next number of the line; refused where it is full and too late to wait."""
    seats = tx.get(Seats, signup.shift)
    late = seats.starts <= line_over(tx.now)
    free = seats.taken < seats.capacity and (late or not seats.waiting)
    if late and not free:
        raise Refused(N_("名额已满；临近开始不再候补，欢迎参加其他活动。"), code="full")
    _answer_request(tx, signup, seats)
    if free:
        seats.seats(taken=1)
        signup.move_to("accepted", tx.by, tx.now)
        signup.remind = not signup.reminded and tx.now < remind_at(signup.starts)
    else:
        seats.line += 1
        seats.seats(waiting=1)
        signup.move_to("waitlisted", tx.by, tx.now)
        signup.number = seats.line
    tx.save(seats)
    tx.save(signup)


def offer(tx: Tx, signup: SignUp) -> None:
    """A seat that came free goes to the first of the line, for a day (see `offered_until`)."""
    seats = tx.get(Seats, signup.shift)
    seats.seats(taken=1, waiting=-1)
    signup.move_to("offered", tx.by, tx.now)
    signup.until = offered_until(tx.now, seats.starts)
    tx.save(seats)
    tx.save(signup)
    tx.emit(TodoOpened(
        todo=f"offer_to_answer:{signup.id}", kind="offer_to_answer", subject=signup.id, scopes=[signup.member],
        roles=["member"], since=tx.now,
    ))  # fmt: skip
    sealed = link_to(tx, signup.member, "offer", signup.id, signup.until)
    tx.emit(SeatOffered(**about(signup), until=signup.until, mark=str(signup.version), sealed=sealed))


def accept(tx: Tx, signup: SignUp) -> None:
    """The seat that was offered is the member's; it is counted already."""
    signup.move_to("accepted", tx.by, tx.now)
    signup.until = None
    signup.remind = not signup.reminded and tx.now < remind_at(signup.starts)
    tx.save(signup)
    _close_offer(tx, signup)


def leave(tx: Tx, signup: SignUp, to: str, why: str) -> None:
    """It ends (cancelled, declined, expired), and what it held is free: the seat, the place in line, the time."""
    seats, before = tx.get(Seats, signup.shift), signup.state
    _answer_request(tx, signup, seats)
    signup.move_to(to, tx.by, tx.now, why)
    seats.seats(taken=-(before in HOLDS_A_SEAT), waiting=-(before == "waitlisted"))
    if before == "offered":
        _close_offer(tx, signup)
    signup.number = signup.until = None
    signup.remind = signup.leaving = False
    _give_time(tx, signup)
    tx.save(seats)
    tx.save(signup)


def follow(tx: Tx, signup: SignUp, shift: Shift) -> None:
    """The shift has another time, place, title or leader, or its community was closed into another."""
    signup.title, signup.place, signup.where = shift.title, shift.place, shift.where
    signup.starts, signup.ends = shift.starts, shift.ends
    signup.scopes, signup.changed_at = [signup.member, *shift.scopes], tx.now
    if signup.until:
        signup.until = min(signup.until, shift.starts - NO_OFFERS)
    signup.remind = signup.state == "accepted" and not signup.reminded and tx.now < remind_at(shift.starts)
    calendar = tx.get(Calendar, signup.member)
    for taken in calendar.taken:
        if taken.shift == shift.id:
            taken.title, taken.starts, taken.ends = shift.title, shift.starts, shift.ends
    tx.save(calendar)
    tx.save(signup)


def about(signup: SignUp) -> dict[str, object]:
    """What every event about a sign-up says of it."""
    fields = ("member", "activity", "shift", "title", "place", "where", "starts", "ends")
    return signup.model_dump(include=set(fields))


def say_answered(tx: Tx, signup: SignUp) -> None:
    """To the member, whom somebody else's act concerns."""
    answer = signup.state if signup.state in ("accepted", "waitlisted") else "declined"
    tx.emit(SignUpAnswered(**about(signup), answer=answer, mark=str(signup.version)))


def end_all(tx: Tx, member: str) -> None:
    """The member is erased: what they held is free, and nothing of them stays."""
    for signup in tx.find(SignUp, member=member, starts={"$gt": tx.now}, sort="starts"):
        if signup.state in AHEAD:
            leave(tx, signup, "cancelled", "left")
    tx.remove_all(SignUp, {"member": member})
    tx.remove(Calendar, member)


def _answer_request(tx: Tx, signup: SignUp, seats: Seats) -> None:
    """Nobody has to answer it any more."""
    if signup.state != "requested":
        return
    seats.requests -= 1
    if not seats.requests:
        tx.emit(TodoClosed(todo=f"signup_to_answer:{signup.shift}", subject=signup.shift))


def _close_offer(tx: Tx, signup: SignUp) -> None:
    tx.emit(TodoClosed(todo=f"offer_to_answer:{signup.id}", subject=signup.id))


def _give_time(tx: Tx, signup: SignUp) -> None:
    calendar = tx.get(Calendar, signup.member)
    calendar.taken = [each for each in calendar.taken if each.shift != signup.shift]
    tx.save(calendar)
