"""A shift under way, who signed up for it, and marks; every one may be changed by keyword."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.activities.names.model import Place
from services.activities.rollcalls.forms import Added, FilledSheet, Marks
from services.activities.rollcalls.model import Attendance
from services.activities.rollcalls.queries import expects
from shared.documents import Actor, Document
from shared.errors import Invalid, Refused
from shared.tx import Tx
from tests.builders_signups import DISTRICT, HERE, STARTS, STREET, THERE, a_person, a_shift, a_signup
from tests.fakes import KEYS, MemoryRows, a_tx

LEADER = Actor("m9", "member", ("m9",))
INSTRUCTOR = Actor("u7", "instructor", (HERE,))
CLOSED = Place(id=HERE, level="community", name="甲社区", district=DISTRICT, street=STREET, closed_into=THERE)
INTO = Place(id=THERE, level="community", name="乙社区", district=DISTRICT, street=STREET)
CODE = "H7K2MPQ9RT"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ENDS = STARTS + 2 * HOUR


def shift_under_way(**more: Any) -> Any:
    return a_shift(**{"leader": LEADER.id, "code": CODE, "capacity": 30} | more)


def a_rollcall(*more: Document, by: Actor, now: datetime = STARTS, people: int = 3, **shift: Any) -> Tx:
    """The shift `s1` with so many accepted sign-ups (m1, m2, …), and a neighbour m8 who did not sign up."""
    held = shift_under_way(**shift)
    ids = [f"m{n}" for n in range(1, people + 1)]
    signups = [a_signup(held, id, pinyin=f"ce4{id}", masked_phone="138****0001") for id in ids]
    return a_tx(held, *signups, *[a_person(id) for id in (*ids, "m8", "m9")], *more, by=by, now=now)


def then(tx: Tx, by: Actor, now: datetime | None = None) -> Tx:
    """The next transaction: what the one before changed is in the database."""
    rows = MemoryRows(*tx.changed.values())
    written = {(name, row["_id"]) for name, row in rows.stored}
    rows.stored += [(name, row) for name, row in tx.rows.stored if (name, row["_id"]) not in written]
    return Tx(rows, by, now or tx.now, KEYS)


def an_attendance(member: str = "m1", **more: Any) -> Attendance:
    return expects(shift_under_way(), f"s1.{member}", a_person(member)).model_copy(update=more)


def all_of(state: str, at: datetime | None = None, nonce: str = "nonce-01", **but: str) -> Marks:
    """`but`: m2="late"."""
    differ = {f"s1.{member}": each for member, each in but.items()}
    return Marks.model_validate({"all": state, "but": differ, "nonce": nonce} | ({"at": at} if at else {}))


def one(member: str, state: str, at: datetime | None = None, nonce: str = "nonce-02") -> Marks:
    entry = {"id": f"s1.{member}", "state": state, "nonce": nonce} | ({"at": at} if at else {})
    return Marks.model_validate({"marks": [entry]})


def a_newcomer(member: str = "m8", **more: Any) -> Added:
    return Added.model_validate({"member": member, "nonce": "nonce-03"} | more)


def a_sheet(**more: Any) -> FilledSheet:
    return FilledSheet.model_validate({"code": CODE, "nonce": "nonce-04"} | more)


# what came of it


def states(people: list[Attendance]) -> dict[str, str]:
    return {person.member: person.state for person in people}


def code_of(refusing: Any, *args: Any) -> str:
    with pytest.raises(Refused) as caught:
        refusing(*args)
    return caught.value.code


def wrong_fields(refusing: Any, *args: Any) -> list[str]:
    with pytest.raises(Invalid) as caught:
        refusing(*args)
    return [problem.field for problem in caught.value.fields]
