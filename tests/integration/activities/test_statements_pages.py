"""Statements and appraisals in a browser: issued, answered, received, signed for."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.names.model import Place
from services.activities.service import service
from shared.documents import Actor
from tests.builders_statements import (
    AUTUMN,
    DISTRICT,
    HERE,
    ITS_OFFICER,
    MEMBER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    a_record,
    around,
)
from tests.servers import Database
from tests.stage import Stage, TestClock, settings_for

LIST, RECEIVED = "/activities/statements", "/activities/statements/received"
ID = f"service:m1:{HERE}:2026-Q3:1"
Q3 = {"kind": "service", "period": "2026-Q3"}


@pytest.fixture
def stage(database: Database) -> Stage:
    """Two members' statements of the quarter are drafted."""
    stage = Stage(service, settings_for(database.uri("activities_statements_pages")), TestClock(AUTUMN))
    second = a_record("r2", member="m2", name="测试乙", pinyin="ce4yi3")
    street = Place(id=STREET, scopes=[DISTRICT], level="street", name="测试街道", district=DISTRICT)
    for each in (*around(people=2), street, a_record(), second):
        stage.db[each.collection].insert_one(each.row())
    stage.do_what_is_due()
    return stage


def post(stage: Stage, by: Actor, path: str, status: int = 303, **form: Any) -> str:
    answer = stage.client(by).post(path, data=form)
    assert answer.status_code == status, answer.text
    return answer.text


def seen(stage: Stage, by: Actor, path: str) -> str:
    answer = stage.client(by).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def states(stage: Stage) -> list[str]:
    return [each["state"] for each in stage.db["statements"].find({"kind": "service"}, sort=[("_id", 1)])]


def a_week_later(stage: Stage) -> None:
    stage.clock.move(days=7, minutes=1)
    stage.do_what_is_due()


def test_all_are_issued_with_one_button_and_signed_for_with_one(stage: Stage) -> None:
    assert "全部出具" not in seen(stage, SECRETARY, LIST)  # nobody has read them
    a_week_later(stage)
    assert "全部出具" in seen(stage, SECRETARY, LIST)
    post(stage, SECRETARY, f"{LIST}/issue", **Q3, all="true")
    assert states(stage) == ["issued", "issued"]
    page = seen(stage, ITS_OFFICER, RECEIVED)
    assert "全部签收" in page
    assert "测试甲" in page
    assert "测试单位" in seen(stage, STREET_OFFICER, f"{LIST}?state=issued")
    post(stage, ITS_OFFICER, f"{RECEIVED}/sign", **Q3, all="true")
    assert states(stage) == ["signed", "signed"]
    assert "陪诊" in seen(stage, ITS_OFFICER, f"{RECEIVED}/{ID}")


def test_one_is_issued_printed_and_its_receipt_entered_from_paper(stage: Stage) -> None:
    a_week_later(stage)
    post(stage, SECRETARY, f"{LIST}/issue", **Q3, ids=[ID])
    assert states(stage) == ["issued", "drafted"]
    printed = stage.client(SECRETARY).post(f"{LIST}/papers", data={"ids": [ID]})
    assert printed.data.startswith(b"%PDF")
    later = (AUTUMN + timedelta(days=30)).date()
    assert 'id="e-date"' in post(stage, SECRETARY, f"{LIST}/{ID}/receipt", 422, date=later)
    post(stage, SECRETARY, f"{LIST}/{ID}/receipt", date=stage.clock.now.date())
    assert states(stage) == ["signed", "drafted"]


def test_nothing_chosen_shows_the_same_period_again(stage: Stage) -> None:
    a_week_later(stage)
    text = post(stage, SECRETARY, f"{LIST}/issue?kind=service&period=2026-Q3", 422, **Q3)
    assert "全部出具" in text
    assert 'role="alert"' in text


def test_an_objection_is_answered_and_the_member_reads_again(stage: Stage) -> None:
    stage.client(MEMBER).post(f"/activities/api/v1/me/statements/{ID}/object", json={"reason": "少了一次"})
    assert f"{LIST}/{ID}" in seen(stage, SECRETARY, LIST)
    assert "少了一次" in seen(stage, SECRETARY, f"{LIST}/{ID}")
    post(stage, SECRETARY, f"{LIST}/{ID}/answer", answer="已核对，没有漏记")
    assert states(stage)[0] == "drafted"


def test_appraisals_get_one_opinion_for_several(stage: Stage) -> None:
    stage.clock.now = AUTUMN + timedelta(days=95)  # the year is over
    stage.do_what_is_due()
    page = seen(stage, SECRETARY, f"{LIST}?kind=appraisal")
    ids = [each["_id"] for each in stage.db["statements"].find({"kind": "appraisal"})]
    assert len(ids) == 2
    assert all(id in page for id in ids)
    at = f"{LIST}/opinions?kind=appraisal&period=2026"
    assert 'id="e-opinion"' in post(stage, SECRETARY, at, 422, ids=ids, opinion="")
    post(stage, SECRETARY, at, ids=ids, opinion="积极参加社区服务")
    assert stage.db["statements"].count_documents({"kind": "appraisal", "state": "drafted"}) == 2


def test_the_staff_of_another_place_and_the_employer_see_nothing_of_drafts(stage: Stage) -> None:
    assert "测试甲" not in seen(stage, ITS_OFFICER, RECEIVED)
    assert stage.client(ITS_OFFICER).get(f"{RECEIVED}/{ID}").status_code == 404
    assert stage.client(Actor("u9", "staff", ("310106006005",))).get(f"{LIST}/{ID}").status_code == 404
