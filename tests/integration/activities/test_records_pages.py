"""Objections and corrections in a browser: answered, proposed, approved by a second person."""

from typing import Any

import pytest

from services.activities.service import service
from shared.documents import Actor
from tests.builders_records import (
    INSTRUCTOR,
    MEMBER,
    SECRETARY,
    STAFF,
    a_person,
    a_standing,
    an_activity,
    an_attendance,
)
from tests.servers import Database
from tests.stage import Stage, settings_for

REVIEW = "/activities/records/review"
RECORD = "/activities/records/s1.m1"


@pytest.fixture
def stage(database: Database) -> Stage:
    """A member was at a shift and says that the record is wrong."""
    stage = Stage(service, settings_for(database.uri("activities_records_pages")))
    put(stage, an_activity(), a_person(), *map(a_standing, (SECRETARY, STAFF, INSTRUCTOR)), an_attendance())
    stage.db["keys"].insert_one({"_id": "m1", "wrapped": stage.store.keys.new_wrapped("m1"), "erased": False})
    stage.do_what_is_due()
    objection = {"reason": "我做了三小时", "minutes": 180}
    answer = stage.client(MEMBER).post("/activities/api/v1/me/records/s1.m1/object", json=objection)
    assert answer.status_code == 200, answer.text
    return stage


def put(stage: Stage, *documents: Any) -> None:
    for each in documents:
        stage.db[each.collection].insert_one(each.row())


def post(stage: Stage, by: Actor, path: str, status: int = 303, **form: Any) -> str:
    answer = stage.client(by).post(path, data=form)
    assert answer.status_code == status, answer.text
    return answer.text


def seen(stage: Stage, by: Actor, path: str) -> str:
    answer = stage.client(by).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def record(stage: Stage) -> dict[str, Any]:
    return stage.db["records"].find_one({"_id": "s1.m1"})


def test_an_objection_is_answered_and_the_record_stays(stage: Stage) -> None:
    assert RECORD in seen(stage, SECRETARY, REVIEW)
    assert "我做了三小时" in seen(stage, SECRETARY, RECORD)
    assert 'id="e-answer"' in post(stage, SECRETARY, f"{RECORD}/keep", 422, answer="")
    post(stage, SECRETARY, f"{RECORD}/keep", answer="登记表上是十点到的")
    assert record(stage)["state"] == "drafted"


def test_a_correction_waits_for_a_second_person_who_approves_several_at_once(stage: Stage) -> None:
    assert 'value="3"' in seen(stage, SECRETARY, RECORD)  # what the member asks for stands there
    post(stage, SECRETARY, f"{RECORD}/corrections", 422, hours="2.9", reason="核对后更正")
    post(stage, SECRETARY, f"{RECORD}/corrections", hours="3", reason="核对后更正")
    [waiting] = stage.db["corrections"].find()
    assert 'name="ids"' not in seen(stage, SECRETARY, REVIEW)  # it is their own
    assert f'value="{waiting["_id"]}"' in seen(stage, STAFF, REVIEW)
    assert "核对后更正" in seen(stage, STAFF, f"{REVIEW}/{waiting['_id']}")
    post(stage, STAFF, f"{REVIEW}/approve", ids=[waiting["_id"]])
    assert (record(stage)["state"], record(stage)["minutes"]) == ("confirmed", 180)  # as the member said


def test_a_correction_is_refused_with_a_reason(stage: Stage) -> None:
    post(stage, STAFF, f"{RECORD}/corrections", hours="1.5", reason="登记时看错了行")
    [waiting] = stage.db["corrections"].find()
    assert post(stage, SECRETARY, f"{REVIEW}/{waiting['_id']}/refuse", 422, reason="").count("e-reason") > 0
    post(stage, SECRETARY, f"{REVIEW}/{waiting['_id']}/refuse", reason="本人说的对")
    assert stage.db["corrections"].find_one()["state"] == "refused"
    assert record(stage)["state"] == "objected"


def test_records_are_listed_by_state_and_an_instructor_sees_only_corrections(stage: Stage) -> None:
    assert RECORD in seen(stage, STAFF, "/activities/records?state=objected")
    assert RECORD not in seen(stage, STAFF, "/activities/records?state=confirmed")
    assert RECORD not in seen(stage, INSTRUCTOR, REVIEW)
    assert stage.client(INSTRUCTOR).get("/activities/records").status_code == 403
