"""Places over HTTP, on the code list of a real district."""

import base64
import io
from pathlib import Path
from threading import Barrier, Thread

import pytest
from click.testing import CliRunner

from services.registry.places.commands import import_places
from services.registry.places.model import HomeBranch, Place
from services.registry.service import service
from shared.commands import House
from shared.documents import Actor
from tests.stage import Stage, settings_for

DATA = Path(__file__).parents[2] / "data" / "districts"
LIST = (DATA / "310106.csv").read_bytes()
DISTRICT = Actor("d1", "district_officer", ("310106",))
STREET = Actor("s1", "street_officer", ("310106006",))
SECRETARY = Actor("c1", "secretary", ("310106006003",))
STAFF = Actor("c3", "staff", ("310106006003",))
NEIGHBOUR = Actor("c2", "secretary", ("310106006002",))
MEMBER = Actor("m1", "member", ("m1",))
PNG = "image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 90_000).decode()
API = "/registry/api/v1"


@pytest.fixture(scope="module")
def stage(database):
    """静安区, taken in once."""
    stage = Stage(service, settings_for(database.uri("places")))
    answer = stage.client(DISTRICT).post(f"{API}/places/import?dry_run=false", data=LIST, content_type="text/csv")
    assert answer.status_code == 200, answer.json
    return stage


def a_community(stage: Stage, name: str) -> str:
    """Another one for a test of its own."""
    code = f"3101060069{stage.db['places'].count_documents({}) % 90 + 10}"
    place = stage.db["places"].find_one({"_id": "310106006003"}) | {"_id": code, "name": name, "keys": []}
    stage.db["places"].insert_one(place | {"scopes": ["310106", "310106006", code], "version": 0})
    return code


def test_import_again_changes_nothing(stage):
    before = stage.db["outbox"].count_documents({})
    answer = stage.client(DISTRICT).post(
        f"{API}/places/import?dry_run=false", data={"file": (io.BytesIO(LIST), "静安区.csv")}
    )
    assert answer.status_code == 200, answer.json
    assert (answer.json["added"], answer.json["renamed"], answer.json["same"]) == ([], [], 282)
    assert stage.db["outbox"].count_documents({}) == before


def test_a_dry_run_is_the_default_and_says_what_would_change(stage):
    newer = LIST.decode().replace("静安区", "新静安区").replace("310106006003,", "310106006999,")
    answer = stage.client(DISTRICT).post(f"{API}/places/import", data=newer.encode(), content_type="text/csv")
    assert [place["code"] for place in answer.json["added"]] == ["310106006999"]
    assert answer.json["renamed"] == [{"code": "310106", "name": "新静安区", "before": "静安区"}]
    assert [place["code"] for place in answer.json["missing"]] == ["310106006003"]
    assert stage.db["places"].find_one({"_id": "310106"})["name"] == "静安区"
    assert not stage.db["places"].find_one({"_id": "310106006999"})


@pytest.mark.parametrize("content", [
    b"", b"code,level,name,parent_code\n", "代码,名称\n310106,\u202e静安".encode(), b"PK\x03\x04" + bytes(2000),
    b"\0" * 5000, b'{"code": {"$gt": ""}}', LIST + b"310106006003,community,\xe5\xae\x89,310106006\n",
])  # fmt: skip
def test_what_is_no_code_list_is_refused_by_row(stage, content):
    before = stage.db["places"].count_documents({})
    answer = stage.client(DISTRICT).post(f"{API}/places/import?dry_run=false", data=content, content_type="text/csv")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["fields"]
    assert stage.db["places"].count_documents({}) == before


def test_a_list_too_large_and_a_form_without_file_are_refused(stage):
    client = stage.client(DISTRICT)
    assert client.post(f"{API}/places/import", data=bytes(5_000_001), content_type="text/csv").status_code == 413
    answer = client.post(f"{API}/places/import", data={"other": "1"}, content_type="multipart/form-data")
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "file")


def test_import_is_for_the_officer_of_that_district(stage):
    for by, status in [(None, 401), (MEMBER, 403), (SECRETARY, 403), (STREET, 403)]:
        answer = stage.client(by).post(f"{API}/places/import?dry_run=false", data=LIST, content_type="text/csv")
        assert answer.status_code == status
    other = (DATA / "110102.csv").read_bytes()
    answer = stage.client(DISTRICT).post(f"{API}/places/import?dry_run=false", data=other, content_type="text/csv")
    assert (answer.status_code, answer.json["code"]) == (403, "other_district")


def test_every_place_was_said_once_with_parents_first(stage):
    said = stage.said("registry.place_changed")
    first = {}
    for number, event in enumerate(said):
        first.setdefault(event["place"], number)
    assert len(first) == 282
    assert all(first[event["parent"]] < first[event["place"]] for event in said if event.get("parent"))


def test_lists_go_on_by_cursor_in_code_order(stage):
    client, seen, cursor = stage.client(), [], ""
    while cursor is not None:
        answer = client.get(f"{API}/places?level=community&limit=100" + (f"&cursor={cursor}" if cursor else "")).json
        seen += [place["code"] for place in answer["items"]]
        cursor = answer["next"]
    assert seen == sorted(seen)
    assert len(seen) == stage.db["places"].count_documents({"level": "community", "active": True})
    streets = client.get(f"{API}/places?parent=310106").json["items"]
    assert {street["level"] for street in streets} == {"street"}


@pytest.mark.parametrize("query", [
    "level=village", "parent[$ne]=1", "parent=31010", "limit=0", "limit=201", "cursor=x", "surprise=1", "active=maybe",
])  # fmt: skip
def test_lists_refuse_what_they_do_not_know(stage, query):
    assert stage.client().get(f"{API}/places?{query}").status_code == 422


@pytest.mark.parametrize(("typed", "name"), [
    ("永乐", "永乐居委会"), ("yongle", "永乐居委会"), ("yl", "永乐居委会"), ("永乐居委", "永乐居委会"),
    ("江宁路", None), ("jnl", None), ("XINAN", "新安居委会"),
])  # fmt: skip
def test_communities_are_found_as_people_type(stage, typed, name):
    found = stage.client().get(f"{API}/places/find", query_string={"q": typed}).json["items"]
    assert 0 < len(found) <= 20
    if name:
        assert name in [community["name"] for community in found]
    else:
        assert "江宁路街道" in {community["street_name"] for community in found}


def test_two_of_one_name_are_told_apart_by_their_street(stage):
    found = stage.client().get(f"{API}/places/find?q=yongle").json["items"]
    streets = [community["street_name"] for community in found if community["name"].startswith("永乐")]
    assert len(streets) == len(set(streets)) == 2


@pytest.mark.parametrize("q", ["", "  ", "永" * 51, "\0", "!?", "{$gt:1}"])
def test_a_search_that_is_empty_long_or_odd_gets_a_clear_answer(stage, q):
    answer = stage.client().get(f"{API}/places/find", query_string={"q": q})
    if answer.status_code != 200:
        assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "q")
    else:
        assert answer.json["items"] == []


def test_a_place_unknown_or_malformed(stage):
    assert stage.client().get(f"{API}/places/999999").status_code == 404
    assert stage.client().get(f"{API}/places/%24ne").status_code == 422


def test_edits_need_the_version_and_say_so(stage):
    client, code = stage.client(DISTRICT), "310106006009"
    place = client.get(f"{API}/places/{code}")
    assert client.patch(f"{API}/places/{code}", json={"name": "新名"}).status_code == 428
    tag = {"If-Match": place.headers["ETag"]}
    edited = client.patch(f"{API}/places/{code}", json={"phone": "021-6267 0001"}, headers=tag)
    assert (edited.status_code, edited.json["phone"], edited.json["name"]) == (200, "021-6267 0001", place.json["name"])
    assert client.patch(f"{API}/places/{code}", json={"name": "新名"}, headers=tag).status_code == 412
    assert stage.said("registry.place_changed")[-1]["phone"] == "021-6267 0001"
    for body in (
        {"name": ""}, {"name": None}, {"name": {"$set": 1}}, {"name": "a\0"}, {"level": "street"}, {"phone": "call"},
    ):  # fmt: skip
        assert client.patch(f"{API}/places/{code}", json=body, headers=tag).status_code == 422, body


def test_a_renamed_street_finds_its_communities(stage):
    client, code = stage.client(DISTRICT), "310106011"
    tag = {"If-Match": client.get(f"{API}/places/{code}").headers["ETag"]}
    assert client.patch(f"{API}/places/{code}", json={"name": "青云街道"}, headers=tag).status_code == 200
    found = client.get(f"{API}/places/find?q=qingyun").json["items"]
    assert code in {community["street"] for community in found}


def test_the_page_of_a_community(stage):
    code = "310106006003"
    url = f"{API}/places/{code}"
    page = {
        "situation": {"text": "两千户，八百名党员"}, "problems": {"text": "停车难", "internal": True},
        "roads": ["海防村", "昌平路"],
    }  # fmt: skip
    tag = {"If-Match": stage.client().get(url).headers["ETag"]}
    for by, status in [(None, 401), (MEMBER, 403), (NEIGHBOUR, 403), (STREET, 403), (STAFF, 200)]:
        assert stage.client(by).put(f"{url}/introduction", json=page, headers=tag).status_code == status
    hears = dict.fromkeys([None, MEMBER, NEIGHBOUR], "") | dict.fromkeys([STAFF, SECRETARY, STREET, DISTRICT], "停车难")
    for by, text in hears.items():
        seen = stage.client(by).get(url).json
        assert seen["introduction"]["problems"] == {"text": text, "internal": True}
        assert seen["introduction"]["situation"]["text"] == "两千户，八百名党员"
        assert seen["roads"] == ["海防村", "昌平路"]
    found = stage.client().get(f"{API}/places/find?q=haifangcun").json["items"]
    assert code in [community["code"] for community in found]
    tag = {"If-Match": stage.client().get(url).headers["ETag"]}
    for bad in (
        {"situation": "text"}, {"situation": {"text": "x" * 5001}}, {"situation": {"text": "a\0"}},
        {"roads": ["x"] * 301}, {"roads": [""]}, {"roads": [{"$ne": 1}]}, {"secret": 1}, [],
    ):  # fmt: skip
        assert stage.client(SECRETARY).put(f"{url}/introduction", json=bad, headers=tag).status_code == 422, bad


def test_home_branches(stage):
    client, url = stage.client(SECRETARY), f"{API}/places/310106006003/branches"
    key = {"Idempotency-Key": "one"}
    made = client.post(url, json={"name": "第一党支部", "roads": ["海防村"]}, headers=key)
    assert made.status_code == 201
    assert client.post(url, json={"name": "第一党支部", "roads": ["海防村"]}, headers=key).json == made.json
    assert client.post(url, json={"name": "第一党支部"}).json["code"] == "branch_exists"
    assert stage.client(NEIGHBOUR).post(url, json={"name": "外人"}).status_code == 403
    assert stage.client(MEMBER).post(url, json={"name": "外人"}).status_code == 403
    branch = f"{API}/branches/{made.json['id']}"
    tag = {"If-Match": made.headers["ETag"]}
    assert stage.client(NEIGHBOUR).patch(branch, json={"active": False}, headers=tag).status_code == 403
    edited = stage.client(STREET).patch(branch, json={"roads": ["海防村", "昌平路"]}, headers=tag)
    assert (edited.json["roads"], edited.json["name"]) == (["海防村", "昌平路"], "第一党支部")
    assert [each["id"] for each in client.get(url).json["items"]] == [made.json["id"]]
    assert stage.db[HomeBranch.collection].count_documents({}) == 1
    assert client.patch(f"{API}/branches/none", json={"active": False}, headers=tag).status_code == 404


def test_closing_over_http(stage):
    old, new = a_community(stage, "旧社区居委会"), a_community(stage, "新社区居委会")
    url = f"{API}/places/{old}/close"
    assert stage.client(STREET).post(url, json={"into": new}).status_code == 403
    assert stage.client(DISTRICT).post(url, json={"into": old}).status_code == 422
    closed = stage.client(DISTRICT).post(url, json={"into": new}, headers={"Idempotency-Key": "close"})
    assert (closed.status_code, closed.json["active"], closed.json["closed_into"]) == (200, False, new)
    assert stage.client(DISTRICT).post(url, json={"into": new}, headers={"Idempotency-Key": "close"}).status_code == 200
    assert stage.client(DISTRICT).post(url, json={"into": new}).json["code"] == "place_closed"
    assert [e["place"] for e in stage.said("registry.place_changed") if e.get("closed_into")] == [old]
    assert old in [place["code"] for place in stage.client().get(f"{API}/places?active=false").json["items"]]


def test_two_cannot_be_closed_each_into_the_other(stage):
    codes = [a_community(stage, "甲社区居委会") for _ in range(2)]
    start = Barrier(2)

    def close(code: str, into: str) -> None:
        client = stage.client(DISTRICT)
        start.wait(10)
        client.post(f"{API}/places/{code}/close", json={"into": into})

    threads = [Thread(target=close, args=pair) for pair in (codes, codes[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [stage.db["places"].find_one({"_id": code})["active"] for code in codes].count(True) == 1


def test_what_a_district_sets(stage):
    url, client = f"{API}/districts/310106/settings", stage.client(DISTRICT)
    unset = stage.client().get(url)
    assert (unset.headers["ETag"], unset.json["district"], unset.json["service_name"]) == ('"v0"', "310106", "连心")
    body = {
        "words": {"报到单": "报到证", "社区": "居民区"}, "organiser": "区委组织部",
        "filing_number": "沪ICP备00000000号", "notice_title": "关于开展双报到的通知",
        "notice_number": "静委组〔2026〕12号", "phone": "021-6267 0000",
        "hours": "工作日 9:00–17:00", "statement_period": "half_year", "emblem": PNG,
    }  # fmt: skip
    first = client.put(url, json=body, headers={"If-Match": unset.headers["ETag"]})
    assert (first.status_code, first.headers["ETag"]) == (200, '"v1"')
    assert client.put(url, json=body, headers={"If-Match": '"v0"'}).status_code == 412
    said = stage.said("registry.district_settings_changed")
    assert [(event["words"]["社区"], event["statement_period"]) for event in said] == [("居民区", "half_year")]
    picture = stage.client().get(f"{API}/districts/310106/emblem")
    assert (picture.content_type, picture.data[:4]) == ("image/png", b"\x89PNG")
    for by, status in [(None, 401), (SECRETARY, 403), (Actor("d2", "district_officer", ("310101",)), 403)]:
        assert stage.client(by).put(url, json=body, headers={"If-Match": '"v1"'}).status_code == status
    for bad in (
        {"words": {"党徽": "x"}}, {"words": {"社区": "x" * 13}}, {"emblem": "image/svg+xml;base64,PHN2Zy8+"},
        {"emblem": "image/png;base64," + "A" * 140_000}, {"statement_period": "week"}, {"organiser": "\u202e"},
        {"x": 1},
    ):  # fmt: skip
        assert client.put(url, json=bad, headers={"If-Match": '"v1"'}).status_code == 422, bad
    assert client.get(f"{API}/districts/999999/settings").status_code == 404
    assert client.get(f"{API}/districts/999999/emblem").status_code == 404


def test_the_tree_is_sent_again_only_when_something_changed(stage):
    client, url = stage.client(), f"{API}/places/tree?district=310106"
    first = client.get(url)
    assert len(first.json["streets"]) == 14
    assert len(first.data) < 60_000
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    officer = stage.client(DISTRICT)
    tag = {"If-Match": officer.get(f"{API}/places/310106006005").headers["ETag"]}
    officer.patch(f"{API}/places/310106006005", json={"phone": "12345"}, headers=tag)
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert client.get(f"{API}/places/tree?district=999999").status_code == 404


def test_the_operators_command(stage, database, tmp_path):
    house = House(service)
    first = Stage(service, settings_for(database.uri("places_command")))
    house.store = first.store
    (tmp_path / "list.csv").write_bytes((DATA / "110102.csv").read_bytes())
    run = CliRunner().invoke(import_places, [str(tmp_path / "list.csv"), "--district", "110102"], obj=house)
    assert run.output == "110102: added=279 renamed=0 missing=0 same=0\n"
    assert first.db[Place.collection].count_documents({}) == 279
    run = CliRunner().invoke(import_places, [str(tmp_path / "list.csv"), "--district", "310106"], obj=house)
    assert run.exit_code == 1
    assert "110102" not in run.output
