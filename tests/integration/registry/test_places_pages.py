"""The pages that everybody reads of places, and those on which their officers change them."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from services.registry.reports.model import Slip
from services.registry.service import service
from shared.documents import Actor
from shared.events.activities import ShiftListed, ShiftUnlisted
from tests.stage import START, Stage, settings_for

LIST = (Path(__file__).parents[2] / "data" / "districts" / "310106.csv").read_bytes()
HERE, STREET = "310106006003", "310106006"
DISTRICT = Actor("d1", "district_officer", ("310106",))
SECRETARY, STAFF = Actor("c1", "secretary", (HERE,)), Actor("c3", "staff", (HERE,))
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 1000
INTRODUCTION = {"situation.text": "老小区", "problems.text": "停车难", "problems.internal": "true",
                "roads": "一号路\n二号路\r\n"}  # fmt: skip


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("places_pages")))
    stage.client(DISTRICT).post("/registry/api/v1/places/import?dry_run=false", data=LIST, content_type="text/csv")
    return stage


def text_of(stage, path, by=None, status=200):
    answer = stage.client(by).get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def a_shift(shift="s1", **more):
    fields = {"activity": "a1", "title": "清洁家园", "place": HERE, "where": "活动室", "starts": START,
              "ends": START + timedelta(hours=2)}  # fmt: skip
    return ShiftListed.model_validate({"shift": shift} | fields | more)


def test_the_home_page_leads_to_the_three_doors_and_the_search(stage):
    page = text_of(stage, "/")
    for to in ("/registry/report", "/registry/sign-in?who=community", "/registry/sign-in?who=employer"):
        assert f'href="{to}"' in page
    assert 'action="/registry/communities"' in page
    assert "国办函〔2026〕12号" in page


def test_a_community_is_found_with_its_street_and_who_finds_nothing_is_told_what_to_do(stage):
    name = stage.db["places"].find_one({"_id": HERE})["name"]
    assert f"/registry/communities/{HERE}" in text_of(stage, f"/registry/communities?q={name[:2]}")
    nothing = text_of(stage, "/registry/communities?q=没有这样的地方")
    assert "/registry/report" in nothing
    assert "没有找到" in text_of(stage, "/registry/communities?q=。。")


def test_a_page_says_what_is_offered_next_until_it_is_over_or_cancelled(stage):
    stage.hear(a_shift(), a_shift("s2", title="交通文明"))
    page = text_of(stage, f"/registry/communities/{HERE}")
    assert page.count("/activities/offers/a1") == 2
    assert "更新于" in page
    stage.hear(ShiftUnlisted(shift="s1"))
    assert "清洁家园" not in text_of(stage, f"/registry/communities/{HERE}")
    stage.clock.move(hours=3)
    assert "交通文明" not in text_of(stage, f"/registry/communities/{HERE}")
    stage.clock.now = START


def test_a_streets_page_leads_to_its_communities_and_nowhere_is_not_found(stage):
    assert f"/registry/communities/{HERE}" in text_of(stage, f"/registry/communities/{STREET}")
    assert "没有找到" in text_of(stage, "/registry/communities/999999999999", status=404)


def test_staff_write_the_introduction_one_name_a_line_and_what_is_internal_stays_inside(stage):
    client = stage.client(STAFF)
    version = stage.db["places"].find_one({"_id": HERE})["version"]
    sent = client.post("/registry/community/introduction", data=INTRODUCTION | {"version": version})
    assert (sent.status_code, sent.location) == (303, "/registry/community")
    assert stage.db["places"].find_one({"_id": HERE})["roads"] == ["一号路", "二号路"]
    outside = text_of(stage, f"/registry/communities/{HERE}")
    assert "老小区" in outside
    assert "停车难" not in outside
    assert "停车难" in text_of(stage, "/registry/community", SECRETARY)
    again = client.post("/registry/community/introduction", data=INTRODUCTION | {"version": version})
    assert again.status_code == 412
    assert "停车难" in again.text


def test_what_was_typed_is_kept_where_a_name_is_too_long(stage):
    version = stage.db["places"].find_one({"_id": HERE})["version"]
    wrong = INTRODUCTION | {"roads": "路" * 41, "situation.text": "改过的", "version": version}
    answer = stage.client(SECRETARY).post("/registry/community/introduction", data=wrong)
    assert answer.status_code == 422
    assert "改过的" in answer.text
    assert "路" * 41 in answer.text
    assert 'id="e-roads"' in answer.text


def test_settings_keep_the_emblem_until_it_is_replaced_or_taken_away(stage):
    client = stage.client(DISTRICT)
    form = {"service_name": "连心测试", "words.社区": "居民区", "statement_period": "year"}
    for version, more in enumerate([{"emblem": (io.BytesIO(PNG), "a.png")}, {}, {"no_emblem": "true"}]):
        answer = client.post("/registry/settings", data=form | {"version": version} | more)
        assert answer.status_code == 303, answer.text
        kept = stage.db["district_settings"].find_one({"_id": "310106"})
        assert (kept["words"], kept["statement_period"]) == ({"社区": "居民区"}, "year")
        assert bool(kept["emblem"]) == (version < 2)
    refused = client.post("/registry/settings", data=form | {"version": 3, "emblem": (io.BytesIO(b"GIF89a"), "a.gif")})
    assert refused.status_code == 422
    assert 'id="e-emblem"' in refused.text


def test_who_works_nowhere_is_refused(stage):
    client = stage.client(Actor("o1", "operator", ()))
    for path in ("/registry/community/introduction", "/registry/settings"):
        assert client.get(path).status_code == 403
        assert client.post(path, data={"version": 1}).status_code == 403


def test_one_box_leads_to_the_slip_or_on_to_the_statements(stage):
    slip = Slip(id="ABCDEFGH23", member="m1", number="2026-1", name="测**", community_name="甲社区", state="reported")
    stage.db["slips"].insert_one(slip.row())
    client = stage.client()
    assert client.get("/registry/check?code=abcde fgh23").location == "/registry/slips/ABCDEFGH23"
    assert "测**" in text_of(stage, "/registry/slips/ABCDEFGH23")
    assert client.get("/registry/check?code=ZZZZ").location == "/activities/statements/check/ZZZZ"
    assert "/registry/check" in text_of(stage, "/registry/slips/ZZZZ", status=404)
