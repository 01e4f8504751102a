"""Complaints over HTTP, with a sign-in and without."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from shared.housekeeping import sweep
from tests.stage import START, Stage, settings_for

API = "/activities/api/v1"
DISTRICT, STREET, HERE, THERE = "310106", "310106006", "310106006003", "310106006005"
MEMBER = Actor("m1", "member", ("m1",))
SECRETARY = Actor("k1", "secretary", (HERE,))
OF_THERE = Actor("k2", "secretary", (THERE,))
OF_STREET = Actor("s1", "street_officer", (STREET,))
OF_DISTRICT = Actor("d1", "district_officer", (DISTRICT,))
SAID = {"kind": "suggestion", "place": HERE, "text": "希望活动排在周末", "contact": "13800000001"}


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("activities_complaints")))
    for code, level, name in ((DISTRICT, "district", "测试区"), (STREET, "street", "测试街道"),
                              (HERE, "community", "一村"), (THERE, "community", "二村")):  # fmt: skip
        street = STREET if level != "district" else None
        stage.hear(registry.PlaceChanged(place=code, level=level, name=name, district=DISTRICT, street=street))
    return stage


@pytest.fixture(autouse=True)
def nothing_yet(stage):
    for name in ("complaints", "throttles", "keys", "outbox", "answers"):
        stage.db[name].delete_many({})
    yield
    stage.clock.now = START


def leave(stage, by=None, headers=None, **more):
    return stage.client(by).post(f"{API}/complaints", json=SAID | more, headers=headers)


def check(stage, code, by=None):
    return stage.client(by).post(f"{API}/complaints/check", json={"code": code})


def items(stage, by, path="complaints"):
    answer = stage.client(by).get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def test_from_nobody_signed_in_to_the_answer_by_code(stage):
    made = leave(stage)
    assert made.status_code == 201
    assert SAID["text"] not in made.text
    code = made.json["code"]
    assert check(stage, code).json["state"] == "waiting"
    stage.clock.move(days=2)
    [waiting] = items(stage, SECRETARY)
    assert (waiting["text"], waiting["contact"], waiting["days"]) == (SAID["text"], SAID["contact"], 2)
    path = f"{API}/complaints/{waiting['id']}"
    assert stage.client(SECRETARY).post(f"{path}/answer", json={"text": "下月起排在周六"}).status_code == 200
    answer = check(stage, code.lower(), OF_THERE)
    assert (answer.json["answer"], answer.json["days"]) == ("下月起排在周六", 2)
    assert SAID["text"] not in answer.text
    assert items(stage, SECRETARY) == []
    assert len(items(stage, SECRETARY, "complaints?state=answered")) == 1
    assert stage.client(SECRETARY).post(f"{path}/answer", json={"text": "再答"}).status_code == 409
    assert [row["kind"] for row in stage.said("activities.todo_opened")] == ["complaint_to_answer"]
    assert len(stage.said("activities.todo_closed")) == 2


def test_neither_the_code_nor_the_words_nor_the_author_can_be_read_from_the_database_or_the_bus(stage):
    code = leave(stage, MEMBER).json["code"]
    names = [name for name in stage.db.list_collection_names() if name != "throttles"]
    everything = str([list(stage.db[name].find()) for name in names])
    for secret in (code, SAID["text"], SAID["contact"]):
        assert secret not in everything
    [line] = [line for line in stage.said("activities.acted") if line["what"] == "leave_complaint"]
    assert (line["by"], line["role"], line["origin"]) == ("public", "public", "")
    [row] = stage.db["complaints"].find()
    assert "m1" not in str({name: value for name, value in row.items() if name not in ("scopes", "sealed")})


def test_a_member_sees_their_own_and_an_erased_one_leaves_only_the_matter(stage):
    leave(stage, MEMBER)
    assert [each["text"] for each in items(stage, MEMBER, "me/complaints")] == [SAID["text"]]
    assert items(stage, Actor("m2", "member", ("m2",)), "me/complaints") == []
    assert stage.client().get(f"{API}/me/complaints").status_code == 401
    stage.hear(registry.MemberErased(member="m1"))
    stage.do_what_is_due()
    assert items(stage, MEMBER, "me/complaints") == []
    [left] = items(stage, SECRETARY)
    assert (left["text"], left["contact"]) == (SAID["text"], "")


def test_who_is_not_of_the_place_sees_nothing_and_does_nothing(stage):
    leave(stage)
    [one] = items(stage, SECRETARY)
    for by in (OF_THERE, OF_STREET, OF_DISTRICT):
        client = stage.client(by)
        assert items(stage, by) == []
        assert client.get(f"{API}/complaints/{one['id']}").status_code == 404
        assert client.post(f"{API}/complaints/{one['id']}/answer", json={"text": "好"}).status_code == 404
        assert client.post(f"{API}/complaints/{one['id']}/pass-on", json={"place": THERE}).status_code == 404
    for role in ("member", "instructor", "employer_officer", "operator"):
        assert stage.client(Actor("x", role, (HERE,))).get(f"{API}/complaints").status_code == 403
    leave(stage, kind="complaint")
    assert [each["kind"] for each in items(stage, OF_STREET)] == ["complaint"], "never only those it is about"


def test_it_is_passed_on_once_climbs_when_nobody_answers_and_goes_a_year_after_the_answer(stage):
    code = leave(stage).json["code"]
    [one] = items(stage, SECRETARY)
    path = f"{API}/complaints/{one['id']}"
    assert stage.client(SECRETARY).post(f"{path}/pass-on", json={"place": THERE}).json["place_name"] == "二村"
    again = stage.client(OF_THERE).post(f"{path}/pass-on", json={"place": HERE})
    assert (again.status_code, again.json["code"]) == (409, "passed_on_already")
    for days, by in ((7, OF_STREET), (7, OF_DISTRICT)):
        assert items(stage, by) == []
        stage.clock.move(days=days)
        stage.do_what_is_due()
        sweep(stage.store, stage.settings)
        assert [each["overdue"] for each in items(stage, by)] == [True]
    steps = check(stage, code).json["steps"]
    assert [step["what"] for step in steps] == ["asked", "passed_on", "climbed", "climbed"]
    last = [row for row in stage.said("activities.todo_opened") if row["kind"] == "complaint_overdue"][-1]
    assert (last["scopes"], last["roles"]) == ([STREET, DISTRICT], ["street_officer", "district_officer"])
    stage.client(OF_STREET).post(f"{path}/answer", json={"text": "已安排"})
    stage.clock.move(days=364)
    stage.do_what_is_due()
    sweep(stage.store, stage.settings)
    assert check(stage, code).json["answer"] == "已安排"
    stage.clock.move(days=1)
    stage.do_what_is_due()
    assert check(stage, code).json["code"] == "code_unknown"
    assert stage.db["keys"].count_documents({}) == 0


def test_the_public_is_limited_by_network_and_hour_and_told_how_long(stage):
    answers = [leave(stage) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert leave(stage, MEMBER).status_code == 201
    stage.clock.move(hours=1)
    assert leave(stage).status_code == 201


def test_wrong_codes_are_limited_too(stage):
    answers = [check(stage, "ABCDEFGHJKLM") for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {404}
    assert (answers[30].status_code, answers[30].headers["Retry-After"]) == (429, "3600")


def test_of_two_who_answer_at_once_one_is_told(stage):
    leave(stage, kind="complaint")
    [one] = items(stage, SECRETARY)
    clients = [stage.client(SECRETARY), stage.client(OF_STREET)]
    with ThreadPoolExecutor(2) as threads:
        path = f"{API}/complaints/{one['id']}/answer"
        answers = list(threads.map(lambda client: client.post(path, json={"text": "好的"}).status_code, clients))
    assert sorted(answers) == [200, 409]


def test_a_key_sent_twice_leaves_one_with_the_same_code(stage):
    first, again = (leave(stage, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert first.json == again.json
    assert stage.db["complaints"].count_documents({}) == 1


def test_the_oldest_comes_first_and_pages_follow_each_other(stage):
    for n in range(5):
        leave(stage, text=f"第{n}条")
        stage.clock.move(minutes=5)
    texts, cursor = [], ""
    while cursor is not None:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = stage.client(SECRETARY).get(f"{API}/complaints", query_string=query).json
        texts += [each["text"] for each in page["items"]]
        cursor = page["next"]
    assert texts == [f"第{n}条" for n in range(5)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "praise"}, {"about": "person"}, {"place": {"$gt": ""}}, {"place": "31010"}, {"text": ""},
        {"text": " "}, {"text": "长" * 2001}, {"text": "a\x00b"}, {"text": "a\u202eb"}, {"text": {"$ne": 1}},
        {"contact": "1" * 201}, {"name": "某某"}, {"photo": "x"},
    ],
)  # fmt: skip
def test_a_wrong_one_is_refused_by_field_without_being_repeated(stage, wrong):
    answer = leave(stage, **wrong)
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, next(iter(wrong)))
    assert SAID["contact"] not in answer.text
    assert stage.db["complaints"].count_documents({}) == 0


@pytest.mark.parametrize("code", ["", {"$ne": ""}, "x" * 41, "a\x00", None])
def test_a_wrong_code_is_refused(stage, code):
    assert check(stage, code).status_code == 422


@pytest.mark.parametrize("query", ["state=gone", "state[$ne]=waiting", "limit=0", "cursor=x"])
def test_a_wrong_question_is_refused(stage, query):
    assert stage.client(SECRETARY).get(f"{API}/complaints?{query}").status_code == 422
