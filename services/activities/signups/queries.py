"""Who is signed up, and what time brings to it."""

from datetime import timedelta
from typing import NamedTuple

from services.activities.activities.model import Seats, Shift
from services.activities.signups.model import SignUp
from services.activities.signups.reminding import line_over, reminded_until
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

STAFF = ("secretary", "staff", "street_officer", "district_officer")
AT_ONCE = 500


class Sheet(NamedTuple):
    """A shift and who is signed up for it: the waitlist in its order, requests in the order they came, others by
    name."""

    shift: Shift
    requested: list[SignUp]
    offered: list[SignUp]
    accepted: list[SignUp]
    waitlisted: list[SignUp]


class Done(NamedTuple):
    """What came of one, some or all requests. left: how many still wait."""

    items: list[SignUp]
    left: int


def own_shift(tx: Tx, shift_id: str) -> Shift:
    """A shift that the officer's own place offers; those above it see the activity, not who comes."""
    shift = tx.get(Shift, shift_id)
    if shift.place not in tx.by.scopes:
        raise NotFound
    return shift


def own_signup(tx: Tx, signup_id: str) -> SignUp:
    """The member's own; not that of a shift they lead."""
    signup = tx.get(SignUp, signup_id)
    if signup.member != tx.by.id:
        raise NotFound
    return signup


@allow("member")
def signup(tx: Tx, signup_id: str) -> SignUp:
    return own_signup(tx, signup_id)


@allow("member")
def my_signups(tx: Tx, past: bool = False, limit: int = 50, after: str | None = None) -> Found[SignUp]:
    """The member's own, in the order of time: from yesterday on, or (`past`) what was before, latest first."""
    since = tx.now - timedelta(days=1)
    when, sort = ({"$lte": since}, "-starts") if past else ({"$gt": since}, "starts")
    return tx.find(SignUp, scopes=tx.by.id, member=tx.by.id, starts=when, sort=sort, limit=limit, after=after)


@allow(*STAFF)
def signups_of(
    tx: Tx, shift_id: str, state: str = "accepted", limit: int = 50, after: str | None = None
) -> Found[SignUp]:
    """Those of one state: the waitlist in its order, requests in the order they came, all others by name."""
    return _of_state(tx, own_shift(tx, shift_id), state, limit, after)


@allow(*STAFF)
def sheet(tx: Tx, shift_id: str) -> Sheet:
    """Everybody who is signed up or waits (AT_ONCE of each state)."""
    shift = own_shift(tx, shift_id)
    return Sheet(shift, *(_of_state(tx, shift, state) for state in Sheet._fields[1:]))


def _of_state(tx: Tx, shift: Shift, state: str, limit: int = AT_ONCE, after: str | None = None) -> Found[SignUp]:
    sort = {"waitlisted": "number", "requested": "asked_at"}.get(state, "pinyin")
    found = tx.find(SignUp, scopes=shift.place, shift=shift.id, state=state, sort=sort, limit=limit, after=after)
    tx.look(found, "member")
    return found


# what is due


def seats_to_offer(tx: Tx) -> Found[Seats]:
    return tx.find(Seats, offer_due=True, starts={"$gt": line_over(tx.now)}, sort="starts")


def offers_over(tx: Tx) -> Found[SignUp]:
    return tx.find(SignUp, state="offered", until={"$lte": tx.now}, sort="until")


def waits_over(tx: Tx) -> list[SignUp]:
    """On a waitlist when the line is over, or still not answered at the start."""
    waiting = tx.find(SignUp, state="waitlisted", starts={"$lte": line_over(tx.now)}, sort="starts")
    return [*waiting, *tx.find(SignUp, state="requested", starts={"$lte": tx.now}, sort="starts")]


def reminders_due(tx: Tx) -> list[SignUp]:
    until = reminded_until(tx.now)
    ahead = {"$gt": tx.now, "$lt": until}
    return tx.find(SignUp, remind=True, starts=ahead, sort="starts", limit=200) if until else []


def of_leavers(tx: Tx) -> Found[SignUp]:
    """Sign-ups of members who left or closed their account."""
    return tx.find(SignUp, leaving=True)
