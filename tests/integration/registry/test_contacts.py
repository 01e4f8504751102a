"""Pairings and visits over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.registry.places.model import HomeBranch, Place
from services.registry.service import service
from shared.documents import Actor
from tests.stage import Stage, settings_for

API = "/registry/api/v1"
DISTRICT, STREET, OTHER_STREET = "310106", "310106006", "310106012"
HERE, THERE, ELSEWHERE = "310106006003", "310106006005", "310106012001"
WORDS = {"kind": "home_visit", "text": "三号楼老人想学用手机", "next_step": "约周六上午"}


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("registry_contacts")))
    places = [Place(id=DISTRICT, level="district", name="测试区", district=DISTRICT, scopes=[DISTRICT])]
    for street in (STREET, OTHER_STREET):
        above = [DISTRICT, street]
        places.append(Place(id=street, level="street", name="街道", parent=DISTRICT, district=DISTRICT, scopes=above))
    for code in (HERE, THERE, ELSEWHERE):
        street = code[:9]
        places.append(Place(id=code, level="community", name=f"{code[-1]}村", parent=street, street=street,
                            district=DISTRICT, scopes=[DISTRICT, street, code]))  # fmt: skip
    stage.db["places"].insert_many([place.row() for place in places])
    branch = HomeBranch(id="b1", community=HERE, name="第一党支部", scopes=[DISTRICT, STREET, HERE])
    stage.db["home_branches"].insert_one(branch.row())
    return stage


@pytest.fixture(autouse=True)
def nothing_yet(stage):
    for name in ("pairings", "branches_paired", "visits", "months_of_visits", "accounts", "logins_taken", "outbox",
                 "credentials", "standings", "keys"):  # fmt: skip
        stage.db[name].delete_many({})


@pytest.fixture
def street(stage):
    return stage.client(Actor("s1", "street_officer", (STREET,)))


@pytest.fixture
def instructor(street):
    return street.post(f"{API}/accounts", json={"login": "jiang", "role": "instructor", "name": "蒋志远"}).json["id"]


def as_instructor(stage, account):
    """With the token of before any pairing: what counts is the account's standing."""
    return stage.client(Actor(account, "instructor", ()))


def pair(street, instructor, /, community=HERE, **more):
    return street.post(f"{API}/pairings", json={"instructor": instructor, "community": community, **more})


def test_a_pairing_lets_the_instructor_in_at_once_and_its_end_shuts_them_out(stage, street, instructor):
    made = pair(street, instructor)
    assert (made.status_code, made.json["branch_name"], made.json["instructor_name"]) == (201, "3村", "蒋志远")
    client = as_instructor(stage, instructor)
    assert client.post(f"{API}/visits", json={"community": HERE} | WORDS).status_code == 201
    assert client.get(f"{API}/pairings").json["items"] == [made.json]
    assert street.post(f"{API}/pairings/{made.json['id']}/end").json["current"] is False
    assert street.post(f"{API}/pairings/{made.json['id']}/end").status_code == 409
    assert client.post(f"{API}/visits", json={"community": HERE} | WORDS).json["fields"][0]["field"] == "community"
    assert len(client.get(f"{API}/visits").json["items"]) == 1
    assert [each["scopes"] for each in stage.said("registry.account_changed")] == [[], [HERE], []]
    ended = street.get(f"{API}/pairings?current=false").json["items"]
    assert [each["ended_at"] is not None for each in ended] == [True]


def test_of_two_who_pair_one_branch_at_once_one_is_told(stage, street, instructor):
    second = street.post(f"{API}/accounts", json={"login": "wu.min", "role": "instructor", "name": "吴敏"}).json["id"]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda id: pair(stage.client(Actor("s1", "street_officer", (STREET,))), id),
                                   [instructor, second]))  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert stage.db["pairings"].count_documents({"current": True}) == 1
    assert sorted(len(row["grants"]) for row in stage.db["accounts"].find()) == [0, 1]


def test_two_pairings_of_one_account_at_once_both_count(stage, street, instructor):
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda code: pair(stage.client(Actor("s1", "street_officer", (STREET,))),
                                                     instructor, code), [HERE, THERE]))  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 201]
    account = stage.db["accounts"].find_one({"_id": instructor})
    assert (account["grants"], account["paired"]) == ([HERE, THERE], [HERE, THERE])


def test_the_street_sees_pairings_what_is_missing_and_each_load(stage, street, instructor):
    assert [each["id"] for each in street.get(f"{API}/pairings/missing").json["items"]] == [HERE, THERE]
    pair(street, instructor, branch="b1")
    pair(street, instructor)
    as_instructor(stage, instructor).post(f"{API}/visits", json={"community": HERE} | WORDS)
    assert [each["id"] for each in street.get(f"{API}/pairings/missing").json["items"]] == [THERE]
    load = street.get(f"{API}/instructors").json["items"]
    assert [(each["account"]["name"], each["pairings"], each["visits"]) for each in load] == [("蒋志远", 2, 1)]
    assert {each["branch_name"] for each in items(street, "pairings")} == {"3村", "第一党支部"}
    assert items(street, f"pairings?community={THERE}") == []
    district = stage.client(Actor("d1", "district_officer", (DISTRICT,)))
    assert len(items(district, "pairings")) == 2
    assert [each["id"] for each in items(district, "pairings/missing")] == [THERE, ELSEWHERE]
    other = stage.client(Actor("s2", "street_officer", (OTHER_STREET,)))
    assert items(other, "pairings") == items(other, "instructors") == items(other, f"pairings?community={HERE}") == []


def test_visits_are_seen_by_their_author_the_secretary_and_the_street(stage, street, instructor):
    pair(street, instructor)
    made = as_instructor(stage, instructor).post(f"{API}/visits", json={"community": HERE} | WORDS).json
    assert (made["day"], made["text"]) == ("2026-11-23", WORDS["text"])
    secretary = stage.client(Actor("k1", "secretary", (HERE,)))
    for client in (secretary, street):
        assert items(client, "visits") == [made]
        assert client.get(f"{API}/visits/{made['id']}").json == made
    for actor in (Actor("k2", "secretary", (THERE,)), Actor("s2", "street_officer", (OTHER_STREET,)),
                  Actor("i2", "instructor", (HERE,))):  # fmt: skip
        assert items(stage.client(actor), "visits") == []
        assert stage.client(actor).get(f"{API}/visits/{made['id']}").status_code == 404
    for role in ("staff", "member", "employer_officer", "operator", "district_officer"):
        assert stage.client(Actor("x", role, (HERE,))).get(f"{API}/visits").status_code == 403
    assert stage.client().get(f"{API}/visits").status_code == 401
    assert WORDS["text"] not in str(list(stage.db["visits"].find())) + str(stage.said())


def test_an_edit_needs_the_version_and_the_author_within_a_week(stage, street, instructor):
    pair(street, instructor)
    client = as_instructor(stage, instructor)
    made = client.post(f"{API}/visits", json={"community": HERE} | WORDS)
    path, sent = f"{API}/visits/{made.json['id']}", {"community": HERE} | WORDS | {"kind": "phone"}
    assert client.put(path, json=sent).status_code == 428
    edited = client.put(path, json=sent, headers={"If-Match": made.headers["ETag"]})
    assert (edited.json["kind"], edited.headers["ETag"]) == ("phone", '"v1"')
    assert client.put(path, json=sent, headers={"If-Match": '"v0"'}).status_code == 412
    assert street.put(path, json=sent, headers={"If-Match": '"v1"'}).status_code == 403
    counts = items(street, "visits/counts?month=2026-11")
    assert [(each["community"]["id"], sum(each["visits"].values())) for each in counts] == [(HERE, 1), (THERE, 0)]


def test_a_key_sent_twice_logs_once(stage, street, instructor):
    pair(street, instructor)
    client, head = as_instructor(stage, instructor), {"Idempotency-Key": "once"}
    first, again = (client.post(f"{API}/visits", json={"community": HERE} | WORDS, headers=head) for _ in range(2))
    assert (first.json, stage.db["visits"].count_documents({})) == (again.json, 1)
    other = client.post(f"{API}/visits", json={"community": HERE, "kind": "phone", "text": "另一条"}, headers=head)
    assert other.json["code"] == "idempotency_key_reused"


def test_pages_of_visits_follow_each_other(stage, street, instructor):
    pair(street, instructor)
    client = as_instructor(stage, instructor)
    for day in (1, 2, 2, 2, 3):
        sent = {"community": HERE, "day": f"2026-11-0{day}"} | WORDS
        assert client.post(f"{API}/visits", json=sent).status_code == 201
    days, cursor = [], ""
    while cursor is not None:
        page = street.get(f"{API}/visits", query_string={"limit": 2} | ({"cursor": cursor} if cursor else {})).json
        days += [each["day"][-1] for each in page["items"]]
        cursor = page["next"]
    assert days == ["3", "2", "2", "2", "1"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"community": {"$gt": ""}}, {"community": "1"}, {"day": "2026-02-30"}, {"day": "2026-11-24"},
        {"kind": "patrol"}, {"text": ""}, {"text": "楼" * 2001}, {"text": "a\x00b"}, {"text": "a\u202eb"},
        {"text": ["a"]}, {"photo": "x"}, {"location": "121.4,31.2"},
    ],
)  # fmt: skip
def test_a_wrong_visit_is_refused_by_field_without_being_repeated(stage, street, instructor, wrong):
    pair(street, instructor)
    sent = {"community": HERE} | WORDS | wrong
    answer = as_instructor(stage, instructor).post(f"{API}/visits", json=sent)
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, next(iter(wrong)))
    assert WORDS["text"] not in answer.text
    assert stage.db["visits"].count_documents({}) == 0


@pytest.mark.parametrize(
    "query", ["visits/counts", "visits/counts?month=2026-13", "visits?community=x", "visits?nope=1", "visits?cursor=1",
              "pairings?current=maybe", "instructors?limit=0"],
)  # fmt: skip
def test_a_wrong_question_is_refused(street, query):
    assert street.get(f"{API}/{query}").status_code == 422


@pytest.mark.parametrize("wrong", [{"instructor": {"$ne": ""}}, {"branch": ["b1"]}, {"since": "2020"}])
def test_a_wrong_pairing_is_refused(stage, street, instructor, wrong):
    answer = pair(street, instructor, **wrong)
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, next(iter(wrong)))
    assert stage.db["pairings"].count_documents({}) == 0


def test_only_the_street_officer_of_the_place_pairs(stage, street, instructor):
    for role in ("district_officer", "secretary", "instructor", "member"):
        assert pair(stage.client(Actor("x", role, (DISTRICT,))), instructor).status_code == 403
    other = stage.client(Actor("s2", "street_officer", (OTHER_STREET,)))
    assert pair(other, instructor, ELSEWHERE).json["fields"][0]["field"] == "instructor"
    made = pair(street, instructor).json
    assert other.post(f"{API}/pairings/{made['id']}/end").status_code == 404


def test_a_closed_communitys_pairing_ends_and_words_go_in_time(stage, street, instructor):
    pair(street, instructor)
    as_instructor(stage, instructor).post(f"{API}/visits", json={"community": HERE} | WORDS)
    stage.db["places"].update_one({"_id": HERE}, {"$set": {"active": False, "closed_into": THERE}})
    try:
        stage.do_what_is_due()
        assert items(street, "pairings") == []
        assert stage.db["accounts"].find_one({"_id": instructor})["grants"] == []
    finally:
        stage.db["places"].update_one({"_id": HERE}, {"$set": {"active": True, "closed_into": None}})
    before = stage.clock.now
    stage.clock.move(days=730)
    stage.do_what_is_due()
    stage.clock.now = before
    assert stage.db["visits"].find_one()["sealed"] is None
    assert stage.db["keys"].count_documents({"local": True}) == 0


def items(client, path):
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json["items"]
