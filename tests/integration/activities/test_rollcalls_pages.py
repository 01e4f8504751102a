"""Recording who came in pages: all at once, one by one, from a sheet, by one's own scan; nothing typed is lost."""

from typing import Any

import pytest

from services.activities.activities.model import Activity
from services.activities.service import service
from shared.documents import Actor
from tests.builders_rollcalls import CODE, ENDS, LEADER, MINUTE, shift_under_way
from tests.builders_signups import DISTRICT, HERE, OTHER_STAFF, STAFF, STARTS, a_member, a_person, a_signup
from tests.servers import Database
from tests.stage import Stage, settings_for

PAGE, SHEET = "/activities/shifts/s1/rollcall", "/activities/shifts/s1/sheet"
NONCE = {"nonce": "nonce-01"}
TABLES = "activities", "shifts", "people", "signups", "attendances", "rollcalls", "outbox", "answers", "streams"


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_rollcalls_pages")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    """A shift that has just ended, with two who signed up (m1, m2), a leader m9, and a neighbour m8."""
    for name in TABLES:
        whole.db[name].delete_many({})
    whole.clock.now = ENDS + MINUTE
    shift = shift_under_way()
    where = {"place": HERE, "place_name": "甲社区", "level": "community", "district": DISTRICT, "scopes": shift.scopes}
    activity = Activity(id="a1", title=shift.title, by="u1", state="published", starts=STARTS, ends=ENDS, **where)
    signups = [a_signup(shift, id, pinyin=f"ce4{id}", masked_phone="138****0001") for id in ("m1", "m2")]
    for each in (activity, shift, *signups, *map(a_person, ("m1", "m2", "m8", "m9"))):
        whole.db[each.collection].insert_one(each.row())
    return whole


def shown(stage: Stage, by: Actor | None, path: str, status: int = 200) -> str:
    answer = stage.client(by).get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def sent(stage: Stage, by: Actor, path: str, form: dict[str, Any], status: int = 303) -> str:
    """Where it leads, or the page that came back."""
    answer = stage.client(by).post(path, data=form)
    assert answer.status_code == status, answer.text
    return answer.location if status == 303 else answer.text


def kept(stage: Stage) -> dict[str, str]:
    return {row["member"]: row["state"] for row in stage.db["attendances"].find()}


def shift_state(stage: Stage) -> str:
    return stage.db["shifts"].find_one({})["state"]


@pytest.mark.parametrize("by", [STAFF, LEADER])
def test_from_the_list_one_tap_records_that_all_came_and_closes_the_shift(stage: Stage, by: Actor) -> None:
    assert "全部到场，结束登记" in shown(stage, by, "/activities/rollcalls")
    all_came = NONCE | {"ids": ["s1.m1", "s1.m2"], "close": "true"}
    assert sent(stage, by, "/activities/rollcalls/s1/rest", all_came) == "/activities/rollcalls"
    assert (kept(stage), shift_state(stage)) == ({"m1": "present", "m2": "present"}, "closed")
    assert "现在没有要登记的场次" in shown(stage, by, "/activities/rollcalls")


def test_all_came_but_one(stage: Stage) -> None:
    absent = {"id": "s1.m2", "state": "absent", "nonce": "nonce-02"}
    assert sent(stage, LEADER, f"{PAGE}/one", absent) == f"{PAGE}#p-s1.m2"
    assert "其余 1 人全部到场，结束登记" in shown(stage, LEADER, PAGE)
    assert sent(stage, LEADER, f"{PAGE}/rest", NONCE | {"ids": "s1.m1"}) == PAGE
    assert (kept(stage), shift_state(stage)) == ({"m1": "present", "m2": "absent"}, "running")
    assert sent(stage, LEADER, f"{PAGE}/rest", NONCE) == PAGE
    assert shift_state(stage) == "closed"


def test_somebody_who_simply_came_is_found_by_name_and_added(stage: Stage) -> None:
    assert "没有查到" in sent(stage, LEADER, f"{PAGE}/find", {"name": "没有这人"}, 200)
    assert 'value="m8"' in sent(stage, LEADER, f"{PAGE}/find", {"name": "测试m8"}, 200)
    assert sent(stage, LEADER, f"{PAGE}/add", {"member": "m8", "nonce": "nonce-03"}) == PAGE
    assert kept(stage) == {"m8": "present"}
    assert "现场添加" in shown(stage, LEADER, PAGE)


def test_the_browser_may_keep_the_page_until_the_leaders_time_is_over_or_the_shift_is_closed(stage: Stage) -> None:
    until = "2026-11-30T06:00:00+00:00"
    assert stage.client(LEADER).get(PAGE).headers["Kept-Until"] == until
    sent(stage, LEADER, f"{PAGE}/close", {})
    assert "Kept-Until" not in stage.client(LEADER).get(PAGE).headers
    worker = stage.client().get("/activities/shifts/worker.js")
    assert (worker.mimetype, worker.headers["Cache-Control"]) == ("text/javascript", "no-cache")


def test_a_sheet_is_entered_by_its_exceptions(stage: Stage) -> None:
    assert "H7K2M PQ9RT" in shown(stage, STAFF, SHEET)
    lines = {"code": CODE, "nonce": "nonce-04", "signed": "true", "rows.0.id": "s1.m1", "rows.0.state": "present",
             "rows.1.id": "s1.m2", "rows.1.state": "excused", "close": "true"}  # fmt: skip
    wrong = sent(stage, STAFF, SHEET, lines | {"added_names": "没有这人"}, 422)
    assert "没有找到“没有这人”" in wrong
    assert 'value="excused" checked' in wrong
    assert kept(stage) == {}
    assert sent(stage, STAFF, SHEET, lines | {"added_names": "测试m8\r\n"}) == PAGE
    assert kept(stage) == {"m1": "present", "m2": "excused", "m8": "present"}
    assert stage.db["attendances"].find_one({"member": "m1"})["own_word"] == "sheet"
    assert shift_state(stage) == "closed"


def test_a_scan_is_one_button_and_opening_it_changes_nothing(stage: Stage) -> None:
    scan = f"/activities/scan/{CODE.lower()}"
    assert f"next={scan}" in shown(stage, None, scan)
    assert "我到场了" in shown(stage, a_member("m1"), scan)
    assert kept(stage) == {}
    assert sent(stage, a_member("m1"), scan, {}) == "/activities/me"
    assert kept(stage) == {"m1": "present"}
    assert "没有报名这一场" in sent(stage, a_member("m8"), scan, {}, 409)


def test_nobody_else_sees_the_list(stage: Stage) -> None:
    for by in (OTHER_STAFF, a_member("m1")):
        shown(stage, by, PAGE, 404)
