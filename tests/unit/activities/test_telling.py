"""What becomes of a shift reaches everybody signed up for it, once, in slices."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.activities.model import Shift
from services.activities.signups import telling
from services.activities.signups.model import HOLDS_A_SEAT, Calendar, SignUp
from shared.documents import CLOCK, Document
from shared.events.activities import ShiftCancelled, ShiftChanged, TodoClosed, TodoOpened
from tests.builders_records import an_activity
from tests.builders_signups import HERE, STARTS, THERE, a_calendar, a_shift, a_signup, its_seats
from tests.fakes import NOON, a_tx

MEMBERS = ["m1", "m2", "m3"]


@pytest.fixture(autouse=True)
def _two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "SLICE", 2)


def rows(*states: str, **changed: Any) -> list[Document]:
    """Members signed up in these states for a shift that has changed since."""
    before = a_shift(activity="a1")
    of = [(f"m{number}", state) for number, state in enumerate(states, 1)]
    signups = [a_signup(before, member, state) for member, state in of]
    calendars = [a_calendar(before, member=member) for member, _ in of]
    shift = before.model_copy(update={"telling": True, "changes": 1} | changed)
    taken, waiting = sum(state in HOLDS_A_SEAT for state in states), states.count("waitlisted")
    seats = its_seats(shift, taken=taken, waiting=waiting)
    return [an_activity(reason="雷暴橙色预警"), shift, seats, *signups, *calendars]


def slice_of(rows: list[Document]) -> tuple[list[Document], list[Any]]:
    """The documents after one slice, and what was said."""
    tx = a_tx(*rows, by=CLOCK)
    telling.tell_next(tx, "s1")
    now = {(type(row), row.id): row for row in rows} | dict(tx.changed)
    return list(now.values()), [event for event in tx.said if isinstance(event, ShiftChanged | ShiftCancelled)]


def one(rows: list[Document], kind: type[Document], id: str) -> Any:
    return next(row for row in rows if isinstance(row, kind) and row.id == id)


def test_each_is_told_once_in_slices_and_their_copies_follow() -> None:
    later = {"starts": STARTS + timedelta(hours=1), "ends": STARTS + timedelta(hours=3)}
    first, told = slice_of(rows("accepted", "waitlisted", "requested", **later))
    assert [event.member for event in told] == ["m1", "m2"]
    assert one(first, Shift, "s1").telling
    second, more = slice_of(first)
    assert [event.member for event in more] == ["m3"]
    assert not one(second, Shift, "s1").telling
    assert {(e.new_time, e.new_place, e.old_starts, e.starts) for e in told + more} == {
        (True, False, STARTS, later["starts"])
    }  # fmt: skip
    assert [one(second, SignUp, f"s1.{m}").starts for m in MEMBERS] == [later["starts"]] * 3
    assert [one(second, Calendar, m).taken[0].starts for m in MEMBERS] == [later["starts"]] * 3


def test_what_is_changed_back_meanwhile_is_told_to_those_alone_who_heard_of_it() -> None:
    first, told = slice_of(rows("accepted", "accepted", "accepted", where="东门"))
    assert [(event.member, event.new_place, event.where) for event in told] == [
        ("m1", True, "东门"), ("m2", True, "东门")
    ]  # fmt: skip
    shift = one(first, Shift, "s1")
    shift.where, shift.told_to, shift.changes = "社区广场", None, 2
    second, told = slice_of(first)
    assert [(event.member, event.where, event.mark) for event in told] == [
        ("m1", "社区广场", "2"), ("m2", "社区广场", "2")
    ]  # fmt: skip
    assert slice_of(second)[1] == []


def test_who_is_out_already_is_not_told_and_who_sees_the_list_follows() -> None:
    now, told = slice_of(rows("cancelled", "declined", where="东门", scopes=["c9", "d9"]))
    assert told == []
    assert one(now, SignUp, "s1.m1").scopes == ["m1", "c9", "d9"]
    assert one(now, SignUp, "s1.m1").where == "社区广场"


def test_requests_wait_for_the_staff_of_the_place_that_offers_it_now() -> None:
    for place, scopes in ((THERE, [[THERE]]), (HERE, [])):
        tx = a_tx(*rows("accepted", "requested", "requested", place=place, where="东门"), by=CLOCK)
        telling.tell_next(tx, "s1")
        opened = [event for event in tx.said if isinstance(event, TodoOpened)]
        assert [event.scopes for event in opened] == scopes
        assert {(event.todo, event.since) for event in opened} <= {("signup_to_answer:s1", NOON)}


def test_a_cancelled_shift_frees_seats_and_time_and_closes_what_waits() -> None:
    tx = a_tx(*rows("offered", "waitlisted", cancelled=True, listed=False), by=CLOCK)
    telling.tell_next(tx, "s1")
    told = [event for event in tx.said if isinstance(event, ShiftCancelled)]
    assert [(event.member, event.reason) for event in told] == [("m1", "雷暴橙色预警"), ("m2", "雷暴橙色预警")]
    assert [event.todo for event in tx.said if isinstance(event, TodoClosed)] == ["offer_to_answer:s1.m1"]
    now = list(tx.changed.values())
    assert [one(now, SignUp, f"s1.{m}").reason for m in ("m1", "m2")] == ["activity_cancelled"] * 2
    assert [one(now, Calendar, m).taken for m in ("m1", "m2")] == [[], []]
    seats = next(row for row in now if row.collection == "seats")
    assert (seats.taken, seats.waiting, seats.offer_due) == (0, 0, False)  # type: ignore[attr-defined]
