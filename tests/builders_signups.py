"""Made-up shifts, their seats, members and sign-ups; every one may be changed by keyword."""

from datetime import datetime, timedelta
from typing import Any

from services.activities.activities.model import Seats, Shift
from services.activities.people.model import Person
from services.activities.signups.model import Calendar, SignUp, Taken, signup_id
from shared.documents import Actor
from shared.tx import Tx
from tests.fakes import NOON, a_tx

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
STARTS = NOON + timedelta(days=5)  # Saturday, noon in Shanghai
STAFF = Actor("u1", "staff", (HERE,))
OTHER_STAFF = Actor("u2", "staff", (THERE,))
STREET_OFFICER = Actor("u3", "street_officer", (STREET,))


def a_member(id: str = "m1") -> Actor:
    return Actor(id, "member", (id,))


def a_person(id: str = "m1", community: str = HERE, **more: Any) -> Person:
    fields = {"state": "reported", "community": community, "street": STREET, "district": DISTRICT,
              "scopes": [id, community, STREET, DISTRICT], "name": f"测试{id}", "pinyin": f"ce4{id}",
              "masked_phone": "138****0001"}  # fmt: skip
    return Person(**{"id": id} | fields | more)


def a_shift(id: str = "s1", **more: Any) -> Shift:
    fields = {"activity": "a1", "title": "清洁家园", "place": HERE, "level": "community", "street": STREET,
              "district": DISTRICT, "listed": True, "starts": STARTS, "ends": STARTS + timedelta(hours=2),
              "where": "社区广场", "capacity": 2, "members_of": HERE, "code": f"code-{id}",
              "scopes": [HERE, STREET, DISTRICT]}  # fmt: skip
    return Shift(**{"id": id} | fields | more)


def its_seats(shift: Shift, **more: Any) -> Seats:
    return Seats(**{"id": shift.id, "capacity": shift.capacity, "starts": shift.starts, "listed": shift.listed} | more)


def a_signup(shift: Shift, member: str = "m1", state: str = "accepted", **more: Any) -> SignUp:
    fields = {name: getattr(shift, name) for name in ("activity", "title", "place", "where", "starts", "ends")}
    return SignUp(**{"id": signup_id(shift.id, member), "member": member, "shift": shift.id, "state": state,
                     "asked_at": NOON, "scopes": [member, *shift.scopes], "name": f"测试{member}"} | fields | more)


def a_calendar(*shifts: Shift, member: str = "m1") -> Calendar:
    taken = [Taken(shift=shift.id, title=shift.title, starts=shift.starts, ends=shift.ends) for shift in shifts]
    return Calendar(id=member, taken=taken)


def an_offer(**more: Any) -> SignUp:
    return a_signup(a_shift(), **{"state": "offered", "number": 1, "until": NOON + timedelta(hours=3)} | more)


def a_world(*more: Any, by: Actor, now: datetime = NOON, seats: dict[str, Any] | None = None, **shift: Any) -> Tx:
    """One shift of two seats, two members of its community, and what is given."""
    held = a_shift(**shift)
    return a_tx(held, its_seats(held, **seats or {}), a_person(), a_person("m2"), *more, by=by, now=now)


def names(tx: Tx) -> list[str]:
    """Of the events said."""
    return [type(event).__name__ for event in tx.said]
