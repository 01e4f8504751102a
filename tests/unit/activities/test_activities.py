"""An activity's life: made, reviewed, published, changed, cancelled, copied; and its seats in step."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.activities.activities import actions, copying, passing, publishing
from services.activities.activities.forms import NewActivity, ShiftSaid
from services.activities.activities.model import Activity, ReviewRule, Seats, Shift
from services.activities.names.model import Place
from services.activities.people.model import Person
from shared.documents import CLOCK, Actor, Document
from shared.errors import Changed, Invalid, NotAllowed, NotFound, Refused, WrongState
from shared.events.activities import TodoClosed, TodoOpened
from shared.tx import Tx
from shared.web.session import Standing
from tests.fakes import NOON, a_tx

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
STAFF = Actor("u1", "staff", (HERE,))
STREET_OFFICER = Actor("u2", "street_officer", (STREET,))
PLACES = [
    Place(id=HERE, level="community", name="甲社区", district=DISTRICT, street=STREET),
    Place(id=THERE, level="community", name="乙社区", district=DISTRICT, street=STREET),
    Place(id=STREET, level="street", name="丙街道", district=DISTRICT),
]
RULE = ReviewRule(id=STREET, scopes=[STREET, DISTRICT], reviews=True, version=1)
START = NOON + timedelta(days=5)


def said(**more: Any) -> dict[str, Any]:
    return {"starts": START, "ends": START + timedelta(hours=2), "where": "活动室", "capacity": 10} | more


def new(**more: Any) -> NewActivity:
    return NewActivity.model_validate({"title": "清洁家园", "shifts": [said()]} | more)


def an_activity(state: str = "published", id: str = "a1", **more: Any) -> tuple[Activity, Shift, Seats]:
    starts = more.pop("starts", START)
    activity = Activity(
        id=id, title="清洁家园", place=HERE, level="community", district=DISTRICT, by="u1", state=state, starts=starts,
        ends=starts + timedelta(hours=2), **more,
    )  # fmt: skip
    activity.offered_by(PLACES[0])
    shift = Shift(
        id=f"s{id}", activity=id, title="清洁家园", place=HERE, level="community", district=DISTRICT, starts=starts,
        ends=activity.ends, where="活动室", capacity=10, code="C1", listed=state == "published",
    )  # fmt: skip
    shift.belong_to(activity)
    return activity, shift, Seats(id=shift.id, capacity=10, starts=starts, listed=shift.listed, taken=4)


def todos(tx: Tx) -> list[tuple[str, str]]:
    return [(type(each).__name__, each.todo) for each in tx.said if isinstance(each, TodoOpened | TodoClosed)]


def written(tx: Tx, kind: type[Document]) -> list[Any]:
    return [document for (of, _), document in tx.changed.items() if of is kind]


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
            ("u1", "staff", HERE, True), ("u8", "staff", THERE, True), ("u9", "staff", HERE, False)
        )
    ]  # fmt: skip
    for leader, name in (("m1", "测试甲"), ("u1", "")):
        tx = a_tx(*PLACES, member, elsewhere, *accounts, by=STAFF)
        actions.create_activity(tx, new(shifts=[said(leader=leader)]))
        [shift] = written(tx, Shift)
        assert (shift.leader, shift.leader_name, shift.scopes[-1]) == (leader, name, leader)
        assert shift.leader_until == shift.ends + timedelta(days=2)
    for nobody in ("m2", "u8", "u9"):
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


def test_in_time_it_is_over_and_its_leader_sees_it_no_more() -> None:
    activity, shift, seats = an_activity(starts=NOON - timedelta(days=3))
    shift.led_by("m1", "测试甲")
    shift.belong_to(activity)
    tx = a_tx(activity, shift, seats, by=CLOCK)
    passing.end_activities(tx, ["a1"])
    passing.release_leaders(tx, ["sa1"])
    [led] = written(tx, Shift)
    assert (written(tx, Activity)[0].state, led.scopes, led.leader, led.telling) == (
        "ended", [HERE, STREET, DISTRICT], "m1", True
    )  # fmt: skip


def test_what_a_closed_community_had_ahead_moves_and_what_is_over_stays() -> None:
    closed = PLACES[0].model_copy(update={"closed_into": THERE, "active": False})
    rows = [*an_activity(), *an_activity("ended", id="a2", starts=NOON - timedelta(days=3))]
    tx = a_tx(closed, *PLACES[1:], *rows, by=CLOCK)
    passing.move_activities(tx, HERE)
    [moved], [shift] = written(tx, Activity), written(tx, Shift)
    assert (moved.id, moved.place, moved.place_name) == ("a1", THERE, "乙社区")
    assert (shift.place, shift.members_of, shift.scopes, shift.listed) == (
        THERE, THERE, [THERE, STREET, DISTRICT], True
    )  # fmt: skip
