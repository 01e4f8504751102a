"""What a closed community had open is answered by the one it was closed into; what it has done keeps its name."""

import json
from typing import Any

import pytest

from services.activities.complaints.actions import Said, leave_complaint
from services.activities.names.model import DistrictSettings, Place
from services.activities.service import service
from services.activities.statements.model import StatementCode
from shared.documents import PUBLIC
from tests.builders_records import (
    DISTRICT,
    HERE,
    MEMBER,
    NEIGHBOUR,
    OTHER_MEMBER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    THERE,
    a_record,
    a_standing,
)
from tests.builders_statements import AUTUMN, a_key, a_statement
from tests.servers import Database
from tests.stage import Stage, TestClock, settings_for

API = "/activities/api/v1"
Q3 = {"period": "2026-Q3"}
MEMBERS = {"m1": MEMBER, "m2": OTHER_MEMBER}


@pytest.fixture
def stage(database: Database) -> Stage:
    """Records objected and drafted, one under correction, a statement read and one issued: all of a community that
    nobody has closed yet."""
    stage = Stage(service, settings_for(database.uri("activities_closed")), TestClock(AUTUMN))
    put(stage, *(a_place(code, level) for code, level in
                 [(DISTRICT, "district"), (STREET, "street"), (HERE, "community"), (THERE, "community")]))  # fmt: skip
    put(stage, *map(a_key, MEMBERS), *map(a_standing, (SECRETARY, NEIGHBOUR, STREET_OFFICER)))
    put(stage, DistrictSettings(
        id=DISTRICT, service_name="连心", words={}, organiser="测试区", filing_number="", phone="", hours="",
        statement_period="quarter",
    ))  # fmt: skip
    put(stage, a_record(), a_record(id="s2.m1"), a_record(id="s3.m1"))
    put(stage, a_statement("read", employer=None), a_statement("issued", member="m2", employer=None))
    put(stage, StatementCode(
        id="ABCDEFGH23", statement="", member="m2", number="1", name="测**", place_name="测试一村", period="2026-Q3",
        minutes=180, issued_at=AUTUMN,
    ))  # fmt: skip
    return stage


def a_place(code: str, level: Any, **more: Any) -> Place:
    street = STREET if level != "district" else None
    return Place(id=code, level=level, name=f"测试{code[-3:]}", district=DISTRICT, street=street, **more)


def put(stage: Stage, *documents: Any) -> None:
    for each in documents:
        stage.db[each.collection].insert_one(each.row())


def close(stage: Stage) -> None:
    stage.db["places"].update_one({"_id": HERE}, {"$set": {"active": False, "closed_into": THERE}})
    stage.do_what_is_due()


def asked(stage: Stage, by: Any, path: str, body: Any = None, status: int = 200) -> Any:
    client = stage.client(by)
    answer = client.get(API + path) if body is None else client.post(API + path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def waiting(stage: Stage) -> dict[str, list[str]]:
    """What waits, and in whose scopes."""
    opened: dict[str, list[str]] = {}
    for row in stage.db["outbox"].find().sort([("stream", 1), ("sequence", 1)]):
        event = json.loads(row["data"])
        if row["type"] == "activities.todo_opened":
            opened[event["todo"]] = event["scopes"]
        elif row["type"] == "activities.todo_closed":
            opened.pop(event["todo"], None)
    return opened


def test_an_objection_and_a_correction_are_answered_there(stage: Stage) -> None:
    for record in ("s1.m1", "s2.m1"):
        asked(stage, MEMBER, f"/me/records/{record}/object", {"reason": "我做了三小时"})
    path = asked(stage, SECRETARY, "/records/s2.m1/corrections", {"minutes": 180, "reason": "对的"}, 201)
    correction = f"/corrections/{path['correction']['id']}"
    close(stage)
    assert waiting(stage)["objection_to_answer:s1.m1"] == [THERE]
    assert [one["record"] for one in asked(stage, NEIGHBOUR, "/corrections")["items"]] == ["s2.m1"]
    assert {one["id"] for one in asked(stage, NEIGHBOUR, "/records")["items"]} == {"s1.m1", "s2.m1", "s3.m1"}
    asked(stage, SECRETARY, "/records/s1.m1/keep", {"answer": "不变"}, 404)
    kept = asked(stage, NEIGHBOUR, "/records/s1.m1/keep", {"answer": "登记表上是两小时"})
    assert (kept["record"]["state"], kept["objection"]) == ("drafted", "我做了三小时")
    assert asked(stage, NEIGHBOUR, f"{correction}/approve", {})["correction"]["state"] == "approved"
    record = stage.db["records"].find_one({"_id": "s2.m1"})
    assert (record["place"], record["office"], record["minutes"]) == (HERE, THERE, 180)
    asked(stage, MEMBER, "/me/records/s3.m1/object", {"reason": "又想了想，不对"})
    assert waiting(stage)["objection_to_answer:s3.m1"] == [THERE]


def test_statements_are_issued_there_in_the_name_of_their_day(stage: Stage) -> None:
    close(stage)
    done = asked(stage, NEIGHBOUR, "/statements/issue", Q3 | {"all": True})
    [issued] = done["items"]
    assert (issued["place"], issued["place_name"], done["left"]) == (HERE, "测试一村", 0)
    theirs = asked(stage, NEIGHBOUR, f"/statements/service:m2:{HERE}:2026-Q3:1/receipt", {"date": "2026-10-01"})
    assert theirs["statement"]["state"] == "signed"
    asked(stage, SECRETARY, f"/statements/service:m1:{HERE}:2026-Q3:1/refresh", {}, 403)


def test_a_complaint_waits_there_and_nothing_moves_twice(stage: Stage) -> None:
    said = Said("complaint", "place", HERE, "活动总在上班时间", "")
    code = stage.perform(leave_complaint, PUBLIC, said, "203.0.113.0/24").code
    close(stage)
    versions = [(row["_id"], row["version"]) for row in stage.db["complaints"].find()]
    [complaint] = asked(stage, NEIGHBOUR, "/complaints")["items"]
    assert asked(stage, SECRETARY, "/complaints")["items"] == []
    assert waiting(stage)[f"complaint_to_answer:{complaint['id']}"] == [THERE]
    stage.do_what_is_due()
    assert [(row["_id"], row["version"]) for row in stage.db["complaints"].find()] == versions
    asked(stage, NEIGHBOUR, f"/complaints/{complaint['id']}/answer", {"text": "改在周末"})
    assert asked(stage, None, "/complaints/check", {"code": code})["answer"] == "改在周末"
