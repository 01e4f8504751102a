"""Roll-calls in memory: who keeps them, which mark counts, what is recorded, and when the clock steps in."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.activities.activities.model import Shift
from services.activities.names.model import Place
from services.activities.rollcalls import actions, closing, queries
from services.activities.rollcalls.forms import Marks
from services.activities.rollcalls.model import LEADER_SEES, MOST_MARKS, Attendance, RollCall
from shared.documents import CLOCK, Actor
from shared.errors import Invalid, NotFound, Refused, TooLarge, WrongState
from shared.events.activities import TodoClosed, TodoOpened
from shared.tx import Tx
from tests.builders_rollcalls import (
    CODE,
    DAY,
    ENDS,
    HOUR,
    INSTRUCTOR,
    LEADER,
    MINUTE,
    a_newcomer,
    a_rollcall,
    a_sheet,
    all_of,
    an_attendance,
    one,
    shift_under_way,
    then,
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

KEPT = dict[str, str]


def states(people: list[Attendance]) -> KEPT:
    return {person.member: person.state for person in people}


def code_of(refusing: Any, *args: Any) -> str:
    with pytest.raises(Refused) as caught:
        refusing(*args)
    return caught.value.code


def wrong_fields(refusing: Any, *args: Any) -> list[str]:
    with pytest.raises(Invalid) as caught:
        refusing(*args)
    return [problem.field for problem in caught.value.fields]


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
    with pytest.raises(NotFound):
        queries.rollcall(tx, "s1")


CLOSED = Place(id=HERE, level="community", name="甲", district=DISTRICT, street=STREET, closed_into=THERE)
INTO = Place(id=THERE, level="community", name="乙", district=DISTRICT, street=STREET)


def test_what_a_closed_community_had_still_to_record_is_recorded_where_its_people_went() -> None:
    tx = a_rollcall(CLOSED, INTO, an_attendance("m1", state="present"), by=OTHER_STAFF, now=ENDS)
    assert states(actions.mark(tx, "s1", one("m2", "present"))) == {"m2": "present"}
    assert tx.get(Attendance, "s1.m2").scopes == ["m2", HERE]
    assert actions.close_shift(then(tx, OTHER_STAFF), "s1").came == 2
    assert [todo.scopes for todo in over(CLOSED, INTO).said] == [[THERE, "m9"]]


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


# the member's own scan


def test_ones_own_scan_is_ones_own_word() -> None:
    tx = a_rollcall(by=a_member())
    person = actions.scan(tx, CODE)
    assert (person.state, person.own_word, person.scopes) == ("present", "scan", ["m1", HERE])
    assert tx.get(Shift, "s1").state == "not_started"
    again = actions.scan(then(tx, a_member()), CODE)
    assert (again.state, again.own_word, len(again.marks)) == ("present", "scan", 1)


def test_a_scan_leaves_late_as_late_and_the_leader_has_the_last_word() -> None:
    tx = a_rollcall(by=LEADER)
    actions.mark(tx, "s1", one("m1", "late"))
    tx = then(tx, a_member())
    assert actions.scan(tx, CODE).state == "late"
    marked = actions.mark(then(tx, LEADER), "s1", one("m1", "absent", nonce="nonce-05"))
    assert states(marked) == {"m1": "absent"}


@pytest.mark.parametrize(("now", "fits"), [
    (STARTS - 31 * MINUTE, False), (STARTS - 30 * MINUTE, True), (ENDS + 2 * HOUR, True),
    (ENDS + 2 * HOUR + MINUTE, False),
])  # fmt: skip
def test_a_scan_counts_around_the_time_of_the_shift(now: datetime, fits: bool) -> None:
    tx = a_rollcall(by=a_member(), now=now)
    if fits:
        assert actions.scan(tx, CODE).own_word == "scan"
    else:
        assert code_of(actions.scan, tx, CODE) == "not_now"


def test_who_did_not_sign_up_is_sent_to_the_leader() -> None:
    assert code_of(actions.scan, a_rollcall(by=a_member("m8")), CODE) == "not_signed_up"
    gone = a_signup(shift_under_way(), "m7", state="cancelled")
    assert code_of(actions.scan, a_rollcall(gone, by=a_member("m7")), CODE) == "not_signed_up"


def test_who_was_added_may_confirm_it_by_scan() -> None:
    tx = a_rollcall(by=LEADER)
    actions.add_person(tx, "s1", a_newcomer())
    assert actions.scan(then(tx, a_member("m8")), CODE).own_word == "scan"


@pytest.mark.parametrize("listed", [True, False])
def test_a_code_of_nothing_published_is_not_found(listed: bool) -> None:
    with pytest.raises(NotFound):
        actions.scan(a_rollcall(by=a_member(), listed=listed), "ANOTHER234" if listed else CODE)


# paper


def test_a_filled_sheet_is_entered_in_one_call() -> None:
    tx = a_rollcall(by=INSTRUCTOR, now=ENDS + DAY, people=4)
    people = actions.enter_sheet(tx, "s1", a_sheet(
        all_present_but=["s1.m2", "s1.m3"], late=["s1.m3"], excused=["s1.m4"], signed=True, added=["m8"], close=True
    ))  # fmt: skip
    assert states(people) == {"m1": "present", "m2": "absent", "m3": "late", "m4": "excused", "m8": "present"}
    assert {each.member: each.own_word for each in people} == {
        "m1": "sheet", "m2": None, "m3": "sheet", "m4": None, "m8": "sheet",
    }  # fmt: skip
    assert {each.member for each in people if each.to_record} == {"m1", "m3", "m8"}
    assert (people[0].marked_at, people[0].forced, people[0].marks[0].how) == (ENDS, True, "sheet")
    assert tx.get(Shift, "s1").state == "closed"


def test_a_sheet_entered_again_changes_nothing() -> None:
    tx = a_rollcall(by=STAFF)
    first = states(actions.enter_sheet(tx, "s1", a_sheet(all_present_but=[])))
    again = actions.enter_sheet(then(tx, STAFF), "s1", a_sheet(all_present_but=[]))
    assert states(again) == first
    assert {len(person.marks) for person in again} == {1}


def test_only_those_named_are_marked_and_only_those_signed_have_given_their_word() -> None:
    people = actions.enter_sheet(a_rollcall(by=STAFF), "s1", a_sheet(
        present=["s1.m1", "s1.m2"], signed=["s1.m2"], code=f"{CODE[:5].lower()} {CODE[5:]}"
    ))  # fmt: skip
    assert {each.member: each.own_word for each in people} == {"m1": None, "m2": "sheet"}


def test_a_sheet_of_another_shift_or_with_strangers_is_refused() -> None:
    tx = a_rollcall(by=STAFF)
    assert wrong_fields(actions.enter_sheet, tx, "s1", a_sheet(code="ANOTHER234")) == ["code"]
    strangers = a_sheet(all_present_but=["x"], late=["y"], signed=["z"])
    assert sorted(wrong_fields(actions.enter_sheet, tx, "s1", strangers)) == ["all_present_but.0", "late.0", "signed.0"]
    assert wrong_fields(actions.enter_sheet, tx, "s1", a_sheet(added=["nobody"])) == ["added.0"]
    assert not tx.writes
    with pytest.raises(ValidationError):
        a_sheet(late=["s1.m1"], absent=["s1.m1"])


# the clock


def over(*more: Any, **shift: Any) -> Tx:
    tx = a_rollcall(*more, by=CLOCK, now=ENDS, **shift)
    assert [each.id for each in queries.shifts_over(tx)] == ["s1"]
    closing.say_over(tx, "s1")
    return tx


def test_a_shift_that_ended_waits_to_be_recorded_by_its_leader_too() -> None:
    tx = over()
    (todo,) = tx.said
    assert isinstance(todo, TodoOpened)
    assert (todo.todo, todo.scopes) == ("shift_to_record:s1", [HERE, "m9"])
    assert todo.roles == ["secretary", "staff", "member"]
    tx = then(tx, LEADER)
    actions.close_shift(tx, "s1")
    assert tx.said == [TodoClosed(todo="shift_to_record:s1", subject="s1")]


@pytest.mark.parametrize("shift", [{"people": 0}, {"listed": False}, {"state": "closed"}])
def test_nothing_waits_where_nobody_was_expected_or_all_is_done(shift: dict[str, Any]) -> None:
    tx = over(**shift)
    assert tx.said == []
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
