"""Members over HTTP."""

from itertools import count

import pytest

from services.registry.members.model import CONSENT_VERSION, Member
from services.registry.members.names import spelled
from services.registry.places.search import pinyin_key
from services.registry.service import service
from shared.documents import Actor
from tests.builders_members import DISTRICT, HERE, ITS_OFFICER, SECRETARY, STREET, set_up, settle_people
from tests.stage import Stage, settings_for

API = "/registry/api/v1"
NUMBERS = count(200)
NAMES = ["测试·艾力", "单雄信", "𠮷田静", "王伟", "欧阳玉华"]


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("registry_members")))
    set_up(stage)
    for number, name in enumerate(NAMES):
        key = pinyin_key(name)
        stage.db["members"].insert_one(Member(
            id=f"m{number}", name=name, pinyin=key, spelling=spelled(key), state="reported", community=HERE,
            street=STREET, district=DISTRICT, skills=["书法"][: number % 2], scopes=[f"m{number}", HERE, STREET],
        ).row())  # fmt: skip
    return stage


@pytest.fixture
def secretary(stage):
    return stage.client(SECRETARY)


def test_a_profile_is_filled_in_edited_and_guarded_by_its_version(stage):
    (member,) = settle_people(stage, 1, start=100)
    client = stage.client(member)
    mine = client.get(f"{API}/me/profile")
    assert (mine.json["on_roster"], mine.json["known"]["phone"]) == (True, "+8613800000100")
    sent = {"skills": ["书法", "书法"], "free_times": ["周六上午"], "channel": "email", "email": "A@Example.com",
            "not_now_until": "2027-01-01T00:00:00+08:00"}  # fmt: skip
    assert client.patch(f"{API}/me/profile", json=sent).status_code == 428
    changed = client.patch(f"{API}/me/profile", json=sent, headers={"If-Match": mine.headers["ETag"]})
    assert (changed.json["skills"], changed.json["not_now_until"]) == (["书法"], "2026-12-31T16:00:00Z")
    stale = client.patch(f"{API}/me/profile", json=sent, headers={"If-Match": mine.headers["ETag"]})
    assert stale.status_code == 412
    ended = client.patch(
        f"{API}/me/profile", json={"not_now_until": None}, headers={"If-Match": changed.headers["ETag"]}
    )  # fmt: skip
    assert ended.json["not_now_until"] is None
    assert client.get(f"{API}/me/profile").json["known"]["email"] == "a@example.com"
    assert stage.said("registry.looked") == []


@pytest.mark.parametrize(("sent", "field"), [
    ({"rank": 1}, "rank"), ({"skills": "书法"}, "skills"), ({"skills": ["字" * 31]}, "skills.0"),
    ({"skills": ["一"] * 21}, "skills"), ({"free_times": ["随时"]}, "free_times.0"), ({"email": "@"}, "email"),
    ({"channel": {"$ne": ""}}, "channel"), ({"interests": ["\u202e书"]}, "interests"),
    ({"not_now_until": "2026-02-30T00:00:00Z"}, "not_now_until"),
    ({"not_now_until": "2027-01-01T00:00:00"}, "not_now_until"), ({"skills": None}, None),
])  # fmt: skip
def test_what_is_wrong_in_a_profile_is_named(stage, sent, field):
    (member,) = settle_people(stage, 1, start=next(NUMBERS))
    answer = stage.client(member).patch(f"{API}/me/profile", json=sent, headers={"If-Match": '"v0"'})
    if field is None:
        assert answer.status_code == 200, "nothing was said, nothing changes"
    else:
        assert (answer.status_code, [problem["field"] for problem in answer.json["fields"]]) == (422, [field])


def test_consent_is_recorded(stage):
    (member,) = settle_people(stage, 1, start=101)
    client = stage.client(member)
    given = client.post(f"{API}/me/consent", json={"consent_version": CONSENT_VERSION}).json
    assert (given["consent_version"], given["consent_at"]) == (CONSENT_VERSION, "2026-11-23T04:00:00Z")
    assert client.post(f"{API}/me/consent", json={"consent_version": "1"}).json["code"] == "consent_needed"


def test_names_come_in_the_order_of_a_directory_page_by_page(secretary):
    names, cursor = [], None
    for _ in range(3):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = secretary.get(f"{API}/members", query_string=query).json
        names, cursor = names + [item["name"] for item in page["items"]], page["next"]
    assert (names, cursor) == (sorted(NAMES, key=pinyin_key), None)


def test_members_are_searched_and_filtered(secretary):
    def found(**sent):
        return [item["name"] for item in secretary.post(f"{API}/members/search", json=sent).json["items"]]

    assert found(text="ouyang") == ["欧阳玉华"]
    assert found(text="shanx") == ["单雄信"]
    assert found(text="oyyh") == ["欧阳玉华"]
    assert (found(text="sxx"), found(text="zz")) == (["单雄信"], [])
    assert found(text="𠮷") == ["𠮷田静"]
    assert found(text="$") == []
    assert found(skill="书法") == ["单雄信", "王伟"]
    assert secretary.get(f"{API}/members", query_string={"skill": "书法"}).json["items"][0]["name"] == "单雄信"


@pytest.mark.parametrize("query", [
    {"limit": 0}, {"limit": 201}, {"cursor": "!"}, {"name": "王"}, {"free_time": "随时"},
])  # fmt: skip
def test_a_list_asked_wrongly_is_refused(secretary, query):
    assert secretary.get(f"{API}/members", query_string=query).status_code == 422


def test_a_look_at_the_whole_phone_is_logged(stage, secretary):
    (member,) = settle_people(stage, 1, start=102)
    stage.db["members"].update_one({"_id": member.id}, {"$set": {"scopes": [member.id, HERE], "community": HERE}})
    stage.db["outbox"].delete_many({})
    assert secretary.get(f"{API}/members/{member.id}").json["masked_phone"] == "138****0102"
    assert secretary.post(f"{API}/members/{member.id}/contact").json["phone"] == "+8613800000102"
    looks = stage.said("registry.looked")
    assert [(look["what"], look["by"], look["persons"]) for look in looks] == [
        ("member_card", "u1", [member.id]), ("member_contact", "u1", [member.id]),
    ]  # fmt: skip


@pytest.mark.parametrize(("by", "status"), [
    (None, 401), (ITS_OFFICER, 403), (Actor("m1", "member", ("m1",)), 403), (Actor("o", "operator", ()), 403),
    (Actor("u6", "secretary", ("310101001001",)), 404),
])  # fmt: skip
def test_nobody_else_sees_a_member(stage, by, status):
    client = stage.client(by)
    assert client.get(f"{API}/members/m1").status_code == status
    assert client.post(f"{API}/members/m1/contact").status_code == status
