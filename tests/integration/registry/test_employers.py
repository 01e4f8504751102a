"""Employers over HTTP."""

import pytest

from services.registry.places.model import Place
from services.registry.service import service
from shared.documents import Actor
from tests.stage import Stage, settings_for

DISTRICT, STREET, COMMUNITY = "310106", "310106012", "310106012001"
API = "/registry/api/v1"
CODE = "91110000600037341L"


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("registry_employers")))
    for place in (
        Place(id=DISTRICT, level="district", name="静安区", district=DISTRICT),
        Place(id=STREET, level="street", name="石门二路街道", parent=DISTRICT, district=DISTRICT),
        Place(id=COMMUNITY, level="community", name="华沁社区", parent=STREET, street=STREET, district=DISTRICT),
    ):
        stage.db["places"].insert_one(place.row())
    return stage


@pytest.fixture
def district(stage):
    return stage.client(Actor("d1", "district_officer", (DISTRICT,)))


@pytest.fixture
def made(stage, district):
    stage.db["employers"].delete_many({})
    stage.db["employers_taken"].delete_many({})
    stage.db["employer_reports"].delete_many({})
    return district.post(f"{API}/employers", json={"name": "区机关", "code": CODE, "community": COMMUNITY}).json


def test_a_district_officer_makes_finds_and_edits_an_employer(stage, district, made):
    assert (made["district"], made["street"], made["community"]) == (DISTRICT, STREET, COMMUNITY)
    assert district.get(f"{API}/employers/{made['id']}").headers["ETag"] == '"v0"'
    path, sent = f"{API}/employers/{made['id']}", {"name": "区委机关", "community": COMMUNITY}
    assert district.put(path, json=sent).status_code == 428
    assert district.put(path, json=sent, headers={"If-Match": '"v0"'}).json["name"] == "区委机关"
    assert district.put(path, json=sent, headers={"If-Match": '"v0"'}).status_code == 412
    assert [said["name"] for said in stage.said("registry.employer_changed")][-2:] == ["区机关", "区委机关"]
    assert district.post(f"{API}/employers", json={"name": "区机关"}).status_code == 201, "the old name is free"


def test_the_same_name_is_taken_in_the_district(district, made):
    refused = district.post(f"{API}/employers", json={"name": "区机关"})
    assert (refused.status_code, refused.json["code"]) == (409, "employer_exists")


def test_lists_run_in_the_order_of_pinyin_with_a_cursor(district, made):
    for name in ("中心医院", "艾灸馆", "实验学校"):
        assert district.post(f"{API}/employers", json={"name": name}).status_code == 201
    names, cursor = [], None
    while True:
        page = district.get(
            f"{API}/employers", query_string={"limit": 3, "active": True} | ({"cursor": cursor} if cursor else {})
        ).json
        names += [item["name"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert names == ["艾灸馆", "区机关", "实验学校", "中心医院"]


def test_everybody_finds_the_names_of_active_employers_and_nothing_else(stage, district, made):
    found = stage.client().get(f"{API}/employers/names", query_string={"district": DISTRICT, "q": "机"}).json
    assert found == {"items": [{"id": made["id"], "name": "区机关"}], "next": None}
    assert district.post(f"{API}/employers/{made['id']}/deactivate").json["active"] is False
    assert not stage.client().get(f"{API}/employers/names", query_string={"district": DISTRICT}).json["items"]
    assert stage.client().get(f"{API}/employers/{made['id']}").status_code == 401


@pytest.mark.parametrize("query", [{"q": ".*"}, {"q": "(("}, {"q": "$"}])
def test_a_name_is_asked_for_as_it_is_written(stage, made, query):
    assert stage.client().get(f"{API}/employers/names", query_string={"district": DISTRICT} | query).json["items"] == []


@pytest.mark.parametrize("sent", [
    {}, [], {"name": {"$ne": ""}}, {"name": "a\0b"}, {"name": "\u202e单位"}, {"name": "单"},
    {"name": "单位", "pinyin": "a"}, {"name": "单位", "code": "123"}, {"name": "单位", "community": {"$gt": ""}},
    {"name": "单位", "community": "310106"},
])  # fmt: skip
def test_bad_input_is_refused_by_field(district, made, sent):
    refused = district.post(f"{API}/employers", json=sent)
    assert refused.status_code in (400, 422)
    assert refused.content_type == "application/problem+json"


def test_a_nul_in_a_query_is_refused(stage):
    assert stage.client().get(f"{API}/employers/names?district={DISTRICT}&q=a%00b").status_code == 422


def test_another_streets_officer_neither_sees_nor_changes_it(stage, made):
    other = stage.client(Actor("s2", "street_officer", ("310106006",)))
    assert other.get(f"{API}/employers").json["items"] == []
    assert other.get(f"{API}/employers/{made['id']}").status_code == 404
    assert other.post(f"{API}/employers/{made['id']}/deactivate").status_code == 404
    assert other.post(f"{API}/employers", json={"name": "新单位", "community": COMMUNITY}).status_code == 403


def test_an_organisation_reports_is_returned_reports_again_and_gets_its_receipt(stage, made):
    officer = stage.client(Actor("o1", "employer_officer", (made["id"],)))
    secretary = stage.client(Actor("c1", "secretary", (COMMUNITY,)))
    sent = officer.post(f"{API}/employers/{made['id']}/reports", json={}, headers={"Idempotency-Key": "k1"})
    again = officer.post(f"{API}/employers/{made['id']}/reports", json={}, headers={"Idempotency-Key": "k1"})
    assert (sent.status_code, again.json) == (201, sent.json)
    assert officer.post(f"{API}/employers/{made['id']}/reports", json={}).status_code == 409
    waiting = secretary.get(f"{API}/employer-reports", query_string={"state": "slip_issued"}).json["items"]
    assert [report["number"] for report in waiting] == [sent.json["number"]]
    path = f"{API}/employer-reports/{sent.json['id']}"
    assert secretary.post(f"{path}/return", json={"reason": "请更正办公地址"}).json["state"] == "returned"
    assert officer.get(path).json["reason"] == "请更正办公地址"
    assert officer.post(f"{API}/employers/{made['id']}/reports", json={}).json["state"] == "slip_issued"
    assert officer.post(f"{path}/accept").status_code == 403
    accepted = secretary.post(f"{path}/accept").json
    assert accepted["receipt"]
    assert stage.said("registry.employer_report_accepted")[-1]["number"] == accepted["receipt"]
    opened, closed = stage.said("registry.todo_opened"), stage.said("registry.todo_closed")
    assert [todo["todo"] for todo in opened] == [todo["todo"] for todo in closed]


def test_verification_by_hand_is_the_employers_choice(stage, district, made):
    path = f"{API}/employers/{made['id']}/verification"
    officer = stage.client(Actor("o1", "employer_officer", (made["id"],)))
    assert officer.put(path, json={"by_hand": True}, headers={"If-Match": '"v0"'}).json["verify_by_hand"] is True
    assert district.put(path, json={"by_hand": False}, headers={"If-Match": '"v1"'}).status_code == 403
