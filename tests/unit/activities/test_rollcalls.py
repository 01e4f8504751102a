"""Roll-calls in memory: who keeps them, and which mark counts."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.activities.activities.model import Shift
from services.activities.rollcalls import actions, queries
from services.activities.rollcalls.forms import Marks
from services.activities.rollcalls.model import LEADER_SEES, MOST_MARKS, Attendance
from shared.documents import Actor
from shared.errors import NotFound, TooLarge, WrongState
from tests.builders_rollcalls import (
    CLOSED,
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
    states,
    then,
    wrong_fields,
)
from tests.builders_signups import (
    DISTRICT,
    HERE,
    OTHER_STAFF,
    STAFF,
    STARTS,
    STREET,
    STREET_OFFICER,
    THERE,
    a_member,
    a_person,
    a_signup,
)

# who


@pytest.mark.parametrize("by", [STAFF, LEADER, Actor("u9", "secretary", (THERE, HERE))])
def test_staff_of_the_place_and_the_leader_see_names_and_masked_phones_and_leave_a_look(by: Actor) -> None:
    tx = a_rollcall(by=by)
    called = queries.rollcall(tx, "s1")
    assert [(each.name, each.masked_phone, each.state) for each in called.people] == [
        (f"测试m{n}", "138****0001", "expected") for n in (1, 2, 3)
    ]
    assert set(tx.looked) == {"m1", "m2", "m3"}
    assert not tx.writes


@pytest.mark.parametrize("by", [
    OTHER_STAFF, STREET_OFFICER, Actor("u4", "district_officer", (DISTRICT,)), a_member("m1"),
])  # fmt: skip
def test_nobody_else_knows_of_it_not_even_those_above(by: Actor) -> None:
    with pytest.raises(NotFound):
        queries.rollcall(a_rollcall(by=by), "s1")
    with pytest.raises(NotFound):
        actions.mark(a_rollcall(by=by), "s1", all_of("present"))


def test_a_street_keeps_its_own_roll_calls() -> None:
    tx = a_rollcall(by=STREET_OFFICER, place=STREET, level="street")
    assert states(actions.mark(tx, "s1", all_of("present")))["m1"] == "present"
    assert tx.get(Attendance, "s1.m1").scopes == ["m1", STREET]


def test_the_leader_sees_it_until_two_days_after_the_end() -> None:
    last = ENDS + LEADER_SEES
    assert queries.rollcall(a_rollcall(by=LEADER, now=last), "s1").until == last
    with pytest.raises(NotFound):
        queries.rollcall(a_rollcall(by=LEADER, now=last + MINUTE), "s1")
    assert queries.rollcall(a_rollcall(by=STAFF, now=last + MINUTE), "s1").people


@pytest.mark.parametrize("more", [{"community": THERE}, {"state": "left"}])
def test_who_led_and_belongs_elsewhere_by_now_sees_nothing(more: dict[str, Any]) -> None:
    tx = a_rollcall(a_person("m7", **more), by=a_member("m7"), leader="m7")
    assert queries.shifts_to_lead(tx) == []
    with pytest.raises(NotFound):
        queries.rollcall(tx, "s1")


def test_what_a_closed_community_had_still_to_record_is_recorded_where_its_people_went() -> None:
    tx = a_rollcall(CLOSED, INTO, an_attendance("m1", state="present"), by=OTHER_STAFF, now=ENDS)
    assert states(actions.mark(tx, "s1", one("m2", "present"))) == {"m2": "present"}
    assert tx.get(Attendance, "s1.m2").scopes == ["m2", HERE]
    assert actions.close_shift(then(tx, OTHER_STAFF), "s1").came == 2


def test_being_named_gives_the_leader_this_shift_alone() -> None:
    tx = a_rollcall(shift_under_way(id="s2", leader="m1"), by=LEADER)
    with pytest.raises(NotFound):
        queries.rollcall(tx, "s2")


def test_what_was_not_published_or_was_cancelled_has_no_roll_call() -> None:
    with pytest.raises(WrongState):
        queries.rollcall(a_rollcall(by=STAFF, listed=False), "s1")


def test_a_leader_finds_the_shifts_to_lead() -> None:
    assert [shift.id for shift in queries.shifts_to_lead(a_rollcall(by=LEADER))] == ["s1"]
    assert queries.shifts_to_lead(a_rollcall(by=LEADER, now=ENDS + 3 * DAY)) == []
    assert queries.shifts_to_lead(a_rollcall(by=a_member())) == []


def test_however_much_is_ahead_the_next_comes_first() -> None:
    ahead = [shift_under_way(id=f"n{n:03}", starts=STARTS + n * DAY, ends=ENDS + n * DAY) for n in range(1, 120)]
    found = queries.shifts_to_lead(a_rollcall(*ahead, by=LEADER))
    assert [shift.id for shift in found][:3] == ["s1", "n001", "n002"]


# marks


def test_all_are_marked_at_once_save_those_who_differ() -> None:
    tx = a_rollcall(by=LEADER)
    marked = actions.mark(tx, "s1", all_of("present", m2="late", m3="absent"))
    assert states(marked) == {"m1": "present", "m2": "late", "m3": "absent"}
    kept = tx.get(Attendance, "s1.m2")
    assert kept.scopes == ["m2", HERE]
    assert (kept.marks[0].by, kept.marks[0].how, kept.marks[0].forced) == ("m9", "leader", False)
    assert tx.get(Shift, "s1").state == "running"
    assert not any(person.to_record for person in marked)
    assert tx.said == []


def test_marks_sent_again_change_nothing_and_are_answered_as_before() -> None:
    tx = a_rollcall(by=LEADER)
    first = states(actions.mark(tx, "s1", all_of("present", m2="late")))
    again = actions.mark(then(tx, LEADER), "s1", all_of("present", m2="late"))
    assert states(again) == first
    assert [len(person.marks) for person in again] == [1, 1, 1]


def test_all_sent_again_leaves_out_who_signed_up_since() -> None:
    tx = a_rollcall(by=LEADER, people=2)
    actions.mark(tx, "s1", all_of("present"))
    tx.add(a_signup(shift_under_way(), "m3"))
    tx = then(tx, LEADER)
    assert states(actions.mark(tx, "s1", all_of("present"))) == {"m1": "present", "m2": "present"}
    assert states(queries.rollcall(tx, "s1").people)["m3"] == "expected"


def test_two_may_use_the_same_nonce() -> None:
    tx = a_rollcall(by=LEADER)
    actions.mark(tx, "s1", one("m1", "present"))
    marked = actions.mark(then(tx, STAFF), "s1", one("m1", "absent"))
    assert (states(marked), len(marked[0].marks)) == ({"m1": "absent"}, 2)


def test_the_latest_own_time_counts_whatever_arrives_last() -> None:
    tx = a_rollcall(by=LEADER, now=ENDS)
    actions.mark(tx, "s1", one("m1", "late", at=STARTS + 20 * MINUTE, nonce="second-1"))
    tx = then(tx, LEADER)
    marked = actions.mark(tx, "s1", one("m1", "absent", at=STARTS + 5 * MINUTE, nonce="first-01"))
    assert states(marked) == {"m1": "late"}
    assert [mark.state for mark in marked[0].marks] == ["late", "absent"]
    at_the_same = one("m1", "present", at=STARTS + 20 * MINUTE)
    assert states(actions.mark(then(tx, LEADER), "s1", at_the_same)) == {"m1": "present"}


def test_a_mark_made_offline_keeps_its_time_and_says_so() -> None:
    tx = a_rollcall(by=LEADER, now=ENDS)
    offline, now = (actions.mark(tx, "s1", one(member, "present", at=at))[0]
                    for member, at in (("m1", STARTS), ("m2", ENDS - MINUTE)))  # fmt: skip
    assert (offline.forced, offline.marked_at, offline.marks[0].got_at) == (True, STARTS, ENDS)
    assert not now.forced


@pytest.mark.parametrize("at", [STARTS + 3 * MINUTE, STARTS - 13 * HOUR])
def test_times_ahead_and_before_the_day_are_refused_by_field(at: datetime) -> None:
    tx = a_rollcall(by=LEADER)
    assert wrong_fields(actions.mark, tx, "s1", all_of("present", at=at)) == ["at"]
    assert wrong_fields(actions.mark, tx, "s1", one("m1", "present", at=at)) == ["marks.0.at"]
    assert wrong_fields(actions.add_person, tx, "s1", a_newcomer(at=at)) == ["at"]
    assert wrong_fields(actions.enter_sheet, a_rollcall(by=STAFF), "s1", a_sheet(at=at)) == ["at"]
    assert not tx.writes


def test_a_phone_a_little_fast_is_taken_at_our_time() -> None:
    tx = a_rollcall(by=LEADER)
    assert actions.mark(tx, "s1", one("m1", "present", at=STARTS + MINUTE))[0].marked_at == STARTS


def test_nothing_is_marked_before_the_day() -> None:
    tx = a_rollcall(by=LEADER, now=STARTS - 13 * HOUR)
    assert code_of(actions.mark, tx, "s1", all_of("present")) == "not_yet"


def test_who_is_not_on_the_list_is_refused_by_field() -> None:
    tx = a_rollcall(by=LEADER)
    assert wrong_fields(actions.mark, tx, "s1", all_of("present", m8="late")) == ["but.s1.m8"]
    assert wrong_fields(actions.mark, tx, "s1", one("m8", "late")) == ["marks.0.id"]


def test_marks_of_one_person_have_an_end() -> None:
    tx = a_rollcall(by=LEADER)
    person = actions.mark(tx, "s1", one("m1", "present"))[0]
    person.marks *= MOST_MARKS
    tx = then(tx, LEADER)
    with pytest.raises(TooLarge):
        actions.mark(tx, "s1", one("m1", "present", nonce="one-more"))


@pytest.mark.parametrize("sent", [
    {}, {"all": "present"}, {"nonce": "nonce-01"}, {"all": "expected", "nonce": "nonce-01"}, {"marks": []},
    {"all": "present", "nonce": "short"}, {"all": "present", "nonce": "nonce-01", "marks": [{"id": "a"}]},
    {"marks": [{"id": "s1.m1", "state": "present"}]}, {"but": {"s1.m1": "late"}, "nonce": "nonce-01"},
])  # fmt: skip
def test_a_roll_call_is_either_of_all_or_of_some(sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Marks.model_validate(sent)
