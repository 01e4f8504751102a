"""Roll-calls in memory: who simply came, what is recorded, and when the clock steps in."""

from typing import Any

import pytest

from services.activities.activities.model import Shift
from services.activities.rollcalls import actions, closing, queries
from services.activities.rollcalls.forms import Marks
from services.activities.rollcalls.model import LEADER_SEES, Attendance, RollCall
from shared.documents import CLOCK
from shared.events.activities import ShiftUnlisted, TodoClosed, TodoOpened
from shared.tx import Tx
from tests.builders_rollcalls import (
    CLOSED,
    CODE,
    DAY,
    ENDS,
    HOUR,
    INTO,
    LEADER,
    MINUTE,
    a_newcomer,
    a_rollcall,
    a_sheet,
    all_of,
    an_attendance,
    code_of,
    one,
    shift_under_way,
    then,
    wrong_fields,
)
from tests.builders_signups import HERE, STAFF, STARTS, THERE, a_member, a_person, a_signup

# who simply came


def test_somebody_of_the_place_who_simply_came_is_added() -> None:
    tx = a_rollcall(by=LEADER)
    added = actions.add_person(tx, "s1", a_newcomer(state="late"))
    assert (added.id, added.name, added.state, added.added) == ("s1.m8", "测试m8", "late", True)
    assert actions.add_person(then(tx, LEADER), "s1", a_newcomer(state="late")).marks == added.marks


def test_who_withdrew_and_came_is_added_also_from_elsewhere() -> None:
    gone = a_signup(shift_under_way(), "m7", state="cancelled")
    assert actions.add_person(a_rollcall(gone, by=LEADER), "s1", a_newcomer("m7")).added


def test_adding_somebody_signed_up_is_a_mark() -> None:
    assert not actions.add_person(a_rollcall(by=LEADER), "s1", a_newcomer("m1")).added


@pytest.mark.parametrize("other", [
    a_person("m7", community=THERE, scopes=["m7", THERE]), a_person("m7", state="awaiting_community"),
])  # fmt: skip
def test_nobody_from_elsewhere_is_added(other: Any) -> None:
    assert wrong_fields(actions.add_person, a_rollcall(other, by=LEADER), "s1", a_newcomer("m7")) == ["member"]


def test_people_are_found_by_their_exact_name_and_the_look_is_noted() -> None:
    tx = a_rollcall(by=LEADER)
    assert queries.find_person(tx, "s1", "测试m8") == [("m8", "测试m8", "")]
    assert set(tx.looked) == {"m8"}
    assert queries.find_person(tx, "s1", "测试") == []
    assert queries.find_person(a_rollcall(by=STAFF), "s1", "测试m8")[0].masked_phone == "138****0001"


def test_names_are_not_searched_before_the_day() -> None:
    assert code_of(queries.find_person, a_rollcall(by=LEADER, now=STARTS - DAY), "s1", "测试m8") == "not_yet"


# closing


def test_closing_has_those_recorded_who_came() -> None:
    tx = a_rollcall(by=LEADER, people=5)
    actions.mark(tx, "s1", Marks.model_validate({"marks": [
        {"id": f"s1.m{n}", "state": state, "nonce": "nonce-01"}
        for n, state in enumerate(("present", "late", "absent", "excused"), 1)
    ]}))  # fmt: skip
    tx = then(tx, LEADER, now=ENDS)
    closed = actions.close_shift(tx, "s1")
    assert (closed.shift.state, closed.came, closed.unmarked) == ("closed", 2, 1)
    assert {id: tx.get(Attendance, f"s1.{id}").to_record for id in ("m1", "m2", "m3", "m4")} == {
        "m1": True, "m2": True, "m3": False, "m4": False,
    }  # fmt: skip
    assert tx.peek(Attendance, "s1.m5") is None
    assert tx.get(RollCall, "s1").close_at is None


def test_closing_twice_is_closing_once() -> None:
    tx = a_rollcall(by=LEADER)
    actions.close_shift(tx, "s1")
    tx = then(tx, STAFF)
    assert actions.close_shift(tx, "s1").shift.state == "closed"
    assert not tx.changed


def test_it_cannot_be_closed_before_the_start() -> None:
    assert code_of(actions.close_shift, a_rollcall(by=LEADER, now=STARTS - MINUTE), "s1") == "not_yet"


@pytest.mark.parametrize(("before", "after", "recorded"), [
    ("present", "absent", True), ("absent", "late", True), ("present", "present", False),
    ("late", "late", True),  # they have served from the latest on
])  # fmt: skip
def test_a_mark_after_closing_that_changes_something_is_recorded(before: str, after: str, recorded: bool) -> None:
    tx = a_rollcall(by=STAFF, state="closed")
    actions.mark(tx, "s1", one("m1", before))[0].to_record = False  # the record was drafted
    assert actions.mark(then(tx, STAFF), "s1", one("m1", after, nonce="later-01"))[0].to_record == recorded


# the clock


def over(*more: Any, **shift: Any) -> Tx:
    tx = a_rollcall(*more, by=CLOCK, now=ENDS, **shift)
    assert [each.id for each in queries.shifts_over(tx)] == ["s1"]
    closing.say_over(tx, "s1")
    return tx


def test_a_shift_that_ended_waits_to_be_recorded_by_its_leader_too() -> None:
    tx = over()
    gone, todo = tx.said
    assert gone == ShiftUnlisted(shift="s1")
    assert isinstance(todo, TodoOpened)
    assert (todo.todo, todo.scopes) == ("shift_to_record:s1", [HERE, "m9"])
    assert todo.roles == ["secretary", "staff", "member"]
    tx = then(tx, LEADER)
    actions.close_shift(tx, "s1")
    assert tx.said == [TodoClosed(todo="shift_to_record:s1", subject="s1")]


def test_where_the_community_was_closed_it_waits_for_those_its_people_went_to() -> None:
    assert [todo.scopes for todo in over(CLOSED, INTO).said if isinstance(todo, TodoOpened)] == [[THERE, "m9"]]


@pytest.mark.parametrize("shift", [{"people": 0}, {"listed": False}, {"state": "closed"}])
def test_nothing_waits_where_nobody_was_expected_or_all_is_done(shift: dict[str, Any]) -> None:
    tx = over(**shift)
    assert not [each for each in tx.said if isinstance(each, TodoOpened)]
    assert tx.get(Shift, "s1").over


def two_days_later(*more: Any, said: bool = True, **shift: Any) -> Tx:
    rollcall = RollCall(id="s1", said=said, close_at=ENDS + LEADER_SEES)
    tx = a_rollcall(rollcall, *more, by=CLOCK, now=ENDS + LEADER_SEES, **shift)
    assert [each.id for each in queries.rollcalls_to_close(tx)] == ["s1"]
    closing.close_in_time(tx, "s1")
    assert tx.get(RollCall, "s1").close_at is None
    return tx


def test_two_days_after_the_end_the_clock_closes_what_has_marks() -> None:
    tx = two_days_later(an_attendance(state="present"), an_attendance("m2", state="absent"))
    assert tx.get(Shift, "s1").state == "closed"
    assert [tx.get(Attendance, f"s1.{id}").to_record for id in ("m1", "m2")] == [True, False]
    assert tx.said == [TodoClosed(todo="shift_to_record:s1", subject="s1")]


def test_without_marks_it_waits_on_for_the_place_alone() -> None:
    tx = two_days_later()
    assert tx.get(Shift, "s1").state == "not_started"
    assert [(todo.scopes, todo.roles) for todo in tx.said] == [([HERE], ["secretary", "staff"])]


def test_nothing_is_recorded_of_a_shift_cancelled_after_a_mark() -> None:
    tx = two_days_later(an_attendance(state="present"), listed=False, cancelled=True)
    assert not tx.get(Attendance, "s1.m1").to_record
    assert tx.said == []


def test_marks_from_a_sheet_that_came_later_are_closed_by_the_clock_too() -> None:
    tx = then(two_days_later(), STAFF, ENDS + 4 * DAY)
    actions.enter_sheet(tx, "s1", a_sheet(all_present_but=[]))
    tx = then(tx, CLOCK)
    assert [each.id for each in queries.rollcalls_to_close(tx)] == ["s1"]
    closing.close_in_time(tx, "s1")
    assert (tx.get(Shift, "s1").state, tx.get(Attendance, "s1.m1").to_record) == ("closed", True)


def test_a_shift_that_was_put_off_is_closed_later() -> None:
    rollcall = RollCall(id="s1", close_at=ENDS + LEADER_SEES)
    tx = a_rollcall(rollcall, by=CLOCK, now=ENDS + LEADER_SEES, ends=ENDS + HOUR)
    closing.close_in_time(tx, "s1")
    assert tx.get(RollCall, "s1").close_at == ENDS + HOUR + LEADER_SEES


def test_every_mark_writes_what_closing_writes() -> None:
    """Else one would not see the other."""
    for by, act in ((LEADER, lambda tx: actions.mark(tx, "s1", all_of("present"))),
                    (LEADER, lambda tx: actions.add_person(tx, "s1", a_newcomer())),
                    (LEADER, lambda tx: actions.close_shift(tx, "s1")),
                    (STAFF, lambda tx: actions.enter_sheet(tx, "s1", a_sheet(all_present_but=[]))),
                    (a_member(), lambda tx: actions.scan(tx, CODE))):  # fmt: skip
        tx = a_rollcall(RollCall(id="s1"), by=by)
        act(tx)
        assert tx.get(RollCall, "s1").version == 1
