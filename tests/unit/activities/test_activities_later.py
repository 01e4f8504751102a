"""An activity cancelled, discarded, copied, repeated; and what time does to it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.activities.activities import actions, copying, passing, publishing, queries
from services.activities.activities.dates import month_around, next_time
from services.activities.activities.forms import ShiftSaid
from services.activities.activities.model import Activity, Seats, Shift
from shared.documents import CLOCK, Actor
from shared.errors import Refused, WrongState
from tests.builders_activities import (
    DISTRICT,
    HERE,
    PLACES,
    RULE,
    STAFF,
    START,
    STREET,
    THERE,
    an_activity,
    said,
    todos,
    written,
)
from tests.builders_rollcalls import then
from tests.fakes import NOON, a_tx


def test_cancelled_with_a_reason_it_is_shown_no_more_and_all_are_to_be_told() -> None:
    tx = a_tx(*an_activity(), by=STAFF)
    [found] = publishing.cancel_activity(tx, "a1", "雷暴橙色预警")
    [shift], [seats] = written(tx, Shift), written(tx, Seats)
    assert (found.state, found.reason) == ("cancelled", "雷暴橙色预警")
    assert (shift.cancelled, shift.listed, shift.telling, seats.listed) == (True, False, True, False)
    with pytest.raises(WrongState):
        publishing.cancel_activity(a_tx(*an_activity(starts=NOON), by=STAFF), "a1", "太晚了")


def test_the_rest_of_a_series_is_cancelled_or_where_nobody_saw_it_discarded() -> None:
    week = timedelta(weeks=1)
    rows = [
        *an_activity(series="a1"), *an_activity(id="a2", series="a1", starts=START + week),
        *an_activity("awaiting_review", id="a3", series="a1", starts=START + 2 * week),
    ]  # fmt: skip
    tx = a_tx(*rows, by=STAFF)
    assert [each.id for each in publishing.cancel_activity(tx, "a1", "场地维修", rest=True)] == ["a1", "a2"]
    assert todos(tx) == [("TodoClosed", "activity_to_review:a3")]
    tx = a_tx(*rows, by=STAFF)
    assert [each.id for each in publishing.cancel_activity(tx, "a1", "场地维修")] == ["a1"]


def test_a_published_one_is_not_discarded() -> None:
    with pytest.raises(WrongState):
        publishing.discard_activity(a_tx(*an_activity(), by=STAFF), "a1")


def test_a_copy_is_a_draft_with_everything_moved() -> None:
    activity, shift, seats = an_activity()
    shift.opens = START - timedelta(days=3)
    tx = a_tx(activity, shift, seats, *PLACES, by=STAFF)
    copy = copying.copy_activity(tx, "a1", START + timedelta(days=30))
    [only] = copy["shifts"]
    assert (copy["state"], copy["starts"], copy["copy_of"]) == ("draft", START + timedelta(days=30), "a1")
    assert (only["opens"], only["taken"]) == (START + timedelta(days=27), 0)
    assert (only["id"] == "sa1", only["code"] == "C1", only["listed"]) == (False, False, False)


def test_a_series_is_published_where_its_first_was() -> None:
    for state, rule in (("published", ()), ("draft", ()), ("published", (RULE,))):
        tx = a_tx(*an_activity(state), *PLACES, *rule, by=STAFF)
        made = copying.repeat_activity(tx, "a1", "week", 3)
        assert {each.state for each in made} == {"awaiting_review" if rule else state}
        assert [each.starts for each in made] == [START + timedelta(weeks=n) for n in (1, 2, 3)]
        assert {each.series for each in made} == {"a1"}


def test_a_series_goes_on_from_its_last_alone() -> None:
    rows = [*an_activity(series="a1"), *an_activity(id="a2", series="a1", starts=START + timedelta(weeks=1))]
    with pytest.raises(Refused, match="already_repeated"):
        copying.repeat_activity(a_tx(*rows, *PLACES, by=STAFF), "a1", "week", 1)
    [next] = copying.repeat_activity(a_tx(*rows, *PLACES, by=STAFF), "a2", "week", 1)
    assert next.series == "a1"


def test_a_month_is_copied_once() -> None:
    there = an_activity("draft", id="a9", starts=START + timedelta(weeks=4), copy_of="a2")
    rows = [
        *an_activity("ended"), *an_activity("ended", id="a2"), *an_activity("cancelled", id="a3"),
        *an_activity("draft", id="a4"), *there,
    ]  # fmt: skip
    made = copying.copy_month(a_tx(*rows, *PLACES, by=STAFF), "2026-11")
    assert [(each.copy_of, each.starts, each.state) for each in made] == [("a1", START + timedelta(weeks=4), "draft")]


def test_in_time_it_is_over() -> None:
    tx = a_tx(*an_activity(starts=NOON - timedelta(days=3)), by=CLOCK)
    passing.end_activities(tx, ["a1"])
    assert written(tx, Activity)[0].state == "ended"


def test_what_a_closed_community_had_ahead_moves_and_what_is_over_stays() -> None:
    closed = PLACES[0].model_copy(update={"closed_into": THERE, "active": False})
    rows = [*an_activity(), *an_activity("ended", id="a2", starts=NOON - timedelta(days=3))]
    tx = a_tx(closed, *PLACES[1:], *rows, by=CLOCK)
    assert [each.id for each in queries.left_behind(tx)] == ["a1"]
    passing.move_activities(tx, ["a1"])
    [moved], [shift] = written(tx, Activity), written(tx, Shift)
    assert (moved.id, moved.place, moved.place_name) == ("a1", THERE, "乙社区")
    assert (shift.place, shift.members_of, shift.scopes, shift.listed) == (
        THERE, THERE, [THERE, STREET, DISTRICT], True
    )  # fmt: skip


def test_a_shift_that_has_begun_stays_with_who_offered_it() -> None:
    """Its marks are theirs, and so is what they have still to record."""
    closed = PLACES[0].model_copy(update={"closed_into": THERE, "active": False})
    activity, begun, seats = an_activity(starts=NOON - timedelta(hours=1))
    later, more = begun.model_copy(update={"id": "s2", "starts": START}), seats.model_copy(update={"id": "s2"})
    tx = a_tx(closed, *PLACES[1:], activity, begun, seats, later, more, by=CLOCK)
    passing.move_activities(tx, ["a1"])
    assert {shift.id: shift.place for shift in tx.find(Shift)} == {"sa1": HERE, "s2": THERE}
    actions.edit_activity(then(tx, Actor("u9", "staff", (THERE,))), "a1", 1, {"title": "净滩"})
    assert tx.get(Shift, "sa1").place == HERE


def test_a_draft_of_the_past_that_is_put_off_will_be_over_once_more() -> None:
    activity, shift, seats = an_activity("draft", starts=NOON - timedelta(days=3))
    tx = a_tx(activity, shift.model_copy(update={"over": True}), seats, by=STAFF)
    actions.edit_shift(tx, shift.id, 0, {"starts": START, "ends": START + timedelta(hours=1)})
    assert not tx.get(Shift, shift.id).over


def test_an_activity_has_so_many_shifts_and_no_more() -> None:
    activity, shift, seats = an_activity("draft")
    many = [shift.model_copy(update={"id": f"s{n:02}"}) for n in range(actions.MOST_SHIFTS)]
    with pytest.raises(Refused, match="too_many_shifts"):
        actions.add_shift(a_tx(activity, *many, seats, by=STAFF), "a1", ShiftSaid.model_validate(said()))


def test_a_copy_may_go_on_at_once_or_to_review() -> None:
    tx = a_tx(*an_activity(), by=STAFF)
    copied = copying.copy_activity(tx, "a1", START + timedelta(weeks=1), True)
    assert (copied["state"], copied["shifts"][0]["listed"]) == ("published", True)
    tx = a_tx(*an_activity(), RULE, by=STAFF)
    assert copying.copy_activity(tx, "a1", START + timedelta(weeks=1), True)["state"] == "awaiting_review"


def test_the_next_time_is_the_same_weekday_of_a_later_month_that_is_ahead() -> None:
    first_saturday = datetime(2026, 10, 3, 1, tzinfo=UTC)
    assert next_time(first_saturday, datetime(2026, 10, 20, tzinfo=UTC)) == datetime(2026, 11, 7, 1, tzinfo=UTC)
    assert next_time(first_saturday, datetime(2026, 11, 23, tzinfo=UTC)) == datetime(2026, 12, 5, 1, tzinfo=UTC)
    assert month_around(first_saturday, -10) == "2025-12"


def test_shifts_with_requests_are_found_by_those_who_answer_them() -> None:
    activity, shift, seats = an_activity()
    seats.requests = 2
    shift.approval = True
    asked = queries.shifts_to_answer(a_tx(activity, shift, seats, by=STAFF))
    assert [(each.id, each.requests) for each in asked] == [("sa1", 2)]
    elsewhere = Actor("u9", "staff", (THERE,))
    assert queries.shifts_to_answer(a_tx(activity, shift, seats, by=elsewhere)) == []
