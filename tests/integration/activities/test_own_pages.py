"""A member's own pages of activities: signing up and taking it back, records, statements, the calendar."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.service import service
from shared.documents import Actor
from tests.builders_offering import DAY, STAFF, a_member, a_shift, begun, make
from tests.builders_statements import a_record
from tests.servers import Database
from tests.stage import Stage, settings_for

ME, OTHER = Actor("m1", "member", ("m1",)), Actor("m2", "member", ("m2",))
OWN = "/activities/me"


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_own_pages")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    return begun(whole)


def shown(stage: Stage, path: str, by: Actor | None = ME, status: int = 200) -> str:
    answer = stage.client(by).get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def sent(stage: Stage, path: str, by: Actor = ME, status: int = 303, **form: Any) -> str:
    """Where it leads, or the page that came back."""
    answer = stage.client(by).post(path, data=form)
    assert answer.status_code == status, answer.text
    return answer.location if status == 303 else answer.text


def offered(stage: Stage, **more: Any) -> tuple[str, str]:
    """The address of a published activity of mine, and that of signing up for its shift."""
    made = make(stage, **more)
    page = f"/activities/offers/{made['id']}"
    return page, f"{page}/shifts/{made['shifts'][0]['id']}/sign-up"


def state(stage: Stage) -> str:
    return stage.db["signups"].find_one({"member": "m1"})["state"]


def test_a_member_signs_up_and_takes_it_back(stage: Stage) -> None:
    page, sign_up = offered(stage, skills=["书法"], risk="地滑，请小心。")
    assert "用得上您的特长“书法”" in shown(stage, "/activities/offers")
    assert "地滑，请小心。" in shown(stage, page)
    assert sent(stage, sign_up) == page
    assert "已报名" in shown(stage, page)
    signup = stage.db["signups"].find_one({"member": "m1"})["_id"]
    assert sent(stage, f"{OWN}/signups/{signup}/withdraw", next=page) == page
    assert state(stage) == "cancelled"
    assert sent(stage, sign_up) == page
    assert sent(stage, f"{OWN}/signups/{signup}/withdraw", next="//elsewhere.example") == OWN


def test_everybody_may_read_it_and_is_led_back_to_it_after_signing_in(stage: Stage) -> None:
    page, _ = offered(stage)
    assert f"/registry/sign-in?next={page}" in shown(stage, page, by=None)
    assert "sign-up" not in shown(stage, page, by=STAFF)


def test_of_two_at_the_same_time_both_are_named(stage: Stage) -> None:
    _, first = offered(stage)
    page, second = offered(stage, title="楼道文化", shifts=[a_shift(where="楼道")])
    sent(stage, first)
    refused = sent(stage, second, status=409)
    assert "“楼道文化”" in refused
    assert "“清洁家园”" in refused
    assert page in refused


def test_an_offer_is_answered_where_it_waits(stage: Stage) -> None:
    _, sign_up = offered(stage, shifts=[a_shift(capacity=1)])
    a_member(stage, "m3")
    other = Actor("m3", "member", ("m3",))
    sent(stage, sign_up, by=other)
    sent(stage, sign_up)
    signups = {row["member"]: row["_id"] for row in stage.db["signups"].find()}
    sent(stage, f"{OWN}/signups/{signups['m3']}/withdraw", by=other)
    stage.do_what_is_due()
    assert "有空位了" in shown(stage, OWN)
    assert sent(stage, f"{OWN}/signups/{signups['m1']}/accept") == OWN
    assert state(stage) == "accepted"
    assert sent(stage, f"{OWN}/signups/{signups['m1']}/decline", status=409)


def test_who_has_not_been_heard_of_yet_waits_on_a_page_that_asks_again(stage: Stage) -> None:
    page = shown(stage, "/activities/offers", by=Actor("m7", "member", ("m7",)), status=409)
    assert 'hx-get="/activities/offers' in page


def records(stage: Stage, **more: Any) -> None:
    later = DAY + timedelta(days=9)
    fields = {"state": "drafted", "close_at": later, "starts": DAY, "ends": DAY + timedelta(hours=2), "minutes": 120}
    for id in ("r1", "r2"):
        record = a_record(id, **fields | more)
        stage.db["records"].insert_one(record.row())
    stage.clock.now = DAY + timedelta(days=1)


def test_records_are_confirmed_where_they_wait_one_or_all(stage: Stage) -> None:
    records(stage)
    assert "2 条服务时长都对，全部确认" in shown(stage, OWN)
    assert sent(stage, f"{OWN}/confirm", ids="r1") == OWN
    assert sent(stage, f"{OWN}/confirm", all="true") == OWN
    assert {row["state"] for row in stage.db["records"].find()} == {"confirmed"}
    assert shown(stage, f"{OWN}/records").count("您已确认") == 2


def test_an_objection_says_why_and_nothing_typed_is_lost(stage: Stage) -> None:
    records(stage)
    page = f"{OWN}/records/r1"
    for wrong in ("两小时", "2.1", "25"):
        assert "从九点做到十一点半" in sent(
            stage, f"{page}/object", status=422, reason="从九点做到十一点半", hours=wrong
        )
    assert sent(stage, f"{page}/object", reason="从九点做到十一点半", hours="2.5") == page
    record = stage.db["records"].find_one({"_id": "r1"})
    assert (record["state"], record["wanted"]) == ("objected", 150)
    assert "从九点做到十一点半" in shown(stage, page)
    shown(stage, page, by=OTHER, status=404)


def test_the_calendars_address_is_shown_once_and_ends_when_it_is_revoked(stage: Stage) -> None:
    page = f"{OWN}/calendar"
    made = sent(stage, page, status=200)
    assert "webcal://" in made
    address = made.split("<code>")[1].split("</code>")[0].split("8080")[1]
    assert stage.client().get(address).status_code == 200
    assert address not in shown(stage, page)
    assert sent(stage, f"{page}/revoke") == page
    assert stage.client().get(address).status_code == 404


def test_hours_and_statements_say_what_to_do_when_there_are_none(stage: Stage) -> None:
    assert "看看有什么活动" in shown(stage, f"{OWN}/hours")
    assert "自动汇成一份" in shown(stage, f"{OWN}/statements")
