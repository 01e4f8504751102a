"""What time brings to sign-ups: offers made and ended, the end of waiting, reminders, who left; in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from services.activities.activities.model import Seats
from services.activities.signups import actions, clockwork, queries
from services.activities.signups.model import Calendar, SignUp
from services.activities.signups.reminding import remind_at, reminded_until
from services.activities.signups.seating import end_all, follow
from shared.documents import CLOCK
from shared.errors import NotYetKnown, WrongState
from shared.events.activities import SeatOffered, ShiftReminded, TodoOpened
from tests.builders_signups import (
    HERE,
    STAFF,
    STARTS,
    a_calendar,
    a_member,
    a_shift,
    a_signup,
    a_world,
    an_offer,
    its_seats,
    names,
)
from tests.fakes import NOON, a_tx

SHIFT = a_shift()
HOUR = timedelta(hours=1)


def here(at: str) -> datetime:
    """28T09:30, in Shanghai."""
    return datetime.fromisoformat(f"2026-11-{at}:00+08:00").astimezone(UTC)


# offers


def test_a_free_seat_is_offered_to_the_first_of_the_line() -> None:
    line = [a_signup(SHIFT, f"m{n}", "waitlisted", number=n) for n in (12, 3, 7)]
    tx = a_world(*line, by=CLOCK, seats={"taken": 1, "waiting": 3, "line": 12, "offer_due": True})
    clockwork.offer_seats(tx, "s1")
    states = {each.number: (each.state, each.until) for each in tx.fetch(SignUp, [each.id for each in line])}
    assert states == {3: ("offered", NOON + 24 * HOUR), 7: ("waitlisted", None), 12: ("waitlisted", None)}
    seats = tx.get(Seats, "s1")
    assert (seats.taken, seats.waiting, seats.offer_due) == (2, 2, False)
    todo, said = tx.said
    assert isinstance(todo, TodoOpened)
    assert (todo.kind, todo.scopes, todo.roles) == ("offer_to_answer", ["m3"], ["member"])
    assert isinstance(said, SeatOffered)
    assert (said.member, said.until) == ("m3", NOON + 24 * HOUR)
    clockwork.offer_seats(tx, "s1")
    assert len(tx.said) == 2


def test_a_grown_shift_offers_all_its_new_seats() -> None:
    line = [a_signup(SHIFT, f"m{n}", "waitlisted", number=n) for n in (1, 2, 3)]
    tx = a_world(*line, by=CLOCK, capacity=4, seats={"taken": 2, "waiting": 3, "offer_due": True})
    clockwork.offer_seats(tx, "s1")
    assert [each.state for each in tx.fetch(SignUp, [each.id for each in line])] == ["offered", "offered", "waitlisted"]


@pytest.mark.parametrize(("before", "until"), [
    (48 * HOUR, STARTS - 24 * HOUR), (10 * HOUR, STARTS - 2 * HOUR), (2 * HOUR, None),
])  # fmt: skip
def test_an_offer_lasts_a_day_but_never_into_the_last_two_hours(before: timedelta, until: datetime | None) -> None:
    first = a_signup(SHIFT, state="waitlisted", number=1)
    seats = {"taken": 1, "waiting": 1, "offer_due": True}
    tx = a_world(first, by=CLOCK, now=STARTS - before, seats=seats)
    clockwork.offer_seats(tx, "s1")
    assert tx.get(SignUp, first.id).until == until


def test_who_accepts_keeps_the_seat() -> None:
    tx = a_world(an_offer(), by=a_member(), seats={"taken": 2})
    signup = actions.accept_offer(tx, "s1.m1")
    assert (signup.state, signup.until, signup.remind, tx.get(Seats, "s1").taken) == ("accepted", None, True, 2)
    assert names(tx) == ["TodoClosed"]


def test_who_declines_gives_it_to_the_next() -> None:
    tx = a_world(an_offer(), a_calendar(SHIFT), by=a_member(), seats={"taken": 2, "waiting": 1})
    assert actions.decline_offer(tx, "s1.m1").state == "declined"
    assert tx.get(Seats, "s1").offer_due
    assert tx.get(Calendar, "m1").taken == []


def test_an_offer_that_is_over_cannot_be_accepted_even_before_the_clock_ends_it() -> None:
    with pytest.raises(WrongState) as caught:
        actions.accept_offer(a_world(an_offer(), by=a_member(), now=NOON + 3 * HOUR), "s1.m1")
    assert caught.value.code == "offer_over"


def test_the_clock_ends_what_was_not_answered_in_time() -> None:
    tx = a_world(an_offer(), a_calendar(SHIFT), by=CLOCK, now=NOON + 3 * HOUR, seats={"taken": 2, "waiting": 1})
    assert [each.id for each in queries.offers_over(tx)] == ["s1.m1"]
    clockwork.end_offers(tx, ["s1.m1"])
    clockwork.end_offers(tx, ["s1.m1"])
    assert (tx.get(SignUp, "s1.m1").state, tx.get(Seats, "s1").taken, tx.get(Seats, "s1").offer_due) == (
        "expired", 1, True,
    )  # fmt: skip


def test_waiting_ends_two_hours_before_the_start_and_requests_at_it() -> None:
    waiting, asked = a_signup(SHIFT, "m1", "waitlisted", number=1), a_signup(SHIFT, "m2", "requested")
    known = (waiting, asked, a_calendar(SHIFT), a_calendar(SHIFT, member="m2"))
    tx = a_world(*known, by=CLOCK, now=STARTS - 2 * HOUR, seats={"taken": 2, "waiting": 1, "requests": 1})
    assert [each.id for each in queries.waits_over(tx)] == [waiting.id]
    clockwork.end_waits(tx, [waiting.id, asked.id])
    assert (tx.get(SignUp, waiting.id).state, tx.get(SignUp, asked.id).state) == ("expired", "requested")
    assert tx.said == []
    tx = a_world(*known, by=CLOCK, now=STARTS, seats={"taken": 2, "waiting": 1, "requests": 1})
    clockwork.end_waits(tx, [each.id for each in queries.waits_over(tx)])
    assert (tx.get(SignUp, asked.id).state, tx.get(SignUp, asked.id).reason) == ("cancelled", "not_answered")
    assert names(tx) == ["TodoClosed"]


@pytest.mark.parametrize(("now", "starts", "until"), [
    ("25T20:59", "28T09:00", "26T20:59"),  # by day: a day
    ("25T21:00", "28T09:00", "27T08:00"),  # at night: a day from the morning on
    ("26T07:59", "28T09:00", "27T08:00"),
    ("26T08:00", "28T09:00", "27T08:00"),
    ("27T22:00", "28T09:00", "28T07:00"),  # but never into the last two hours
    ("28T03:00", "28T11:30", "28T09:30"),
    ("28T06:59", "28T09:00", "28T07:00"),
])  # fmt: skip
def test_the_night_is_no_time_to_answer_and_an_offer_made_in_it_stands_as_long_as_it_can(
    now: str, starts: str, until: str
) -> None:
    shift = {"starts": here(starts), "ends": here(starts) + HOUR}
    first = a_signup(a_shift(**shift), state="waitlisted", number=1)
    tx = a_world(first, by=CLOCK, now=here(now), seats={"taken": 1, "waiting": 1, "offer_due": True}, **shift)
    assert (len(queries.seats_to_offer(tx)), queries.waits_over(tx)) == (1, [])
    clockwork.offer_seats(tx, "s1")
    assert tx.get(SignUp, first.id).until == here(until)


def test_in_the_last_two_hours_a_seat_is_offered_to_nobody_and_free_for_whoever_asks() -> None:
    morning = {"starts": here("28T09:00"), "ends": here("28T11:00"), "capacity": 1}
    waiting = a_signup(a_shift(**morning), state="waitlisted", number=1)
    known = (waiting, a_calendar(a_shift(**morning)))
    free = {"waiting": 1, "line": 1, "offer_due": True}
    tx = a_world(*known, by=CLOCK, now=here("28T07:00"), seats=free, **morning)
    assert (queries.seats_to_offer(tx), [each.id for each in queries.waits_over(tx)]) == ([], [waiting.id])
    clockwork.offer_seats(tx, "s1")
    clockwork.end_waits(tx, [waiting.id])
    assert (tx.get(SignUp, waiting.id).reason, tx.said) == ("no_seat", [])
    asked = a_world(*known, by=a_member("m2"), now=here("28T07:01"), seats=free, **morning)
    assert actions.sign_up(asked, "s1").state == "accepted"


# what time brings


@pytest.mark.parametrize(("now", "until"), [
    ("27T09:59", "28T00:00"), ("27T10:00", "29T00:00"), ("27T20:59", "29T00:00"), ("27T21:00", None),
    ("27T07:59", None), ("27T08:00", "28T00:00"),
])  # fmt: skip
def test_planned_messages_leave_from_ten_and_never_at_night(now: str, until: str | None) -> None:
    assert reminded_until(here(now)) == (here(until) if until else None)


def test_who_signs_up_after_ten_the_day_before_needs_no_reminder() -> None:
    ten = remind_at(STARTS)
    assert ten == datetime(2026, 11, 27, 2, tzinfo=UTC)
    assert actions.sign_up(a_world(by=a_member(), now=ten - HOUR), "s1").remind
    assert not actions.sign_up(a_world(by=a_member(), now=ten), "s1").remind


def test_one_reminder_for_each_member_and_activity_of_the_first_shift() -> None:
    second = a_shift("s2", starts=STARTS + 3 * HOUR, ends=STARTS + 4 * HOUR)
    both = [a_signup(second, remind=True), a_signup(SHIFT, remind=True)]
    tx = a_world(*both, second, by=CLOCK, now=remind_at(STARTS))
    due = [each.id for each in queries.reminders_due(tx)]
    clockwork.remind(tx, due)
    assert [(each.member, each.shift) for each in tx.said if isinstance(each, ShiftReminded)] == [("m1", "s1")]
    assert not any(each.remind for each in tx.fetch(SignUp, due))
    assert tx.get(SignUp, "s1.m1").reminded


def test_no_second_reminder_for_a_later_shift_of_the_activity() -> None:
    later = a_shift("s2", starts=STARTS + 72 * HOUR, ends=STARTS + 73 * HOUR)
    known = (a_signup(SHIFT, reminded=True), a_signup(later, remind=True), later)
    tx = a_world(*known, by=CLOCK, now=remind_at(later.starts))
    clockwork.remind(tx, [each.id for each in queries.reminders_due(tx)])
    assert tx.said == []
    assert not tx.get(SignUp, "s2.m1").remind


def test_where_a_reminder_was_missed_the_next_shift_is_told_not_the_one_that_is_over() -> None:
    missed = a_shift("s0", starts=STARTS - 48 * HOUR, ends=STARTS - 46 * HOUR)
    tx = a_world(a_signup(missed, remind=True), a_signup(SHIFT, remind=True), missed, by=CLOCK, now=remind_at(STARTS))
    clockwork.remind(tx, [each.id for each in queries.reminders_due(tx)])
    assert [each.shift for each in tx.said if isinstance(each, ShiftReminded)] == ["s1"]


def test_nobody_is_reminded_of_what_was_cancelled() -> None:
    tx = a_world(a_signup(SHIFT, remind=True), by=CLOCK, now=remind_at(STARTS), listed=False)
    clockwork.remind(tx, [each.id for each in queries.reminders_due(tx)])
    assert tx.said == []


def test_who_left_gives_back_what_lies_ahead() -> None:
    tx = a_world(a_signup(SHIFT, leaving=True), a_calendar(SHIFT), by=CLOCK, seats={"taken": 1})
    clockwork.end_of_leavers(tx, [each.id for each in queries.of_leavers(tx)])
    signup = tx.get(SignUp, "s1.m1")
    assert (signup.state, signup.reason, signup.leaving, tx.get(Seats, "s1").taken) == ("cancelled", "left", False, 0)


def test_who_is_known_to_have_left_takes_no_seat_even_where_the_news_is_not_everywhere() -> None:
    gone = Calendar(id="m1", gone=True)
    for by, sign_up in ((a_member(), lambda tx: actions.sign_up(tx, "s1")),
                        (STAFF, lambda tx: actions.enter_signup(tx, "s1", "m1"))):  # fmt: skip
        with pytest.raises(NotYetKnown):
            sign_up(a_world(gone, by=by))


def test_erasing_frees_seats_and_leaves_nothing() -> None:
    tx = a_world(an_offer(), a_calendar(SHIFT), by=CLOCK, seats={"taken": 2, "waiting": 1})
    end_all(tx, "m1")
    assert tx.get(Seats, "s1").offer_due
    assert names(tx) == ["TodoClosed"]
    assert {"signups", "calendars"} <= set(tx.writes)


def test_a_signup_follows_its_shift() -> None:
    signup, calendar = an_offer(until=STARTS - 3 * HOUR), a_calendar(SHIFT)
    moved = a_shift(title="新名", where="新地点", starts=STARTS - 2 * HOUR, ends=STARTS, scopes=[HERE])
    tx = a_tx(signup, calendar, its_seats(moved), by=CLOCK)
    follow(tx, tx.get(SignUp, signup.id), moved)
    after = tx.get(SignUp, signup.id)
    assert (after.title, after.where, after.starts, after.until) == ("新名", "新地点", moved.starts, STARTS - 4 * HOUR)
    assert after.scopes == ["m1", HERE]
    assert [(each.title, each.starts) for each in tx.get(Calendar, "m1").taken] == [("新名", moved.starts)]
