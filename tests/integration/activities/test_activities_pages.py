"""Activities in a browser: a new one on one screen, once more, a month of them; reviewed; signed up for by staff."""

import re

import pytest

from services.activities.service import service
from tests.builders_offering import (
    DAY,
    INSTRUCTOR,
    SECRETARY,
    STAFF,
    STREET,
    STREET_OFFICER,
    a_member,
    a_shift,
    ask,
    begun,
    make,
    sign_up,
)
from tests.servers import Database
from tests.stage import Stage, settings_for

LIST = "/activities/activities"
NEW = {
    "title": "清洁家园", "where": "活动室", "capacity": "20", "text": "请带手套", "skills": "书法、 英语，",
    "shifts.0.day": "2026-11-28", "shifts.0.starts": "09:00", "shifts.0.ends": "11:00", "shifts.0.where": "",
    "shifts.1.day": "2026-12-05", "shifts.1.starts": "14:00", "shifts.1.ends": "16:00", "shifts.1.where": "广场",
    "shifts.2.day": "", "shifts.2.starts": "", "leader": "", "closing": "2", "publish": "true", "once": "o1",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_pages")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    return begun(whole)


def post(stage: Stage, by, path: str, status: int = 303, **form) -> str:
    """Where it leads to, or the page of a refusal."""
    answer = stage.client(by).post(f"/activities/{path}", data=form)
    assert answer.status_code == status, answer.text
    return answer.location if status == 303 else answer.text


def seen(stage: Stage, by, path: str) -> str:
    answer = stage.client(by).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_one_screen_makes_it_with_its_shifts_in_shanghais_time(stage: Stage) -> None:
    address = post(stage, STAFF, "activities/new", **NEW)
    assert post(stage, STAFF, "activities/new", **NEW) == address  # two clicks
    made = ask(stage, STAFF, f"activities/{address.rpartition('/')[2]}")
    assert (made["state"], made["skills"]) == ("published", ["书法", "英语"])
    first, second = made["shifts"]
    assert (first["starts"], first["ends"]) == ("2026-11-28T01:00:00Z", "2026-11-28T03:00:00Z")
    assert (first["where"], second["where"], second["capacity"]) == ("活动室", "广场", 20)
    assert first["closes"] == "2026-11-26T01:00:00Z"
    assert "清洁家园" in seen(stage, STAFF, address)
    assert "清洁家园" in seen(stage, STREET_OFFICER, LIST)


def test_what_was_typed_is_kept_and_said_at_its_field(stage: Stage) -> None:
    text = post(stage, STAFF, "activities/new", 422, **NEW | {"shifts.1.ends": "13:00"})
    assert "请带手套" in text
    assert 'id="e-shifts.1.ends"' in text
    text = post(stage, STAFF, "activities/new", 422, **NEW | {"shifts.0.day": ""})
    assert 'id="e-shifts.0.day"' in text
    assert stage.db["activities"].count_documents({}) == 0


def test_once_more_is_published_with_one_button(stage: Stage) -> None:
    made = make(stage)
    page = seen(stage, STAFF, f"{LIST}/{made['id']}/again")
    assert 'value="2026-12-26"' in page  # the fourth Saturday, as it was
    address = post(stage, STAFF, f"activities/{made['id']}/again", day="2026-12-19", starts="09:30", publish="true")
    copy = ask(stage, STAFF, f"activities/{address.rpartition('/')[2]}")
    assert (copy["state"], copy["starts"]) == ("published", "2026-12-19T01:30:00Z")


def test_a_month_becomes_drafts_that_are_published_together(stage: Stage) -> None:
    make(stage), make(stage, title="义诊")
    assert post(stage, SECRETARY, "activities/drafts/copy", month="2026-11", once="o2") == f"{LIST}/drafts"
    page = seen(stage, SECRETARY, f"{LIST}/drafts")
    ids = sorted(set(re.findall(r'name="ids" value="([^"]+)"', page)))
    assert len(ids) == 2
    post(stage, SECRETARY, "activities/drafts/publish", ids=ids)
    assert stage.db["activities"].count_documents({"state": "published"}) == 4


def test_the_street_approves_or_returns_with_a_reason(stage: Stage) -> None:
    rule = f"review-rules/{STREET}"
    assert "不用审核" in seen(stage, STREET_OFFICER, f"/activities/{rule}")
    post(stage, STREET_OFFICER, rule, version="0", reviews="true")
    one, two = make(stage), make(stage, title="义诊")
    assert "全部通过" in seen(stage, STREET_OFFICER, f"{LIST}/waiting")
    post(stage, STREET_OFFICER, "activities/waiting/approve", ids=[one["id"]])
    assert 'id="e-reason"' in post(stage, STREET_OFFICER, f"activities/{two['id']}/return", 422, reason="")
    post(stage, STREET_OFFICER, f"activities/{two['id']}/return", reason="请写明集合地点")
    assert "请写明集合地点" in seen(stage, STAFF, f"{LIST}/{two['id']}")
    assert [each["state"] for each in stage.db["activities"].find(sort=[("title", 1)])] == ["returned", "published"]


def test_a_shift_is_changed_and_given_a_leader_found_by_name(stage: Stage) -> None:
    made = make(stage)
    [shift] = made["shifts"]
    path = f"activities/{made['id']}/shifts/{shift['id']}"
    assert 'value="2026-11-28"' in seen(stage, STAFF, f"/activities/{path}")
    post(stage, STAFF, path, version=shift["version"], day="2026-11-29", starts="10:00", ends="11:00", where="广场",
         capacity="3", for_whom="street")  # fmt: skip
    [changed] = ask(stage, STAFF, f"activities/{made['id']}")["shifts"]
    assert (changed["starts"], changed["where"], changed["for_whom"]) == ("2026-11-29T02:00:00Z", "广场", "street")
    assert 'value="m1"' in post(stage, STAFF, f"{path}/people", 200, name="测试m1")
    assert "没有找到" in post(stage, STAFF, f"{path}/people", 200, name="测试m2")  # of another community
    post(stage, STAFF, f"{path}/leader", version=changed["version"], leader="m1")
    [led] = ask(stage, STAFF, f"activities/{made['id']}")["shifts"]
    assert (led["leader"], led["leader_name"]) == ("m1", "测试m1")
    post(stage, STAFF, path, version=led["version"], day="2026-11-29", starts="10:00", ends="12:00", where="广场",
         capacity="3")  # fmt: skip
    [later] = ask(stage, STAFF, f"activities/{made['id']}")["shifts"]
    assert (later["ends"], later["for_whom"], later["leader"]) == ("2026-11-29T04:00:00Z", "street", "m1")
    post(stage, STAFF, path, 412, version=shift["version"], day="2026-11-29", starts="10:00", ends="11:00",
         where="别处", capacity="3")  # fmt: skip


def test_cancelled_with_its_reason_and_nothing_for_an_instructor_to_press(stage: Stage) -> None:
    made = make(stage)
    assert "<form" not in seen(stage, INSTRUCTOR, f"{LIST}/{made['id']}").partition("<main")[2]
    assert 'id="e-reason"' in post(stage, STAFF, f"activities/{made['id']}/cancel", 422, reason="")
    post(stage, STAFF, f"activities/{made['id']}/cancel", reason="下雨")
    assert ask(stage, STAFF, f"activities/{made['id']}")["state"] == "cancelled"


def test_requests_are_answered_some_or_all_and_somebody_is_signed_up_by_name(stage: Stage) -> None:
    made = make(stage, shifts=[a_shift(approval=True, capacity=2)])
    for member in ("m3", "m5"):
        a_member(stage, member)
        sign_up(stage, member, made)
    a_member(stage, "m4")
    shift = made["shifts"][0]["id"]
    address = f"/activities/shifts/{shift}/signups"
    assert address in seen(stage, STAFF, LIST)  # what waits leads there
    page = seen(stage, STAFF, address)
    ids = re.findall(r'name="ids" value="([^"]+)"', page)
    assert len(ids) == 2
    post(stage, STAFF, f"shifts/{shift}/signups/answer", ids=[ids[0]], answer="declined")
    post(stage, STAFF, f"shifts/{shift}/signups/answer", all="true", answer="accepted")
    assert 'value="m4"' in post(stage, STAFF, f"shifts/{shift}/signups/people", 200, name="测试m4")
    post(stage, STAFF, f"shifts/{shift}/signups/entered", member="m4")
    sheet = ask(stage, STAFF, f"shifts/{shift}/signup-sheet")
    assert sorted(each["member"] for each in sheet["accepted"]) == ["m4", "m5"]
    post(stage, STAFF, f"shifts/{shift}/signups/cancel", id=sheet["accepted"][0]["id"])
    assert len(ask(stage, STAFF, f"shifts/{shift}/signup-sheet")["accepted"]) == 1
    assert stage.clock.now < DAY
