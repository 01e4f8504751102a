"""An activity's life: made, reviewed, published, changed; and its seats in step."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.activities.activities import actions, publishing
from services.activities.activities.forms import ShiftSaid
from services.activities.activities.model import Activity, Seats, Shift
from services.activities.people.model import Person
from shared.documents import Actor
from shared.errors import Changed, Invalid, NotAllowed, NotFound, Refused, WrongState
from shared.web.session import Standing
from tests.builders_activities import (
    DISTRICT,
    HERE,
    PLACES,
    RULE,
    STAFF,
    START,
    STREET,
    STREET_OFFICER,
    THERE,
    an_activity,
    new,
    said,
    todos,
    written,
)
from tests.fakes import NOON, a_tx


def test_it_is_made_with_its_shifts_and_seats_as_a_draft() -> None:
    tx = a_tx(*PLACES, by=STAFF)
    made = actions.create_activity(tx, new(shifts=[said(), said(starts=START + timedelta(hours=1))]))
    assert (made["state"], made["place"], made["place_name"], made["scopes"]) == (
        "draft", HERE, "甲社区", [HERE, STREET, DISTRICT]
    )  # fmt: skip
    assert (made["starts"], made["ends"]) == (START, START + timedelta(hours=2))
    assert [(shift.members_of, shift.listed) for shift in written(tx, Shift)] == [(HERE, False)] * 2
    assert [(seats.capacity, seats.listed) for seats in written(tx, Seats)] == [(10, False)] * 2


def test_published_at_once_where_nobody_reviews_and_waiting_where_the_street_does() -> None:
    tx = a_tx(*PLACES, by=STAFF)
    assert actions.create_activity(tx, new(publish=True))["state"] == "published"
    assert [seats.listed for seats in written(tx, Seats)] == [True]
    tx = a_tx(*PLACES, RULE, by=STAFF)
    made = actions.create_activity(tx, new(publish=True))
    assert made["state"] == "awaiting_review"
    assert [seats.listed for seats in written(tx, Seats)] == [False]
    assert todos(tx) == [("TodoOpened", f"activity_to_review:{made['id']}")]


def test_a_streets_own_activity_needs_no_review_and_is_for_the_street() -> None:
    tx = a_tx(*PLACES, RULE, by=STREET_OFFICER)
    assert actions.create_activity(tx, new(publish=True))["state"] == "published"
    assert [shift.members_of for shift in written(tx, Shift)] == [STREET]


def test_who_may_come_decides_whose_members() -> None:
    tx = a_tx(*PLACES, by=STAFF)
    actions.create_activity(tx, new(shifts=[said(for_whom=level) for level in ("community", "street", "district")]))
    assert [shift.members_of for shift in written(tx, Shift)] == [HERE, STREET, DISTRICT]


@pytest.mark.parametrize(("field", "wrong"), [
    ("ends", {"ends": START}), ("ends", {"ends": START + timedelta(hours=25)}),
    ("starts", {"starts": datetime(2035, 1, 1, tzinfo=UTC), "ends": datetime(2035, 1, 1, 2, tzinfo=UTC)}),
    ("closes", {"closes": START + timedelta(days=1)}), ("opens", {"opens": START, "closes": START}),
    ("leader", {"leader": "nobody"}),
])  # fmt: skip
def test_a_wrong_shift_is_named(field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        actions.create_activity(a_tx(*PLACES, by=STAFF), new(shifts=[said(), said(**wrong)]))
    assert [problem.field for problem in caught.value.fields] == [f"shifts.1.{field}"]


def test_a_leader_is_a_member_or_an_account_of_the_place() -> None:
    member = Person(id="m1", state="reported", community=HERE, name="测试甲", scopes=["m1", HERE])
    elsewhere = Person(id="m2", state="reported", community=THERE, scopes=["m2", THERE])
    accounts = [
        Standing(id=id, account_version=1, role=role, grants=[place], active=active)
        for id, role, place, active in (
            ("u1", "staff", HERE, True), ("u8", "staff", THERE, True), ("u9", "staff", HERE, False),
            ("u7", "instructor", HERE, True),
        )
    ]  # fmt: skip
    for leader, name in (("m1", "测试甲"), ("u1", "")):
        tx = a_tx(*PLACES, member, elsewhere, *accounts, by=STAFF)
        actions.create_activity(tx, new(shifts=[said(leader=leader)]))
        [shift] = written(tx, Shift)
        assert (shift.leader, shift.leader_name, shift.scopes) == (leader, name, [HERE, STREET, DISTRICT])
    for nobody in ("m2", "u8", "u9", "u7"):
        with pytest.raises(Invalid):
            actions.create_activity(
                a_tx(*PLACES, member, elsewhere, *accounts, by=STAFF), new(shifts=[said(leader=nobody)])
            )


def test_what_is_past_is_not_published() -> None:
    with pytest.raises(Refused, match="shift_in_past"):
        publishing.publish_activities(a_tx(*an_activity("draft", starts=NOON), by=STAFF), ["a1"])


def test_the_street_approves_or_returns_with_a_reason_and_what_waits_is_said() -> None:
    tx = a_tx(*an_activity("awaiting_review"), by=STREET_OFFICER)
    [found] = publishing.approve_activities(tx, ["a1"])
    assert (found.state, written(tx, Seats)[0].listed) == ("published", True)
    assert todos(tx) == [("TodoClosed", "activity_to_review:a1")]
    tx = a_tx(*an_activity("awaiting_review"), by=STREET_OFFICER)
    assert publishing.return_activity(tx, "a1", "请写明集合地点").reason == "请写明集合地点"
    assert todos(tx) == [("TodoClosed", "activity_to_review:a1"), ("TodoOpened", "activity_to_correct:a1")]


def test_only_what_waits_is_reviewed_and_only_ones_own_is_changed() -> None:
    with pytest.raises(WrongState):
        publishing.approve_activities(a_tx(*an_activity("draft"), by=STREET_OFFICER), ["a1"])
    with pytest.raises(NotAllowed):
        actions.edit_activity(a_tx(*an_activity("draft"), by=STREET_OFFICER), "a1", 0, {"title": "另一个"})
    with pytest.raises(NotFound):
        actions.edit_activity(a_tx(*an_activity(), by=Actor("u9", "staff", (THERE,))), "a1", 0, {"title": "另一个"})


REVIEWED = [{"to": "awaiting_review"}, {"to": "published"}]


@pytest.mark.parametrize(("changes", "differs"), [
    ({"where": "东门"}, True), ({"capacity": 20}, True), ({"ends": START + timedelta(hours=3)}, True),
    ({"for_whom": "street"}, True), ({"where": "活动室", "leader": None}, False),
    ({"closes": START}, False), ({"risk": "楼道湿滑"}, True), ({"text": "带水杯"}, True), ({"title": "另一个"}, True),
    ({"title": "清洁家园", "skills": ["书法"]}, False),
])  # fmt: skip
def test_what_the_street_reviewed_says_that_it_was_changed_since_and_nothing_waits(
    changes: dict[str, Any], differs: bool
) -> None:
    of_activity = set(changes) & {"title", "text", "risk", "skills"}
    for steps, seen in ((REVIEWED, NOON if differs else None), ([{"to": "published"}], None)):
        tx = a_tx(*an_activity(steps=steps), by=STAFF)
        if of_activity:
            actions.edit_activity(tx, "a1", 0, dict(changes))
        else:
            actions.edit_shift(tx, "sa1", 0, dict(changes))
        activity = tx.get(Activity, "a1")
        assert (activity.state, activity.changed_after_review) == ("published", seen)
        assert todos(tx) == []


def test_a_shift_added_after_the_review_is_seen_too_and_before_it_nothing_is() -> None:
    for state, seen in (("published", NOON), ("returned", None)):
        tx = a_tx(*an_activity(state, steps=[*REVIEWED][: 2 if seen else 1]), by=STAFF)
        actions.add_shift(tx, "a1", ShiftSaid.model_validate(said()))
        assert tx.get(Activity, "a1").changed_after_review == seen


def test_another_time_or_place_is_to_be_told_and_another_capacity_is_not() -> None:
    for changes, telling, count in (
        ({"where": "东门"}, True, 1), ({"capacity": 20}, False, 0), ({"ends": START + timedelta(hours=3)}, True, 1)
    ):  # fmt: skip
        tx = a_tx(*an_activity(), by=STAFF)
        actions.edit_shift(tx, "sa1", 0, changes)
        [shift], [seats] = written(tx, Shift), written(tx, Seats)
        assert (shift.telling, shift.changes) == (telling, count)
        assert (seats.capacity, seats.taken) == (shift.capacity, 4)


def test_a_drafts_shift_is_changed_and_nobody_told() -> None:
    tx = a_tx(*an_activity("draft"), by=STAFF)
    made = actions.edit_shift(tx, "sa1", 0, {"starts": START - timedelta(days=1), "ends": START - timedelta(hours=22)})
    assert (made["starts"], written(tx, Shift)[0].telling) == (START - timedelta(days=1), False)


def test_what_was_promised_is_kept() -> None:
    with pytest.raises(Invalid):
        actions.edit_shift(a_tx(*an_activity(), by=STAFF), "sa1", 0, {"capacity": 3})
    now = {"starts": NOON, "ends": NOON + timedelta(hours=1)}
    with pytest.raises(Refused, match="shift_in_past"):
        actions.edit_shift(a_tx(*an_activity(), by=STAFF), "sa1", 0, now)
    with pytest.raises(WrongState):
        actions.edit_shift(a_tx(*an_activity(starts=NOON), by=STAFF), "sa1", 0, {"where": "东门"})
    with pytest.raises(Changed):
        actions.edit_shift(a_tx(*an_activity(), by=STAFF), "sa1", 3, {"where": "东门"})


def test_more_room_is_offered_to_who_waits() -> None:
    activity, shift, seats = an_activity()
    full = seats.model_copy(update={"taken": 10, "waiting": 2})
    tx = a_tx(activity, shift, full, by=STAFF)
    actions.edit_shift(tx, "sa1", 0, {"capacity": 11})
    assert written(tx, Seats)[0].offer_due


def test_a_shift_more_and_the_last_of_a_draft_stays() -> None:
    tx = a_tx(*an_activity("draft"), by=STAFF)
    later = START + timedelta(days=7)
    more = ShiftSaid.model_validate(said(starts=later, ends=later + timedelta(hours=1)))
    made = actions.add_shift(tx, "a1", more)
    assert (len(made["shifts"]), made["ends"]) == (2, later + timedelta(hours=1))
    with pytest.raises(Refused, match="last_shift"):
        actions.remove_shift(a_tx(*an_activity("draft"), by=STAFF), "sa1")
