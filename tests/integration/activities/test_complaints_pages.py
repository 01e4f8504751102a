"""Complaints in a browser: left, followed by code, answered in place; and the page of a statement's code."""

import re

import pytest

from services.activities.service import service
from services.activities.statements.model import StatementCode
from shared.documents import Actor
from shared.events import registry
from tests.stage import START, Stage, settings_for

DISTRICT, STREET, HERE = "310106", "310106006", "310106006003"
SECRETARY, STREET_OFFICER = Actor("k1", "secretary", (HERE,)), Actor("s1", "street_officer", (STREET,))
FORM = {"kind": "suggestion", "place": HERE, "about": "place", "text": "希望活动排在周末", "contact": "", "once": "o1"}
NEW, FOLLOW, LIST = (f"/activities/complaints{end}" for end in ("/new", "/follow", ""))


@pytest.fixture(scope="module")
def whole_stage(database):
    stage = Stage(service, settings_for(database.uri("complaints_pages")))
    for code, level, name in ((DISTRICT, "district", "测试区"), (STREET, "street", "测试街道"),
                              (HERE, "community", "一村")):  # fmt: skip
        street = STREET if level == "community" else None
        stage.hear(registry.PlaceChanged(place=code, level=level, name=name, district=DISTRICT, street=street))
    return stage


@pytest.fixture
def stage(whole_stage):
    for name in ("complaints", "throttles", "keys", "answers"):
        whole_stage.db[name].delete_many({})
    return whole_stage


def leave(stage, **more):
    return stage.client().post(f"{NEW}?place={HERE}", data=FORM | more)


def code_in(page):
    return "".join(re.search(r'class="count">([\w ]+)<', page)[1].split())


def test_the_place_is_chosen_step_by_step_by_links(stage):
    client = stage.client()
    assert f"?within={STREET}" in client.get(NEW).text
    assert f"?place={HERE}" in client.get(f"{NEW}?within={STREET}").text
    assert "一村" in client.get(f"{NEW}?place={HERE}").text


def test_the_code_is_shown_once_more_where_the_form_is_sent_twice(stage):
    first, second = leave(stage), leave(stage)
    assert first.status_code == 200
    assert code_in(first.text) == code_in(second.text)
    assert stage.db["complaints"].count_documents({}) == 1


def test_what_was_typed_is_kept_where_something_is_missing(stage):
    answer = leave(stage, text="", contact="13800000001")
    assert answer.status_code == 422
    assert "13800000001" in answer.text
    assert 'id="e-text"' in answer.text


def test_answered_in_the_list_and_read_by_code(stage):
    code = code_in(leave(stage).text)
    assert "还在等答复" in stage.client().post(FOLLOW, data={"code": code}).text
    client = stage.client(SECRETARY)
    [complaint] = stage.db["complaints"].find()
    assert FORM["text"] in client.get(LIST).text
    answer = client.post(f"{LIST}/{complaint['_id']}/answer", data={"text": "下月起排在周六"})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert "下月起排在周六" in stage.client().post(FOLLOW, data={"code": code.lower()}).text
    assert FORM["text"] not in client.get(LIST).text
    assert FORM["text"] in client.get(f"{LIST}?state=answered").text


def test_an_empty_answer_is_refused_beside_the_complaint(stage):
    leave(stage)
    [complaint] = stage.db["complaints"].find()
    answer = stage.client(SECRETARY).post(f"{LIST}/{complaint['_id']}/answer", data={"text": " "})
    assert answer.status_code == 422
    assert FORM["text"] in answer.text


def test_what_is_not_ours_is_passed_on_once(stage):
    leave(stage)
    [complaint] = stage.db["complaints"].find()
    client, path = stage.client(SECRETARY), f"{LIST}/{complaint['_id']}/pass-on"
    assert f'value="{STREET}"' in client.get(path).text
    assert client.post(path, data={"place": STREET}).status_code == 303
    assert FORM["text"] in stage.client(STREET_OFFICER).get(LIST).text


def test_a_wrong_code_is_refused_on_the_page_that_asks_for_it(stage):
    answer = stage.client().post(FOLLOW, data={"code": "ABCDEFGHJKLM"})
    assert answer.status_code == 404
    assert 'value="ABCDEFGHJKLM"' in answer.text


@pytest.mark.parametrize(("more", "words"), [
    ({}, "是真的"), ({"replaced_by": "2026-F2"}, "2026-F2"), ({"member": "", "name": ""}, "已注销"),
])  # fmt: skip
def test_a_statements_code_says_whether_the_print_is_genuine(stage, more, words):
    fields = {"statement": "s1", "member": "m1", "number": "2026-F1", "name": "测**", "place_name": "一村",
              "period": "2026-Q3", "minutes": 90, "issued_at": START}  # fmt: skip
    stage.db["statement_codes"].delete_many({})
    stage.db["statement_codes"].insert_one(StatementCode(id="ABCDEFGH23", **fields | more).row())
    assert words in stage.client().get("/activities/statements/check/abcdefgh23").text
