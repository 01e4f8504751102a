"""Records of service over HTTP: by role, out of scope, bad input, in time."""

from typing import Any

import pytest

from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from tests.builders_records import (
    DISTRICT_OFFICER,
    HERE,
    INSTRUCTOR,
    MEMBER,
    NEIGHBOUR,
    OTHER_MEMBER,
    SECRETARY,
    STAFF,
    STREET_OFFICER,
    a_person,
    a_standing,
    an_activity,
    an_attendance,
)
from tests.servers import Database
from tests.stage import Stage, settings_for

ROOT = "/activities/api/v1"
MINE, OBJECTION = "/me/records/s1.m1", {"reason": "我做了三小时", "minutes": 180}
CORRECTION = {"minutes": 90, "reason": "登记时看错了行"}


@pytest.fixture
def stage(database: Database) -> Stage:
    """Two members were at shift s1, the first at s2 too, confirmed by a scan; the clock has drafted the records."""
    stage = Stage(service, settings_for(database.uri("activities_records")))
    put(stage, an_activity(), a_person(), a_person("m2", name="测试乙", pinyin="ce4测"))
    put(stage, *map(a_standing, (SECRETARY, STAFF, INSTRUCTOR, STREET_OFFICER, DISTRICT_OFFICER)))
    put(stage, an_attendance(), an_attendance(shift="s2", own_word="scan"), an_attendance(member="m2"))
    for member in ("m1", "m2"):
        wrapped = stage.store.keys.new_wrapped(member)
        stage.db["keys"].insert_one({"_id": member, "wrapped": wrapped, "erased": False})
    stage.do_what_is_due()
    return stage


def put(stage: Stage, *documents: Any) -> None:
    for each in documents:
        stage.db[each.collection].insert_one(each.row())


def get(stage: Stage, by: Actor | None, path: str, **query: Any) -> Any:
    return stage.client(by).get(ROOT + path, query_string=query)


def post(stage: Stage, by: Actor | None, path: str, body: Any = None, key: str = "") -> Any:
    return stage.client(by).post(ROOT + path, json=body, headers={"Idempotency-Key": key} if key else {})


def items(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def proposed(stage: Stage, by: Actor = SECRETARY, record: str = "s1.m1") -> str:
    answer = post(stage, by, f"/records/{record}/corrections", CORRECTION)
    assert answer.status_code == 201, answer.text
    return answer.json["correction"]["id"]


def test_a_record_walks_from_the_roll_call_to_a_correction_by_two(stage: Stage) -> None:
    assert [(one["record"]["state"], one["record"]["minutes"]) for one in items(get(stage, MEMBER, "/me/records"))] == [
        ("confirmed", 120), ("drafted", 120),
    ]  # fmt: skip
    answer = post(stage, MEMBER, f"{MINE}/object", OBJECTION)
    assert (answer.json["record"]["state"], answer.json["objection"]) == ("objected", "我做了三小时")
    assert [one["name"] for one in items(get(stage, SECRETARY, "/records/objections"))] == ["测试甲"]
    assert get(stage, SECRETARY, "/records/s1.m1").json["objection"] == "我做了三小时"
    correction = post(stage, SECRETARY, "/records/s1.m1/corrections", {"minutes": 180, "reason": "对的"}).json
    path = f"/corrections/{correction['correction']['id']}"
    assert [one["new_minutes"] for one in items(get(stage, STAFF, "/corrections"))] == [180]
    assert get(stage, STAFF, path).json["objection"] == "我做了三小时"
    assert post(stage, SECRETARY, f"{path}/approve").json["code"] == "second_person_needed"
    assert post(stage, STAFF, f"{path}/approve").json["correction"]["state"] == "approved"
    mine = get(stage, MEMBER, MINE).json
    assert (mine["record"]["state"], mine["record"]["minutes"], mine["answer"]) == ("confirmed", 180, "对的")
    ledger = items(get(stage, MEMBER, "/me/ledger", record="s1.m1"))
    assert [line["what"] for line in ledger] == ["corrected", "correction_proposed", "objected", "drafted"]
    assert sum(line["counted"] for line in ledger) == 180


def test_what_is_said_when(stage: Stage) -> None:
    """m1 was at two shifts of one activity and m2 at one: each is asked once and reminded once, and nobody is asked
    about what a scan has confirmed."""
    assert [event["record"] for event in stage.said("activities.record_drafted")] == ["s1.m1", "s1.m2"]
    stage.clock.move(days=6, hours=23)
    stage.do_what_is_due()
    assert stage.said("activities.record_reminded") == []
    stage.clock.move(hours=10)  # 21:00
    stage.do_what_is_due()
    assert stage.said("activities.record_reminded") == []
    post(stage, OTHER_MEMBER, "/me/records/s1.m2/confirm")
    stage.clock.move(hours=11)  # 08:00
    stage.do_what_is_due()
    assert [event["record"] for event in stage.said("activities.record_reminded")] == ["s1.m1"]
    stage.clock.move(days=7)
    stage.do_what_is_due()
    assert get(stage, MEMBER, MINE).json["record"]["state"] == "unconfirmed"
    assert post(stage, MEMBER, f"{MINE}/confirm").json["record"]["state"] == "confirmed"
    assert len(stage.said("activities.record_reminded")) == 1
    opened = [event["todo"] for event in stage.said("activities.todo_opened") if event["kind"] == "record_to_confirm"]
    assert sorted(opened) == sorted(
        event["todo"] for event in stage.said("activities.todo_closed") if "record_to_confirm" in event["todo"]
    )


def test_a_later_mark_is_followed_until_the_member_has_confirmed(stage: Stage) -> None:
    absent = {"state": "absent", "to_record": True}
    stage.db["attendances"].update_many({"shift": "s1"}, {"$set": absent})
    post(stage, OTHER_MEMBER, "/me/records/s1.m2/confirm")
    stage.do_what_is_due()
    assert get(stage, MEMBER, MINE).json["record"]["state"] == "withdrawn"
    assert get(stage, OTHER_MEMBER, "/me/records/s1.m2").json["record"]["minutes"] == 120
    assert "withdrawn" in [line["what"] for line in items(get(stage, SECRETARY, "/ledger"))]
    for above in (STREET_OFFICER, DISTRICT_OFFICER):
        assert "withdrawn" not in [line["what"] for line in items(get(stage, above, "/ledger"))]


def test_some_or_all_are_confirmed_once(stage: Stage) -> None:
    for _ in range(2):
        done = post(stage, MEMBER, "/me/records/confirm", {"ids": ["s1.m1", "s2.m1"]}, key="k").json
        assert ([one["record"]["state"] for one in done["items"]], done["left"]) == (["confirmed", "confirmed"], 0)
    assert stage.db["ledger"].count_documents({"what": "confirmed"}) == 1
    assert post(stage, OTHER_MEMBER, "/me/records/confirm", {"all": True}).json["left"] == 0
    assert post(stage, MEMBER, "/me/records/confirm", {"ids": ["s1.m2"]}).status_code == 404


def test_an_objection_is_answered_and_the_member_told(stage: Stage) -> None:
    post(stage, MEMBER, f"{MINE}/object", {"reason": "不对"})
    answer = post(stage, STAFF, "/records/s1.m1/keep", {"answer": "登记表上是两小时"})
    assert answer.json["record"]["state"] == "drafted"
    assert [(event["corrected"], event["minutes"]) for event in stage.said("activities.record_answered")] == [
        (False, 120)
    ]  # fmt: skip
    mine = get(stage, MEMBER, MINE).json
    assert (mine["answer"], mine["record"]["state"]) == ("登记表上是两小时", "drafted")
    assert post(stage, STAFF, "/records/s1.m1/keep", {"answer": "不变"}).status_code == 409


def test_a_refused_correction_says_why(stage: Stage) -> None:
    path = f"/corrections/{proposed(stage)}"
    assert post(stage, STAFF, f"{path}/refuse", {"reason": "登记表是对的"}).json["refusal"] == "登记表是对的"
    assert items(get(stage, STAFF, "/corrections")) == []
    assert len(items(get(stage, SECRETARY, "/corrections", state="refused"))) == 1
    seen = get(stage, SECRETARY, "/records/s1.m1").json
    assert (seen["record"]["minutes"], seen["corrections"][0]["state"]) == (120, "refused")


def test_nobody_reads_or_changes_what_is_not_theirs(stage: Stage) -> None:
    correction = proposed(stage)
    for who, path in [
        (OTHER_MEMBER, MINE), (NEIGHBOUR, "/records/s1.m1"), (STREET_OFFICER, "/records/s1.m1"),
        (DISTRICT_OFFICER, "/records/s1.m1"), (NEIGHBOUR, f"/corrections/{correction}"),
        (INSTRUCTOR, f"/corrections/{correction}"), (STREET_OFFICER, f"/corrections/{correction}"),
    ]:  # fmt: skip
        assert get(stage, who, path).status_code == 404, (who, path)
    for who, path, body in [
        (OTHER_MEMBER, f"{MINE}/confirm", None), (OTHER_MEMBER, f"{MINE}/object", OBJECTION),
        (NEIGHBOUR, "/records/s1.m1/keep", {"answer": "不变"}), (NEIGHBOUR, "/records/s1.m1/corrections", CORRECTION),
        (STREET_OFFICER, "/records/s1.m1/corrections", CORRECTION),
        (NEIGHBOUR, f"/corrections/{correction}/approve", None),
    ]:  # fmt: skip
        assert post(stage, who, path, body).status_code == 404, (who, path)
    for who in (INSTRUCTOR, STREET_OFFICER):
        assert post(stage, who, f"/corrections/{correction}/approve").status_code == 403
    for who in (MEMBER, INSTRUCTOR):
        assert get(stage, who, "/records").status_code == 403
    assert items(get(stage, STREET_OFFICER, "/records")) == []
    assert get(stage, None, "/me/records").status_code == 401


def test_staff_find_records_by_state_activity_and_member_page_by_page(stage: Stage) -> None:
    assert len(items(get(stage, SECRETARY, "/records"))) == 3
    assert [one["member"] for one in items(get(stage, SECRETARY, "/records", member="m2"))] == ["m2"]
    assert len(items(get(stage, SECRETARY, "/records", activity="a1", state="drafted"))) == 2
    assert items(get(stage, SECRETARY, "/records", activity="a2")) == []
    first = get(stage, SECRETARY, "/records", limit=2).json
    rest = get(stage, SECRETARY, "/records", limit=2, cursor=first["next"]).json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    looks = [event["persons"] for event in stage.said("activities.looked")]
    assert ["m1", "m2"] in looks


@pytest.mark.parametrize(("path", "body"), [
    (f"{MINE}/object", {"reason": "不"}), (f"{MINE}/object", {}), (f"{MINE}/object", {"reason": {"$gt": ""}}),
    (f"{MINE}/object", {"reason": "不对\u0000"}), (f"{MINE}/object", {"reason": "不对\u202e"}),
    (f"{MINE}/object", {"reason": "不对", "nope": 1}), (f"{MINE}/object", {"reason": "不对", "minutes": 50}),
    (f"{MINE}/object", {"reason": "不对", "minutes": -15}), (f"{MINE}/object", {"reason": "不对", "minutes": 1455}),
    (f"{MINE}/object", {"reason": "不对", "minutes": "60"}), (f"{MINE}/object", {"reason": "不对", "minutes": True}),
    (f"{MINE}/object", {"reason": "不对", "minutes": 120}), (f"{MINE}/object", []),
    (f"{MINE}/object", {"reason": "不" * 1001}),
    ("/me/records/confirm", {}), ("/me/records/confirm", {"ids": []}),
    ("/me/records/confirm", {"ids": ["x"], "all": True}),
    ("/me/records/confirm", {"ids": [{"$ne": 1}]}), ("/me/records/confirm", {"ids": ["x"] * 101}),
])  # fmt: skip
def test_bad_input_of_a_member_is_refused_and_changes_nothing(stage: Stage, path: str, body: Any) -> None:
    answer = post(stage, MEMBER, path, body)
    assert answer.status_code == 422, answer.text
    assert get(stage, MEMBER, MINE).json["record"]["version"] == 0


@pytest.mark.parametrize("body", [
    {"minutes": 120, "reason": "相同"}, {"minutes": 61, "reason": "看错了"}, {"minutes": 60}, {"reason": "看错了"},
    {"minutes": 1500, "reason": "看错了"}, {"minutes": {"$gt": 0}, "reason": "看错了"},
    {"minutes": 60.5, "reason": "看错了"},
])  # fmt: skip
def test_bad_corrections_are_refused_with_what_is_expected(stage: Stage, body: Any) -> None:
    answer = post(stage, SECRETARY, "/records/s1.m1/corrections", body)
    assert (answer.status_code, bool(answer.json["fields"])) == (422, True)


@pytest.mark.parametrize("query", ["state=nope", "limit=0", "cursor=x", "nope=1", "state[$ne]=drafted"])
def test_bad_questions_are_refused(stage: Stage, query: str) -> None:
    for who, path in ((MEMBER, "/me/records"), (SECRETARY, "/records")):
        assert stage.client(who).get(f"{ROOT}{path}?{query}").status_code == 422


def test_erasing_leaves_the_minutes_and_nobody(stage: Stage) -> None:
    post(stage, MEMBER, f"{MINE}/confirm")
    proposed(stage, record="s2.m1")
    lines = stage.db["ledger"].count_documents({"member": "m1"})
    stage.hear(registry.ExportAsked(member="m1", export="x1"))
    stage.do_what_is_due()
    assert stage.said("activities.export_part")
    stage.hear(registry.MemberErased(member="m1"))
    stage.do_what_is_due()
    for kept in ("records", "corrections", "told"):
        assert stage.db[kept].count_documents({"member": "m1"}) == 0
    left = list(stage.db["ledger"].find({"member": ""}))
    assert (len(left), sum(line["counted"] for line in left)) == (lines, 240)
    assert "m1" not in str([{name: line[name] for name in line if name != "_id"} for line in left])
    assert {"correction_to_approve"} == {
        event["todo"].partition(":")[0] for event in stage.said("activities.todo_closed")
    } - {"record_to_confirm"}
    assert stage.said("activities.erasure_done")[0]["kept"] == lines
    assert [line["place"] for line in items(get(stage, SECRETARY, "/ledger", limit=1))] == [HERE]
