"""Signing up over HTTP by every role, and what time and other services' news bring."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from tests.builders_signups import (
    DISTRICT,
    HERE,
    OTHER_STAFF,
    STAFF,
    STARTS,
    STREET,
    STREET_OFFICER,
    THERE,
    a_member,
    a_person,
    a_shift,
    its_seats,
)
from tests.servers import Database
from tests.stage import Stage, settings_for

API = "/activities/api/v1"
HOUR = timedelta(hours=1)
TABLES = ("shifts", "seats", "people", "signups", "calendars", "outbox", "answers", "streams", "owed")


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_signups")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    """One shift of one seat, and four members: m1 to m3 of its community, m4 of another."""
    for name in TABLES:
        whole.db[name].delete_many({})
    whole.clock.now = STARTS - timedelta(days=5)
    put(whole, a_person(), a_person("m2"), a_person("m3"), a_person("m4", community=THERE))
    open_shift(whole, capacity=1)
    return whole


def put(stage: Stage, *documents: Any) -> None:
    for document in documents:
        stage.db[document.collection].insert_one(document.row())


def open_shift(stage: Stage, id: str = "s1", **more: Any) -> None:
    shift = a_shift(id, **more)
    put(stage, shift, its_seats(shift))


def member(stage: Stage, id: str = "m1") -> FlaskClient:
    return stage.client(a_member(id))


def sign_up(stage: Stage, id: str = "m1", shift: str = "s1") -> Any:
    return member(stage, id).post(f"{API}/shifts/{shift}/signups")


def listed(client: FlaskClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{API}/{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def state_of(stage: Stage, id: str) -> str:
    return stage.db["signups"].find_one({"_id": f"s1.{id}"})["state"]


def test_from_signing_up_to_the_next_in_line(stage: Stage) -> None:
    first = sign_up(stage)
    assert (first.status_code, first.json["state"]) == (201, "accepted")
    assert "报名成功" in first.json["text"]
    assert set(first.json) == {
        "id", "shift", "activity", "title", "place", "where", "starts", "ends", "state", "text", "number", "until",
        "reason", "asked_at",
    }  # fmt: skip
    assert [sign_up(stage, each).json["number"] for each in ("m2", "m3")] == [1, 2]
    assert "候补第 2 号" in listed(member(stage, "m3"), "me/signups")[0]["text"]
    assert member(stage).post(f"{API}/signups/s1.m1/withdraw").json["state"] == "cancelled"
    stage.do_what_is_due()
    assert [said["member"] for said in stage.said("activities.seat_offered")] == ["m2"]
    assert member(stage, "m2").post(f"{API}/signups/s1.m2/decline").json["state"] == "declined"
    stage.do_what_is_due()
    assert member(stage, "m3").post(f"{API}/signups/s1.m3/accept").json["state"] == "accepted"
    todos = [(said["subject"], "since" in said) for said in stage.said() if said.get("todo", "").startswith("offer")]
    assert todos == [("s1.m2", True), ("s1.m2", False), ("s1.m3", True), ("s1.m3", False)]
    assert sign_up(stage).json["number"] == 3  # nothing is held against who withdrew


def test_an_offer_not_taken_goes_on_until_two_hours_before_the_start(stage: Stage) -> None:
    for each in ("m1", "m2", "m3"):
        sign_up(stage, each)
    member(stage).post(f"{API}/signups/s1.m1/withdraw")
    stage.do_what_is_due()
    stage.clock.move(hours=24, seconds=1)
    stage.do_what_is_due()
    assert (state_of(stage, "m2"), state_of(stage, "m3")) == ("expired", "offered")
    assert member(stage, "m2").post(f"{API}/signups/s1.m2/accept").status_code == 409
    stage.clock.now = STARTS - 2 * HOUR + timedelta(seconds=1)
    sign_up(stage, "m1")
    stage.do_what_is_due()
    assert state_of(stage, "m3") == "expired"
    seats = stage.db["seats"].find_one()
    assert (seats["taken"], seats["waiting"], seats["offer_due"]) == (0, 0, False)
    assert len(stage.said("activities.seat_offered")) == 2


def test_a_grown_capacity_is_offered_too(stage: Stage) -> None:
    for each in ("m1", "m2", "m3"):
        sign_up(stage, each)
    stage.db["seats"].update_one({"_id": "s1"}, {"$set": {"capacity": 3, "offer_due": True}})
    stage.do_what_is_due()
    assert [said["member"] for said in stage.said("activities.seat_offered")] == ["m2", "m3"]


def test_staff_answers_requests_and_sees_names_and_the_look_is_logged(stage: Stage) -> None:
    open_shift(stage, "s2", approval=True, capacity=1)
    for each in ("m1", "m2", "m3"):
        assert sign_up(stage, each, "s2").json["state"] == "requested"
        stage.clock.move(minutes=1)
    staff = stage.client(STAFF)
    waiting = listed(staff, "shifts/s2/signups", state="requested")
    assert [(each["member"], each["name"], each["masked_phone"]) for each in waiting] == [
        (id, f"测试{id}", "138****0001") for id in ("m1", "m2", "m3")
    ]
    looks = stage.said("activities.looked")
    assert [(look["what"], look["persons"]) for look in looks] == [("signups_of", ["m1", "m2", "m3"])]
    answer = staff.post(f"{API}/shifts/s2/signups/answer", json={"ids": ["s2.m2"], "answer": "declined"})
    assert (answer.json["items"][0]["state"], answer.json["left"]) == ("declined", 2)
    answer = staff.post(f"{API}/shifts/s2/signups/answer", json={"all": True, "answer": "accepted"})
    assert ([each["state"] for each in answer.json["items"]], answer.json["left"]) == (["accepted", "waitlisted"], 0)
    told = [(said["member"], said["answer"]) for said in stage.said("activities.signup_answered")]
    assert told == [("m2", "declined"), ("m1", "accepted"), ("m3", "waitlisted")]
    todos = [said for said in stage.said() if said.get("todo") == "signup_to_answer:s2"]
    assert ["since" in said for said in todos] == [True, False]


def test_staff_enters_who_called_and_withdraws_who_calls_again(stage: Stage) -> None:
    staff = stage.client(STAFF)
    entered = staff.post(f"{API}/shifts/s1/signups/entered", json={"member": "m2"})
    assert (entered.status_code, entered.json["state"], entered.json["name"]) == (201, "accepted", "测试m2")
    again = staff.post(f"{API}/shifts/s1/signups/entered", json={"member": "m2"})
    assert (again.status_code, again.json["code"]) == (409, "already_signed_up")
    assert staff.post(f"{API}/signups/s1.m2/cancel").json["state"] == "cancelled"
    assert [said["answer"] for said in stage.said("activities.signup_answered")] == ["accepted", "declined"]
    own = listed(member(stage, "m2"), "me/signups")[0]
    assert "社区" in own["text"]


def test_two_at_the_same_hour_are_refused_with_both_named(stage: Stage) -> None:
    open_shift(stage, "s2", title="邻里节", starts=STARTS + HOUR)
    sign_up(stage)
    answer = sign_up(stage, shift="s2")
    assert (answer.status_code, answer.json["code"]) == (409, "overlap")
    assert "“邻里节”（2026-11-28 13:00–14:00）" in answer.json["detail"]
    assert "“清洁家园”（2026-11-28 12:00–14:00）" in answer.json["detail"]
    member(stage).post(f"{API}/signups/s1.m1/withdraw")
    assert sign_up(stage, shift="s2").status_code == 201


def test_whom_activities_has_not_heard_of_tries_again(stage: Stage) -> None:
    answer = sign_up(stage, "m9")
    assert (answer.status_code, answer.json["code"]) == (409, "not_yet_known")


def test_a_repeated_request_is_answered_as_the_first_was(stage: Stage) -> None:
    head = {"Idempotency-Key": "k1"}
    first = member(stage).post(f"{API}/shifts/s1/signups", headers=head)
    member(stage).post(f"{API}/signups/s1.m1/withdraw")
    again = member(stage).post(f"{API}/shifts/s1/signups", headers=head)
    assert (again.status_code, again.json) == (201, first.json)
    assert state_of(stage, "m1") == "cancelled"


@pytest.mark.parametrize(("by", "method", "path", "status"), [
    (None, "POST", "shifts/s1/signups", 401),
    (STAFF, "POST", "shifts/s1/signups", 403),
    (a_member("m4"), "POST", "shifts/s1/signups", 409),
    (a_member(), "POST", "shifts/nothing/signups", 404),
    (a_member("m2"), "GET", "signups/s1.m1", 404),
    (a_member("m2"), "POST", "signups/s1.m1/withdraw", 404),
    (a_member("m2"), "POST", "signups/s1.m1/accept", 404),
    (a_member(), "POST", "signups/s1.m1/accept", 409),
    (a_member(), "POST", "signups/s1.m1/decline", 409),
    (a_member(), "GET", "shifts/s1/signups", 403),
    (a_member(), "POST", "signups/s1.m1/cancel", 403),
    (OTHER_STAFF, "GET", "shifts/s1/signups", 404),
    (STREET_OFFICER, "GET", "shifts/s1/signups", 404),
    (OTHER_STAFF, "POST", "signups/s1.m1/cancel", 404),
    (Actor("u9", "employer_officer", ("e1",)), "GET", "shifts/s1/signups", 403),
])  # fmt: skip
def test_who_may_not_is_refused(stage: Stage, by: Actor | None, method: str, path: str, status: int) -> None:
    sign_up(stage)
    answer = stage.client(by).open(f"{API}/{path}", method=method)
    assert answer.status_code == status, answer.text
    assert "测试m1" not in answer.text


@pytest.mark.parametrize(("path", "body"), [
    ("answer", {"answer": "accepted"}),
    ("answer", {"answer": "accepted", "all": True, "ids": ["s1.m1"]}),
    ("answer", {"answer": "maybe", "all": True}),
    ("answer", {"answer": {"$ne": "accepted"}, "all": True}),
    ("answer", {"answer": "accepted", "ids": [{"$gt": ""}]}),
    ("answer", {"answer": "accepted", "ids": []}),
    ("answer", {"answer": "accepted", "all": True, "force": True}),
    ("answer", [1]),
    ("entered", {}),
    ("entered", {"member": {"$ne": ""}}),
    ("entered", {"member": "m\u0000"}),
    ("entered", {"member": "m\u202e1"}),
    ("entered", {"member": "m1", "name": "测试"}),
    ("entered", {"member": "m" * 65}),
])  # fmt: skip
def test_bad_input_gets_a_clear_answer_and_changes_nothing(stage: Stage, path: str, body: Any) -> None:
    answer = stage.client(STAFF).post(f"{API}/shifts/s1/signups/{path}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json["fields"]
    assert stage.db["signups"].count_documents({}) == 0


@pytest.mark.parametrize("query", ["state=new", "state[$ne]=x", "cursor=zzz", "limit=0", "state=accepted&x=1"])
def test_a_bad_question_gets_a_clear_answer(stage: Stage, query: str) -> None:
    assert stage.client(STAFF).get(f"{API}/shifts/s1/signups?{query}").status_code == 422


def test_pages_follow_each_other_without_a_gap(stage: Stage) -> None:
    open_shift(stage, "s2", capacity=9)
    put(stage, *(a_person(f"p{n}") for n in range(5)))
    for n in range(5):
        sign_up(stage, f"p{n}", "s2")
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = stage.client(STAFF).get(f"{API}/shifts/s2/signups", query_string=query).json
        seen, cursor = seen + [each["member"] for each in page["items"]], page["next"]
    assert seen == [f"p{n}" for n in range(5)]


def test_what_is_over_is_on_another_list(stage: Stage) -> None:
    sign_up(stage)
    assert listed(member(stage), "me/signups", past=True) == []
    stage.clock.now = STARTS + timedelta(days=2)
    assert listed(member(stage), "me/signups") == []
    assert [each["id"] for each in listed(member(stage), "me/signups", past=True)] == ["s1.m1"]


def test_who_leaves_closes_or_is_erased_gives_back_what_lies_ahead(stage: Stage) -> None:
    open_shift(stage, "s2", capacity=3, starts=STARTS + 3 * HOUR, ends=STARTS + 4 * HOUR)
    for each in ("m1", "m2", "m3"):
        sign_up(stage, each, "s2")
    left = {"member": "m1", "state": "left", "sealed": {"of": "m1", "box": "x"}}
    stage.hear(registry.MemberChanged.model_validate(left), registry.AccountClosed(member="m2"),
               registry.MemberErased(member="m3"), times=2)  # fmt: skip
    stage.do_what_is_due()
    rows = {row["member"]: (row["state"], row["reason"]) for row in stage.db["signups"].find()}
    assert rows == {"m1": ("cancelled", "left"), "m2": ("cancelled", "left")}
    assert stage.db["seats"].find_one({"_id": "s2"})["taken"] == 0
    assert stage.db["calendars"].find_one({"_id": "m3"}) is None
    assert stage.said("activities.signup_answered") == []


def test_a_transfer_costs_nobody_their_seat(stage: Stage) -> None:
    sign_up(stage)
    moved = {"member": "m1", "state": "transferring", "community": HERE, "street": STREET, "district": DISTRICT,
             "sealed": {"of": "m1", "box": "x"}}  # fmt: skip
    stage.hear(registry.MemberChanged.model_validate(moved))
    stage.do_what_is_due()
    assert state_of(stage, "m1") == "accepted"


def test_the_reminder_comes_once_the_day_before_and_never_at_night(stage: Stage) -> None:
    open_shift(stage, "s2", capacity=3, starts=STARTS + 3 * HOUR, ends=STARTS + 4 * HOUR)
    sign_up(stage)
    sign_up(stage, shift="s2")
    stage.clock.now = STARTS - timedelta(hours=26, minutes=1)  # 09:59 the day before
    stage.do_what_is_due()
    assert stage.said("activities.shift_reminded") == []
    stage.clock.now = STARTS - 14 * HOUR  # 22:00: the hour was missed, and it is night
    stage.do_what_is_due()
    assert stage.said("activities.shift_reminded") == []
    stage.clock.now = STARTS - 4 * HOUR  # 08:00
    sign_up(stage, "m2", "s2")  # after the moment: needs none
    stage.do_what_is_due()
    stage.do_what_is_due()
    assert [(said["member"], said["shift"]) for said in stage.said("activities.shift_reminded")] == [("m1", "s1")]
