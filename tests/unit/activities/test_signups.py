"""Seats, lines, offers and who may ask, in memory."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.activities.activities.model import Seats
from services.activities.signups import actions, queries
from services.activities.signups.model import AHEAD, HOLDS_A_SEAT, LIFE, Calendar
from shared.documents import Actor
from shared.errors import NotFound, NotYetKnown, Refused, WrongState
from shared.events.activities import SignUpAnswered, TodoClosed, TodoOpened
from shared.tx import Tx
from tests.builders_signups import (
    HERE,
    OTHER_STAFF,
    STAFF,
    STARTS,
    STREET,
    STREET_OFFICER,
    THERE,
    a_calendar,
    a_member,
    a_person,
    a_shift,
    a_signup,
    a_world,
    an_offer,
    names,
)
from tests.fakes import NOON

SHIFT = a_shift()
HOUR = timedelta(hours=1)


def refusal(tx: Tx, *args: Any) -> str:
    with pytest.raises(Refused) as caught:
        actions.sign_up(tx, *args)
    assert not tx.said
    return caught.value.code


# signing up


def test_who_may_come_is_accepted_at_once_and_a_seat_and_the_time_are_theirs() -> None:
    tx = a_world(by=a_member())
    signup = actions.sign_up(tx, "s1")
    assert (signup.state, signup.remind) == ("accepted", True)
    assert (signup.name, signup.masked_phone) == ("测试m1", "138****0001")
    assert signup.scopes == ["m1", *SHIFT.scopes]
    assert tx.get(Seats, "s1").taken == 1
    assert [taken.shift for taken in tx.get(Calendar, "m1").taken] == ["s1"]
    assert tx.said == []


def test_a_full_shift_has_a_line() -> None:
    tx = a_world(by=a_member(), seats={"taken": 2, "waiting": 3, "line": 7})
    signup = actions.sign_up(tx, "s1")
    seats = tx.get(Seats, "s1")
    assert (signup.state, signup.number, signup.remind) == ("waitlisted", 8, False)
    assert (seats.taken, seats.waiting, seats.line, seats.offer_due) == (2, 4, 8, False)


def test_nobody_passes_those_who_wait() -> None:
    tx = a_world(by=a_member(), seats={"taken": 1, "waiting": 1, "line": 1, "offer_due": True})
    assert actions.sign_up(tx, "s1").state == "waitlisted"


def test_where_staff_answers_it_is_a_request_and_the_first_opens_a_todo() -> None:
    tx = a_world(by=a_member(), approval=True)
    assert actions.sign_up(tx, "s1").state == "requested"
    assert (tx.get(Seats, "s1").taken, tx.get(Seats, "s1").requests) == (0, 1)
    [todo] = tx.said
    assert isinstance(todo, TodoOpened)
    assert (todo.todo, todo.scopes, todo.roles) == ("signup_to_answer:s1", [HERE], ["secretary", "staff"])
    second = a_world(by=a_member("m2"), approval=True, seats={"requests": 1})
    actions.sign_up(second, "s1")
    assert second.said == []


def test_asking_twice_is_asking_once() -> None:
    tx = a_world(a_signup(SHIFT, number=3, state="waitlisted"), by=a_member(), seats={"taken": 2, "waiting": 1})
    assert actions.sign_up(tx, "s1").number == 3
    assert not tx.changed


@pytest.mark.parametrize("state", [state for state in LIFE if state not in (*AHEAD, "new")])
def test_who_left_may_come_again(state: str) -> None:
    before = a_signup(SHIFT, state=state, reason="by_member", name="旧名", asked_at=NOON - HOUR)
    tx = a_world(before, a_calendar(), by=a_member())
    signup = actions.sign_up(tx, "s1")
    assert (signup.state, signup.reason, signup.name, signup.asked_at) == ("accepted", None, "测试m1", NOON)


@pytest.mark.parametrize(("code", "now", "shift"), [
    ("not_open_yet", NOON, {"opens": NOON + HOUR}),
    ("closed", NOON, {"closes": NOON}),
    ("started", STARTS, {}),
    ("not_for_you", NOON, {"members_of": THERE}),
])  # fmt: skip
def test_who_comes_at_the_wrong_time_or_from_elsewhere_is_refused(code: str, now: datetime, shift: dict) -> None:
    assert refusal(a_world(by=a_member(), now=now, **shift), "s1") == code


def test_members_of_the_street_may_come_where_it_says_so() -> None:
    neighbour = a_person("m3", community=THERE)
    assert refusal(a_world(neighbour, by=a_member("m3")), "s1") == "not_for_you"
    tx = a_world(neighbour, by=a_member("m3"), for_whom="street", members_of=STREET)
    assert actions.sign_up(tx, "s1").state == "accepted"


def test_what_is_not_published_is_not_there() -> None:
    with pytest.raises(NotFound):
        actions.sign_up(a_world(by=a_member(), listed=False), "s1")


@pytest.mark.parametrize("person", [None, a_person("m9", state="left"), a_person("m9", to_name=True, name="")])
def test_whom_activities_has_not_heard_of_tries_again(person: Any) -> None:
    with pytest.raises(NotYetKnown):
        actions.sign_up(a_world(*filter(None, [person]), by=a_member("m9")), "s1")


def test_of_two_at_the_same_time_the_second_is_refused_with_both_named() -> None:
    other = a_shift("s2", title="邻里节", starts=STARTS + HOUR, ends=STARTS + 3 * HOUR)
    tx = a_world(a_calendar(other), by=a_member())
    with pytest.raises(Refused) as caught:
        actions.sign_up(tx, "s1")
    assert caught.value.code == "overlap"
    assert caught.value.values == {
        "wanted": "清洁家园", "wanted_at": "2026-11-28 12:00–14:00",
        "held": "邻里节", "held_at": "2026-11-28 13:00–15:00",
    }  # fmt: skip


def test_one_after_the_other_is_no_overlap_and_what_is_over_leaves_the_calendar() -> None:
    after = a_shift("s2", starts=STARTS + 2 * HOUR, ends=STARTS + 3 * HOUR)
    past = a_shift("s3", starts=NOON - 2 * HOUR, ends=NOON - HOUR)
    tx = a_world(a_calendar(past, after), by=a_member())
    assert actions.sign_up(tx, "s1").state == "accepted"
    assert [taken.shift for taken in tx.get(Calendar, "m1").taken] == ["s2", "s1"]


# near the start


def test_two_hours_before_the_start_nobody_waits_any_more() -> None:
    late = STARTS - 2 * HOUR
    assert refusal(a_world(by=a_member(), now=late, seats={"taken": 2}), "s1") == "full"
    tx = a_world(by=a_member(), now=late, seats={"taken": 1, "waiting": 4})
    assert actions.sign_up(tx, "s1").state == "accepted"


# withdrawing


@pytest.mark.parametrize(("state", "taken", "waiting", "offer_due", "todos"), [
    ("accepted", 1, 1, True, []),
    ("waitlisted", 2, 0, False, []),
    ("offered", 1, 1, True, ["TodoClosed"]),
])  # fmt: skip
def test_who_withdraws_leaves_what_they_held(
    state: str, taken: int, waiting: int, offer_due: bool, todos: list[str]
) -> None:
    mine = a_signup(SHIFT, state=state, number=1, remind=True)
    tx = a_world(mine, a_calendar(SHIFT), by=a_member(), seats={"taken": 2, "waiting": 1, "line": 1})
    signup = actions.withdraw(tx, mine.id)
    seats = tx.get(Seats, "s1")
    assert (signup.state, signup.reason, signup.number, signup.remind) == ("cancelled", "by_member", None, False)
    assert (seats.taken, seats.waiting, seats.offer_due) == (taken, waiting, offer_due)
    assert tx.get(Calendar, "m1").taken == []
    assert names(tx) == todos


def test_the_last_request_withdrawn_leaves_nothing_to_answer() -> None:
    mine = a_signup(SHIFT, state="requested")
    tx = a_world(mine, a_calendar(SHIFT), by=a_member(), seats={"requests": 1})
    actions.withdraw(tx, mine.id)
    assert tx.said == [TodoClosed(todo="signup_to_answer:s1", subject="s1")]


def test_one_withdraws_until_the_end_and_only_oneself() -> None:
    mine, theirs = a_signup(SHIFT), a_signup(SHIFT, "m2", scopes=["m2", "m1"])  # m1 leads the shift
    seats = {"taken": 2}
    tx = a_world(mine, a_calendar(SHIFT), by=a_member(), now=STARTS + HOUR, seats=seats)
    assert actions.withdraw(tx, mine.id).state == "cancelled"
    with pytest.raises(WrongState):
        actions.withdraw(a_world(mine, a_calendar(SHIFT), by=a_member(), now=SHIFT.ends, seats=seats), mine.id)
    with pytest.raises(NotFound):
        actions.withdraw(a_world(theirs, by=a_member(), seats=seats), theirs.id)


# staff


def some_requests(count: int = 3) -> list[Any]:
    asked = [a_signup(SHIFT, f"m{n}", "requested", asked_at=NOON - n * HOUR) for n in range(1, count + 1)]
    return [*asked, *(a_calendar(SHIFT, member=each.member) for each in asked)]


def test_staff_answers_all_in_the_order_they_asked_and_each_is_told() -> None:
    tx = a_world(*some_requests(), by=STAFF, approval=True, seats={"requests": 3})
    done = actions.answer_signups(tx, "s1", None, "accepted")
    assert [(each.member, each.state) for each in done.items] == [
        ("m3", "accepted"), ("m2", "accepted"), ("m1", "waitlisted"),
    ]  # fmt: skip
    assert done.left == 0
    answers = [(each.member, each.answer) for each in tx.said if isinstance(each, SignUpAnswered)]
    assert answers == [("m3", "accepted"), ("m2", "accepted"), ("m1", "waitlisted")]
    assert TodoClosed(todo="signup_to_answer:s1", subject="s1") in tx.said
    assert set(tx.looked) == {"m1", "m2", "m3"}


def test_staff_declines_one_and_the_others_wait_on() -> None:
    tx = a_world(*some_requests(), by=STAFF, approval=True, seats={"requests": 3})
    done = actions.answer_signups(tx, "s1", ["s1.m2"], "declined")
    assert ([each.state for each in done.items], done.left) == (["declined"], 2)
    assert names(tx) == ["SignUpAnswered"]
    assert tx.get(Calendar, "m2").taken == []


def test_what_is_answered_already_or_of_another_shift_is_refused_whole() -> None:
    world = (*some_requests(1), a_signup(SHIFT, "m9"), a_signup(a_shift("s2"), "m8", "requested"))
    for ids, why in ((["s1.m1", "s1.m9"], WrongState), (["s1.m1", "s2.m8"], NotFound), (["s1.nobody"], NotFound)):
        with pytest.raises(why):
            actions.answer_signups(a_world(*world, by=STAFF, seats={"requests": 1}), "s1", ids, "accepted")


@pytest.mark.parametrize("by", [OTHER_STAFF, STREET_OFFICER])
def test_who_comes_is_for_those_who_offer_it(by: Actor) -> None:
    """A street sees its communities' activities, not who goes there."""
    with pytest.raises(NotFound):
        queries.signups_of(a_world(a_signup(SHIFT), by=by), "s1")
    with pytest.raises(NotFound):
        actions.cancel_signup(a_world(a_signup(SHIFT), by=by), "s1.m1")


def test_staff_enters_somebody_who_called_and_they_are_told() -> None:
    tx = a_world(by=STAFF, closes=NOON - HOUR)  # a sheet comes in after the window
    assert actions.enter_signup(tx, "s1", "m1").state == "accepted"
    [said] = tx.said
    assert isinstance(said, SignUpAnswered)
    assert (said.member, said.answer) == ("m1", "accepted")
    assert set(tx.looked) == {"m1"}


def test_entering_answers_a_request_and_takes_an_offer() -> None:
    tx = a_world(*some_requests(1), by=STAFF, approval=True, seats={"requests": 1})
    assert actions.enter_signup(tx, "s1", "m1").state == "accepted"
    assert (tx.get(Seats, "s1").requests, tx.get(Seats, "s1").taken) == (0, 1)
    tx = a_world(an_offer(), by=STAFF, seats={"taken": 2})
    assert actions.enter_signup(tx, "s1", "m1").state == "accepted"
    assert tx.get(Seats, "s1").taken == 2


def test_staff_cannot_enter_whom_they_do_not_know_or_twice_or_after_the_start() -> None:
    for tx, member, code in (
        (a_world(a_person("m7", community=THERE), by=STAFF), "m7", "not_found"),
        (a_world(a_signup(SHIFT), by=STAFF), "m1", "already_signed_up"),
        (a_world(by=STAFF, now=STARTS), "m1", "started"),
        (a_world(by=STAFF, listed=False), "m1", "not_published"),
    ):
        with pytest.raises(Refused) as caught:
            actions.enter_signup(tx, "s1", member)
        assert caught.value.code == code


def test_who_is_withdrawn_by_staff_is_told() -> None:
    tx = a_world(a_signup(SHIFT), a_calendar(SHIFT), by=STAFF, seats={"taken": 1})
    assert actions.cancel_signup(tx, "s1.m1").reason == "by_staff"
    assert [type(each) for each in tx.said] == [SignUpAnswered]


def test_life_and_states_agree() -> None:
    assert {to for steps in LIFE.values() for to in steps} == set(LIFE) - {"new"}
    assert set(HOLDS_A_SEAT) < set(AHEAD) < set(LIFE)
