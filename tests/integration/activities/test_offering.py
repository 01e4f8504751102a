"""Activities over HTTP: made, seen, reviewed, published, copied; by role and scope, and with bad input."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.activities.listing import all_listed
from services.activities.service import service
from shared.documents import Actor
from tests.builders_offering import (
    DAY,
    DISTRICT_OFFICER,
    ELSEWHERE,
    EMPLOYER,
    HERE,
    INSTRUCTOR,
    SECRETARY,
    STAFF,
    STREET,
    STREET_OFFICER,
    THERE,
    a_shift,
    ask,
    begun,
    make,
    titles,
)
from tests.servers import Database
from tests.stage import Stage, settings_for


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_offering")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    return begun(whole)


def test_published_it_is_seen_by_everybody_and_a_draft_by_its_own(stage: Stage) -> None:
    made, draft = make(stage), make(stage, title="草稿", publish=False)
    assert (made["state"], made["place_name"], made["version"]) == ("published", "甲社区", 0)
    assert ask(stage, None, f"activities/{made['id']}/announcement")["shifts"][0]["taken"] == 0
    assert titles(ask(stage, None, f"places/{HERE}/activities")) == ["清洁家园"]
    ask(stage, None, f"activities/{draft['id']}/announcement", status=404)
    assert titles(ask(stage, SECRETARY, "activities?which=drafts")) == ["草稿"]
    assert titles(ask(stage, STREET_OFFICER, "activities?which=drafts")) == []
    assert titles(ask(stage, ELSEWHERE, "activities?which=published")) == []
    for officer in (SECRETARY, INSTRUCTOR, STREET_OFFICER, DISTRICT_OFFICER):
        assert titles(ask(stage, officer, f"activities?which=published&place={HERE}")) == ["清洁家园"]
    ask(stage, ELSEWHERE, f"activities?which=published&place={HERE}", status=404)
    ask(stage, ELSEWHERE, f"activities/{made['id']}", status=404)


def test_what_is_listed_is_said_and_can_be_said_again_until_it_is_over(stage: Stage) -> None:
    made = make(stage, shifts=[a_shift(), a_shift(1)])
    make(stage, publish=False)
    first, second = (shift["id"] for shift in made["shifts"])
    assert [each["shift"] for each in stage.said("activities.shift_listed")] == [first, second]
    assert [each.shift for each in all_listed(stage.db)] == [first, second]
    stage.clock.now = DAY + timedelta(hours=3)
    stage.do_what_is_due()
    assert [each["shift"] for each in stage.said("activities.shift_unlisted")] == [first]
    assert [each.shift for each in all_listed(stage.db)] == [second]


def test_who_may_not_is_refused(stage: Stage) -> None:
    body, made = {"title": "清洁家园", "shifts": [a_shift()]}, make(stage)
    for who, status in ((INSTRUCTOR, 403), (EMPLOYER, 403), (Actor("m1", "member", ("m1",)), 403), (None, 401)):
        ask(stage, who, "activities", "POST", status, json=body)
    ask(stage, STAFF, "activities", "POST", 403, json=body | {"place": THERE})
    ask(stage, STREET_OFFICER, f"activities/{made['id']}/cancel", "POST", 403, json={"reason": "不办了"})
    ask(stage, ELSEWHERE, f"activities/{made['id']}/cancel", "POST", 404, json={"reason": "不办了"})
    ask(stage, ELSEWHERE, f"activities/{made['id']}", "DELETE", 404)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"nope": 1}, "nope"), ({"title": {"$gt": ""}}, "title"), ({"title": "清\u0000洁"}, "title"),
    ({"text": "\u202eabc"}, "text"), ({"shifts": []}, "shifts"), ({"shifts": {}}, "shifts"), ({"place": "x"}, "place"),
    ({"skills": ["书法"] * 21}, "skills"), ({"shifts": [a_shift(capacity=0)]}, "shifts.0.capacity"),
    ({"shifts": [a_shift(starts="9999-12-31T23:59:59-05:00")]}, "shifts.0.starts"),
    ({"shifts": [a_shift(starts="2026-11-28T09:00:00")]}, "shifts.0.starts"),
    ({"shifts": [a_shift(ends=DAY.isoformat())]}, "shifts.0.ends"),
    ({"shifts": [a_shift(leader="nobody")]}, "shifts.0.leader"),
    ({"shifts": [a_shift(for_whom="world")]}, "shifts.0.for_whom"),
]  # fmt: skip


def test_bad_input_is_named(stage: Stage) -> None:
    for wrong, field in BAD:
        body = {"title": "清洁家园", "shifts": [a_shift()]} | wrong
        answer = ask(stage, STAFF, "activities", "POST", 422, json=body)
        assert [each["field"] for each in answer["fields"]] == [field], wrong
    assert stage.db["activities"].count_documents({}) == 0


def test_twice_with_one_key_is_made_once(stage: Stage) -> None:
    body, head = {"title": "清洁家园", "shifts": [a_shift()]}, {"Idempotency-Key": "k1"}
    ids = {ask(stage, STAFF, "activities", "POST", 201, json=body, headers=head)["id"] for _ in range(2)}
    assert (len(ids), stage.db["shifts"].count_documents({}), stage.db["seats"].count_documents({})) == (1, 1, 1)


def test_the_street_reviews_where_it_asks_to(stage: Stage) -> None:
    ask(stage, STREET_OFFICER, f"review-rules/{STREET}", "PUT", 428, json={"reviews": True})
    rule = {"json": {"reviews": True}, "headers": {"If-Match": '"v0"'}}
    ask(stage, STAFF, f"review-rules/{STREET}", "PUT", 403, **rule)
    assert ask(stage, STREET_OFFICER, f"review-rules/{STREET}", "PUT", **rule)["version"] == 1
    ask(stage, STREET_OFFICER, f"review-rules/{STREET}", "PUT", 412, **rule)
    assert ask(stage, STAFF, f"review-rules/{STREET}")["reviews"] is True
    first, second = make(stage), make(stage, title="第二个")
    assert [first["state"], second["state"]] == ["awaiting_review"] * 2
    assert len(ask(stage, STREET_OFFICER, "activities?which=waiting")["items"]) == 2
    ask(stage, STAFF, "activities/approve", "POST", 403, json={"ids": [first["id"]]})
    returned = ask(stage, STREET_OFFICER, f"activities/{first['id']}/return", "POST", json={"reason": "请写明地点"})
    assert (returned["state"], returned["reason"]) == ("returned", "请写明地点")
    ask(stage, STREET_OFFICER, "activities/approve", "POST", json={"ids": [second["id"]]})
    assert titles(ask(stage, None, f"places/{HERE}/activities")) == ["第二个"]
    head = {"If-Match": f'"v{returned["version"]}"'}
    ask(stage, STAFF, f"activities/{first['id']}", "PATCH", json={"text": "在东门集合"}, headers=head)
    ask(stage, STAFF, "activities/publish", "POST", json={"ids": [first["id"]]})
    ask(stage, STREET_OFFICER, "activities/approve", "POST", json={"ids": [first["id"]]})
    assert len(titles(ask(stage, None, f"places/{HERE}/activities"))) == 2
    opened = [todo["todo"] for todo in stage.said("activities.todo_opened")]
    closed = [todo["todo"] for todo in stage.said("activities.todo_closed")]
    assert sorted(opened) == sorted(closed)
    assert len(opened) == 4


def test_a_draft_is_discarded_with_all_that_is_its(stage: Stage) -> None:
    made = make(stage, publish=False)
    ask(stage, STAFF, f"activities/{made['id']}", "DELETE", 204)
    assert [stage.db[name].count_documents({}) for name in ("activities", "shifts", "seats")] == [0, 0, 0]
    ask(stage, STAFF, f"activities/{make(stage)['id']}", "DELETE", 409)


def test_a_month_and_a_series_are_copied(stage: Stage) -> None:
    made = make(stage)
    series = ask(stage, STAFF, f"activities/{made['id']}/repeat", "POST", 201, json={"every": "week", "count": 4})
    assert len(series["items"]) == 4
    ask(stage, STAFF, f"activities/{made['id']}/repeat", "POST", 422, json={"every": "week", "count": 27})
    make(stage, title="一次")
    copied = ask(stage, STAFF, "activities/copy-month", "POST", 201, json={"month": "2026-11"})
    assert [(each["title"], each["state"], each["starts"]) for each in copied["items"]] == [
        ("一次", "draft", "2026-12-26T04:00:00Z")
    ]  # fmt: skip
    again = ask(stage, STAFF, "activities/copy-month", "POST", 201, json={"month": "2026-11"})
    assert again["items"] == []
    gone = {"reason": "场地维修", "rest": True}
    last = series["items"][1]["id"]
    assert len(ask(stage, STAFF, f"activities/{last}/cancel", "POST", json=gone)["items"]) == 3
    copy = {"starts": (DAY + timedelta(days=60)).isoformat()}
    assert ask(stage, STAFF, f"activities/{made['id']}/copy", "POST", 201, json=copy)["state"] == "draft"
