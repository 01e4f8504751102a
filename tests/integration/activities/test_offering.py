"""Activities over HTTP: by role and scope, reviewed, changed and cancelled with everybody told once, chosen from."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from tests.servers import Database
from tests.stage import START, Stage, settings_for

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
SECRETARY, STAFF = Actor("u1", "secretary", (HERE,)), Actor("u2", "staff", (HERE,))
ELSEWHERE = Actor("u3", "staff", (THERE,))
STREET_OFFICER = Actor("u4", "street_officer", (STREET,))
DISTRICT_OFFICER = Actor("u5", "district_officer", (DISTRICT,))
INSTRUCTOR, EMPLOYER = Actor("u6", "instructor", (HERE,)), Actor("u7", "employer_officer", ("e1",))
API = "/activities/api/v1"
DAY = START + timedelta(days=5)  # a Saturday, 12:00 here


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_offering")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    """Three places, and a member here and there; empty otherwise."""
    for name in whole.db.list_collection_names():
        whole.db[name].delete_many({})
    whole.clock.now = START
    whole._sequences.clear()
    whole._offsets.clear()
    whole.hear(
        place(DISTRICT, "district", "静安区"), place(STREET, "street", "大宁路街道", parent=DISTRICT),
        place(HERE, "community", "甲社区", parent=STREET), place(THERE, "community", "乙社区", parent=STREET),
    )  # fmt: skip
    people(whole, "m1", skills=["书法"], free_times=["周六下午"])
    people(whole, "m2", community=THERE)
    return whole


def place(code: str, level: str, name: str, **more: Any) -> registry.PlaceChanged:
    street = STREET if level == "community" else None
    fields = {"place": code, "level": level, "name": name, "district": DISTRICT, "street": street} | more
    return registry.PlaceChanged.model_validate(fields)


def people(stage: Stage, member: str, **more: Any) -> Actor:
    wrapped = stage.store.keys.new_wrapped(member)
    sealed = stage.store.keys.seal(member, wrapped, {"name": f"测试{member}", "pinyin": member})
    stage.db["keys"].insert_one({"_id": member, "wrapped": wrapped, "erased": False})
    where = {"community": HERE, "street": STREET, "district": DISTRICT}
    fields = {"member": member, "state": "reported", "sealed": sealed} | where | more
    stage.hear(registry.MemberChanged.model_validate(fields))
    stage.do_what_is_due()
    return Actor(member, "member", (member,))


def a_shift(days: float = 0, **more: Any) -> dict[str, Any]:
    starts = DAY + timedelta(days=days)
    times = {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=2)).isoformat()}
    return times | {"where": "活动室", "capacity": 10} | more


def make(stage: Stage, by: Actor = STAFF, **more: Any) -> dict[str, Any]:
    body = {"title": "清洁家园", "shifts": [a_shift()], "publish": True} | more
    answer = stage.client(by).post(f"{API}/activities", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def ask(stage: Stage, by: Actor | None, path: str, method: str = "GET", status: int = 200, **how: Any) -> Any:
    answer = stage.client(by).open(f"{API}/{path}", method=method, **how)
    assert answer.status_code == status, answer.text
    return answer.json


def titles(answer: dict[str, Any]) -> list[str]:
    return [item["title"] for item in answer["items"]]


def sign_up(stage: Stage, member: str, made: dict[str, Any]) -> None:
    who = Actor(member, "member", (member,))
    ask(stage, who, f"shifts/{made['shifts'][0]['id']}/signups", "POST", 201)


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


def test_everybody_signed_up_is_told_of_another_time_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.activities.signups.telling.SLICE", 2)
    made = make(stage)
    for member in ("m3", "m4", "m5", "m6", "m7"):
        people(stage, member)
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
        people(stage, member)
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


def test_a_draft_is_discarded_with_all_that_is_its(stage: Stage) -> None:
    made = make(stage, publish=False)
    ask(stage, STAFF, f"activities/{made['id']}", "DELETE", 204)
    assert [stage.db[name].count_documents({}) for name in ("activities", "shifts", "seats")] == [0, 0, 0]
    ask(stage, STAFF, f"activities/{make(stage)['id']}", "DELETE", 409)


def test_near_first_and_there_what_fits_first_with_one_sentence_why(stage: Stage) -> None:
    make(stage, DISTRICT_OFFICER, title="区里的")
    make(stage, STREET_OFFICER, title="街道的")
    make(stage, ELSEWHERE, title="乙社区自己的")
    make(stage, ELSEWHERE, title="乙社区请街道的", shifts=[a_shift(days=1, for_whom="street")])
    make(stage, title="先开始的", shifts=[a_shift(days=-3)])
    make(stage, title="写春联", skills=["书法"])
    make(stage, title="草稿", publish=False)
    member = Actor("m1", "member", ("m1",))
    found = ask(stage, member, "me/activities")["items"]
    assert [item["title"] for item in found] == ["写春联", "先开始的", "街道的", "乙社区请街道的", "区里的"]
    assert [item["near"] for item in found] == ["community", "community", "street", "street", "district"]
    assert [found[0]["why"], found[1]["why"]] == [
        "用得上您的特长“书法”，时间（周六下午）您也方便。", "这是您所在社区的活动。"
    ]  # fmt: skip
    seen, cursor = [], ""
    while cursor is not None:
        page = ask(stage, member, "me/activities", query_string={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen, cursor = seen + titles(page), page["next"]
    assert seen == [item["title"] for item in found]
    ask(stage, member, "me/activities?cursor=%7B%22$gt%22%3A1%7D", status=422)
    english = ask(stage, member, "me/activities", headers={"Accept-Language": "en"})["items"][1]["why"]
    assert english == "It is your community's own activity."


def test_who_is_not_known_yet_is_told_to_come_again(stage: Stage) -> None:
    answer = ask(stage, Actor("m9", "member", ("m9",)), "me/activities", status=409)
    assert answer["code"] == "not_yet_known"


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


def test_in_time_it_is_over_archived_and_its_leader_sees_no_more(stage: Stage) -> None:
    made = make(stage, shifts=[a_shift(leader="m1")])
    people(stage, "m3")
    sign_up(stage, "m3", made)
    assert "m1" in stage.db["shifts"].find_one()["scopes"]
    assert "m1" in stage.db["signups"].find_one()["scopes"]
    assert ask(stage, STAFF, f"activities/{made['id']}")["shifts"][0]["leader_name"] == "测试m1"
    assert [look["persons"] for look in stage.said("activities.looked")][-1] == ["m1"]
    stage.clock.move(days=6)
    stage.do_what_is_due()
    assert titles(ask(stage, STAFF, "activities?which=past")) == ["清洁家园"]
    stage.clock.move(days=2)
    stage.do_what_is_due()
    assert stage.db["shifts"].find_one()["scopes"] == [HERE, STREET, DISTRICT]
    assert stage.db["signups"].find_one()["scopes"] == ["m3", HERE, STREET, DISTRICT]
    stage.clock.move(days=90)
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
