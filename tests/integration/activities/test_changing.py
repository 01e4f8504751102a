"""An activity changed or cancelled, with everybody signed up told once; and what time does to it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from services.activities.activities.actions import edit_shift
from services.activities.service import service
from services.activities.signups.actions import sign_up as sign_up_for
from shared.events import registry
from tests.builders_offering import (
    DAY,
    DISTRICT,
    ELSEWHERE,
    HERE,
    STAFF,
    STREET,
    THERE,
    a_member,
    a_shift,
    ask,
    begun,
    make,
    place,
    sign_up,
    titles,
)
from tests.servers import Database
from tests.stage import Stage, settings_for


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_changing")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    return begun(whole)


def test_everybody_signed_up_is_told_of_another_time_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.activities.signups.telling.SLICE", 2)
    made = make(stage)
    for member in ("m3", "m4", "m5", "m6", "m7"):
        a_member(stage, member)
        sign_up(stage, member, made)
    shift = made["shifts"][0]
    later = {name: (DAY + timedelta(hours=hours)).isoformat() for name, hours in (("starts", 3), ("ends", 5))}
    path, head = f"shifts/{shift['id']}", {"If-Match": f'"v{shift["version"]}"'}
    ask(stage, STAFF, path, "PATCH", 428, json=later)
    ask(stage, STAFF, path, "PATCH", json=later | {"capacity": 20}, headers=head)
    ask(stage, STAFF, path, "PATCH", 412, json=later, headers=head)
    stage.do_what_is_due()
    told = stage.said("activities.shift_changed")
    assert sorted(event["member"] for event in told) == ["m3", "m4", "m5", "m6", "m7"]
    assert {(event["new_time"], event["new_place"], event["mark"]) for event in told} == {(True, False, "1")}
    assert {row["starts"] for row in stage.db["signups"].find()} == {DAY + timedelta(hours=3)}
    assert {row["taken"][0]["starts"] for row in stage.db["calendars"].find()} == {DAY + timedelta(hours=3)}
    row = stage.db["seats"].find_one({"_id": shift["id"]})
    assert (row["capacity"], row["taken"], row["starts"]) == (20, 5, DAY + timedelta(hours=3))


def test_a_new_title_is_followed_and_nobody_told(stage: Stage) -> None:
    made = make(stage)
    sign_up(stage, "m1", made)
    ask(stage, STAFF, f"activities/{made['id']}", "PATCH", json={"title": "美化家园"}, headers={"If-Match": '"v0"'})
    stage.do_what_is_due()
    assert [row["title"] for row in stage.db["signups"].find()] == ["美化家园"]
    assert stage.said("activities.shift_changed") == []


def test_cancelled_all_are_told_why_and_their_time_is_free(stage: Stage) -> None:
    made = make(stage, shifts=[a_shift(capacity=1)])
    for member in ("m3", "m4"):
        a_member(stage, member)
        sign_up(stage, member, made)
    ask(stage, STAFF, f"activities/{made['id']}/cancel", "POST", json={"reason": "雷暴橙色预警"})
    stage.do_what_is_due()
    told = stage.said("activities.shift_cancelled")
    assert sorted((event["member"], event["reason"]) for event in told) == [(m, "雷暴橙色预警") for m in ("m3", "m4")]
    held = {(row["state"], row["reason"]) for row in stage.db["signups"].find()}
    assert held == {("cancelled", "activity_cancelled")}
    assert [row["taken"] for row in stage.db["calendars"].find()] == [[], []]
    seats = stage.db["seats"].find_one()
    assert (seats["taken"], seats["waiting"], seats["listed"], seats["offer_due"]) == (0, 0, False, False)
    assert ask(stage, None, f"activities/{made['id']}/announcement")["reason"] == "雷暴橙色预警"
    ask(stage, STAFF, f"activities/{made['id']}/cancel", "POST", 409, json={"reason": "再来一次"})


def test_in_time_it_is_over_and_archived_and_who_sees_its_leader_leaves_a_look(stage: Stage) -> None:
    made = make(stage, shifts=[a_shift(leader="m1")])
    a_member(stage, "m3")
    sign_up(stage, "m3", made)
    assert ask(stage, STAFF, f"activities/{made['id']}")["shifts"][0]["leader_name"] == "测试m1"
    assert [look["persons"] for look in stage.said("activities.looked")][-1] == ["m1"]
    stage.clock.move(days=6)
    stage.do_what_is_due()
    assert titles(ask(stage, STAFF, "activities?which=past")) == ["清洁家园"]
    stage.clock.move(days=92)
    stage.do_what_is_due()
    assert ask(stage, STAFF, f"activities/{made['id']}")["state"] == "archived"


def test_a_member_who_led_is_forgotten_when_erased(stage: Stage) -> None:
    make(stage, shifts=[a_shift(leader="m1")])
    stage.hear(registry.MemberErased(member="m1"))
    stage.do_what_is_due()
    row = stage.db["shifts"].find_one()
    assert (row["leader"], row["leader_name"], row["scopes"]) == (None, "", [HERE, STREET, DISTRICT])


def test_a_closed_communitys_activities_go_on_where_its_people_went(stage: Stage) -> None:
    made = make(stage)
    sign_up(stage, "m1", made)
    stage.hear(place(HERE, "community", "甲社区", parent=STREET, active=False, closed_into=THERE))
    stage.do_what_is_due()
    assert titles(ask(stage, ELSEWHERE, "activities?which=published")) == ["清洁家园"]
    assert titles(ask(stage, STAFF, "activities?which=published")) == []
    row = stage.db["signups"].find_one()
    assert (row["place"], row["scopes"]) == (THERE, ["m1", THERE, STREET, DISTRICT])
    ask(stage, STAFF, "activities", "POST", 409, json={"title": "清洁家园", "shifts": [a_shift()]})


def test_who_signs_up_while_it_is_changed_has_the_new_time_in_the_end(stage: Stage) -> None:
    """Whichever comes first, nobody is left with the old one."""
    made = make(stage, shifts=[a_shift(capacity=50)])
    members = [a_member(stage, f"n{number}") for number in range(12)]
    shift = made["shifts"][0]["id"]
    acts = [partial(stage.perform, sign_up_for, member, shift) for member in members]
    times = {"starts": DAY + timedelta(hours=3), "ends": DAY + timedelta(hours=5)}
    acts.insert(6, partial(stage.perform, edit_shift, STAFF, shift, 0, times))
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()
    stage.do_what_is_due()
    assert {row["starts"] for row in stage.db["signups"].find()} == {times["starts"]}
    assert {row["taken"][0]["starts"] for row in stage.db["calendars"].find()} == {times["starts"]}
    assert stage.db["seats"].find_one()["taken"] == len(members)
