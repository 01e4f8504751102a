"""What members do with their sign-ups, and staff with those of their shifts."""

from services.activities.activities.model import Seats, Shift
from services.activities.people.model import Person
from services.activities.people.queries import reported
from services.activities.signups.model import AHEAD, Calendar, SignUp, signup_id
from services.activities.signups.queries import STAFF, Done, own_shift, own_signup
from services.activities.signups.rules import refuse_outside_window, refuse_outsiders, refuse_started
from services.activities.signups.seating import accept, ask, leave, say_answered, seat, take_time
from shared.errors import N_, NotFound, NotYetKnown, Refused, WrongState
from shared.turns import in_turn
from shared.tx import Tx, allow

# the member


@in_turn
@allow("member")
def sign_up(tx: Tx, shift_id: str) -> SignUp:
    """A seat, a place in line, or a request where staff answers each. Asking again changes nothing."""
    person, shift = reported(tx, tx.by.id), tx.get(Shift, shift_id)
    if not shift.listed:
        raise NotFound
    signup = _signup(tx, shift, person)
    if signup.state in AHEAD:
        return signup
    refuse_outside_window(tx, shift)
    refuse_outsiders(shift, person)
    take_time(tx, person.id, shift)
    if shift.approval:
        ask(tx, signup, shift)
    else:
        seat(tx, signup)
    return signup


@allow("member")
def withdraw(tx: Tx, signup_id: str) -> SignUp:
    """At any time while it is ahead or under way; nothing is held against who does."""
    signup = own_signup(tx, signup_id)
    if tx.now >= signup.ends:
        raise WrongState(N_("这场活动已经结束，不用再退出。"), code="ended")
    leave(tx, signup, "cancelled", "by_member")
    return signup


@allow("member")
def accept_offer(tx: Tx, signup_id: str) -> SignUp:
    signup = own_signup(tx, signup_id)
    if signup.until and signup.until <= tx.now:
        raise WrongState(N_("保留名额的时间已过，名额给了下一位。仍想参加可以重新报名。"), code="offer_over")
    if signup.state != "offered":
        raise WrongState
    accept(tx, signup)
    return signup


@allow("member")
def decline_offer(tx: Tx, signup_id: str) -> SignUp:
    """The seat goes to the next."""
    signup = own_signup(tx, signup_id)
    if signup.state != "offered":
        raise WrongState
    leave(tx, signup, "declined", "by_member")
    return signup


# staff


@allow(*STAFF)
def enter_signup(tx: Tx, shift_id: str, member: str) -> SignUp:
    """For somebody, from paper or a call; a sheet may be entered after the window. It answers their request, and takes
    an offer of theirs, too. They are told."""
    shift = own_shift(tx, shift_id)
    tx.get(Person, member)  # one of those the officer may see
    person = reported(tx, member)
    if not shift.listed:
        raise WrongState(N_("活动发布以后才能报名。"), code="not_published")
    refuse_started(tx, shift)
    refuse_outsiders(shift, person)
    signup = _signup(tx, shift, person)
    if signup.state == "offered":
        accept(tx, signup)
    elif signup.state in ("accepted", "waitlisted"):
        raise Refused(N_("这位党员已经报名了这一场。"), code="already_signed_up")
    else:
        take_time(tx, person.id, shift)
        seat(tx, signup)
    say_answered(tx, signup)
    tx.look([signup], "member")
    return signup


@allow(*STAFF)
def answer_signups(tx: Tx, shift_id: str, ids: list[str] | None, answer: str) -> Done:
    """One, some or all (`ids` None: the first 500) that wait, in the order they asked; each is told."""
    shift = own_shift(tx, shift_id)
    refuse_started(tx, shift)
    found = _named(tx, shift, ids) if ids else tx.find(
        SignUp, scopes=shift.place, shift=shift.id, state="requested", sort="asked_at"
    )  # fmt: skip
    tx.fetch(Calendar, [signup.member for signup in found])
    for signup in found:
        if signup.state != "requested":
            raise WrongState
        if answer == "accepted":
            seat(tx, signup)
        else:
            leave(tx, signup, "declined", "by_staff")
        say_answered(tx, signup)
    tx.look(found, "member")
    return Done(found, tx.get(Seats, shift.id).requests)


def _named(tx: Tx, shift: Shift, ids: list[str]) -> list[SignUp]:
    found = tx.fetch(SignUp, set(ids))
    if len(found) < len(set(ids)) or any(signup.shift != shift.id for signup in found):
        raise NotFound
    return sorted(found, key=lambda each: (each.asked_at, each.id))


@allow(*STAFF)
def cancel_signup(tx: Tx, signup_id: str) -> SignUp:
    """For somebody who called or wrote; they are told."""
    signup = tx.get(SignUp, signup_id)
    refuse_started(tx, own_shift(tx, signup.shift))
    leave(tx, signup, "cancelled", "by_staff")
    say_answered(tx, signup)
    tx.look([signup], "member")
    return signup


def _signup(tx: Tx, shift: Shift, person: Person) -> SignUp:
    """The one there is of the two, or a new one; when asked anew, with today's names and times."""
    if person.to_name and not person.name:
        raise NotYetKnown
    id = signup_id(shift.id, person.id)
    fresh = SignUp(
        id=id, scopes=[person.id, *shift.scopes], member=person.id, name=person.name, pinyin=person.pinyin,
        masked_phone=person.masked_phone, shift=shift.id, activity=shift.activity, title=shift.title,
        place=shift.place, where=shift.where, starts=shift.starts, ends=shift.ends, asked_at=tx.now,
    )  # fmt: skip
    found = tx.peek(SignUp, id)
    if found is None:
        return tx.add(fresh)
    if found.state not in AHEAD:
        for field in fresh.model_fields_set - {"id"}:
            setattr(found, field, getattr(fresh, field))
    return found
