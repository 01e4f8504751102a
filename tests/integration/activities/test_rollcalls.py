"""Roll-calls and sheets over HTTP by every role, bad input, two at once, and what the clock does."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from services.activities.activities.model import Activity
from services.activities.privacy.queries import held_about
from services.activities.rollcalls import actions
from services.activities.service import service
from shared.documents import CLOCK, Actor
from shared.events import registry
from tests.builders_rollcalls import CODE, ENDS, INSTRUCTOR, LEADER, MINUTE, a_newcomer, all_of, shift_under_way
from tests.builders_signups import (
    DISTRICT,
    HERE,
    OTHER_STAFF,
    STAFF,
    STARTS,
    STREET_OFFICER,
    THERE,
    a_member,
    a_person,
    a_signup,
)
from tests.pdf_text import text_of
from tests.servers import Database
from tests.stage import Stage, settings_for

API = "/activities/api/v1"
LIST = f"{API}/shifts/s1/rollcall"
SHEETS = f"{API}/shifts/s1/sheets"
TABLES = (
    "activities", "shifts", "people", "signups", "attendances", "rollcalls", "records", "ledger", "told", "outbox",
    "answers", "streams", "owed", "keys",
)  # fmt: skip
ALL = {"all": "present", "nonce": "nonce-01"}


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_rollcalls")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    """A shift that begins just now, with three who signed up (m1 to m3), a leader m9, and a neighbour m8."""
    for name in TABLES:
        whole.db[name].delete_many({})
    whole.clock.now = STARTS
    shift = shift_under_way()
    signups = [a_signup(shift, f"m{n}", pinyin=f"ce4{n}", masked_phone="138****0001") for n in (1, 2, 3)]
    activity = Activity(id="a1", title=shift.title, place=HERE, place_name="三和花园社区", level="community",
                        district=DISTRICT, state="published", by="u1", starts=STARTS, ends=ENDS,
                        scopes=shift.scopes)  # fmt: skip
    neighbours = [a_person(f"m{n}") for n in (1, 2, 3, 8, 9)]
    put(whole, activity, shift, *signups, *neighbours, a_person("m7", community=THERE))
    return whole


def put(stage: Stage, *documents: Any) -> None:
    for document in documents:
        stage.db[document.collection].insert_one(document.row())


def post(stage: Stage, by: Actor | None, path: str, sent: Any, expect: int = 200, **headers: str) -> Any:
    answer = stage.client(by).post(path, json=sent, headers=headers)
    assert answer.status_code == expect, answer.text
    return answer.json


def seen(stage: Stage, by: Actor = STAFF) -> dict[str, str]:
    answer = stage.client(by).get(LIST)
    assert answer.status_code == 200, answer.text
    return {person["name"]: person["state"] for person in answer.json["people"]}


def test_from_the_list_to_what_is_recorded(stage: Stage) -> None:
    assert seen(stage, LEADER) == {"测试m1": "expected", "测试m2": "expected", "测试m3": "expected"}
    looked = stage.said("activities.looked")
    assert (looked[0]["by"], looked[0]["persons"]) == ("m9", ["m1", "m2", "m3"])
    marked = post(stage, LEADER, LIST, ALL | {"but": {"s1.m2": "late", "s1.m3": "absent"}})
    assert {each["id"]: each["state"] for each in marked["items"]} == {
        "s1.m1": "present", "s1.m2": "late", "s1.m3": "absent",
    }  # fmt: skip
    assert "name" not in marked["items"][0]
    found = post(stage, LEADER, f"{LIST}/find", {"name": "测试m8"})["items"]
    assert found == [{"member": "m8", "name": "测试m8", "masked_phone": ""}]
    post(stage, LEADER, f"{LIST}/add", {"member": "m8", "nonce": "nonce-02"})
    stage.clock.now = ENDS + MINUTE
    stage.do_what_is_due()
    assert stage.said("activities.todo_opened")[0]["todo"] == "shift_to_record:s1"
    closed = post(stage, LEADER, f"{LIST}/close", {})
    assert (closed["shift"]["state"], closed["came"], closed["unmarked"]) == ("closed", 3, 0)
    assert [todo["todo"] for todo in stage.said("activities.todo_closed")] == ["shift_to_record:s1"]
    assert {row["member"] for row in stage.db["attendances"].find({"to_record": True})} == {"m1", "m2", "m8"}
    stage.do_what_is_due()
    assert {row["member"] for row in stage.db["records"].find()} == {"m1", "m2", "m8"}


def test_the_log_names_who_marked_and_nobody_above_sees_late_or_absent(stage: Stage) -> None:
    post(stage, LEADER, LIST, ALL | {"but": {"s1.m1": "absent"}})
    acted = stage.said("activities.acted")[-1]
    assert (acted["what"], acted["by"], acted["role"]) == ("mark", "m9", "member")
    assert all(set(row["scopes"]) == {row["member"], HERE} for row in stage.db["attendances"].find())
    assert "absent" not in str(stage.said())


@pytest.mark.parametrize(("method", "path", "sent"), [
    ("GET", LIST, None), ("POST", LIST, ALL), ("POST", f"{LIST}/find", {"name": "测试m8"}),
    ("POST", f"{LIST}/add", {"member": "m8", "nonce": "nonce-02"}), ("POST", f"{LIST}/close", {}),
    ("GET", f"{SHEETS}/signup.pdf", None), ("GET", f"{SHEETS}/rollcall.pdf", None),
])  # fmt: skip
def test_who_has_no_part_in_it_finds_nothing(stage: Stage, method: str, path: str, sent: Any) -> None:
    for by, status in ((OTHER_STAFF, 404), (STREET_OFFICER, 404), (a_member("m1"), 404), (None, 401),
                       (Actor("u8", "employer_officer", ("e1",)), 403)):  # fmt: skip
        assert stage.client(by).open(path, method=method, json=sent).status_code == status, by
    assert stage.db["attendances"].count_documents({}) == 0


def test_an_instructor_helps_with_paper_alone(stage: Stage) -> None:
    assert stage.client(INSTRUCTOR).get(LIST).status_code == 200
    post(stage, INSTRUCTOR, LIST, ALL, 403)
    post(stage, INSTRUCTOR._replace(scopes=(THERE,)), f"{SHEETS}/entered", {"code": CODE, "nonce": "nonce-01"}, 404)
    entered = post(stage, INSTRUCTOR, f"{SHEETS}/entered", {
        "code": CODE, "nonce": "nonce-01", "all_present_but": ["s1.m2"], "signed": True, "added": ["m8"], "close": True,
    })  # fmt: skip
    assert [(each["state"], each["own_word"]) for each in entered["items"]] == [
        ("present", "sheet"), ("absent", None), ("present", "sheet"), ("present", "sheet"),
    ]  # fmt: skip
    assert stage.db["shifts"].find_one()["state"] == "closed"


def test_the_leader_is_out_two_days_after_the_end_and_the_clock_closes_it(stage: Stage) -> None:
    post(stage, LEADER, LIST, ALL)
    stage.clock.now = ENDS + timedelta(days=2, minutes=1)
    assert stage.client(LEADER).get(LIST).status_code == 404
    stage.do_what_is_due()
    assert stage.db["shifts"].find_one()["state"] == "closed"
    assert seen(stage)["测试m1"] == "present"


def test_marks_sent_again_after_an_outage_change_nothing(stage: Stage) -> None:
    offline = {"marks": [
        {"id": "s1.m1", "state": "late", "nonce": "offline-1", "at": (STARTS + 20 * MINUTE).isoformat()},
        {"id": "s1.m1", "state": "present", "nonce": "offline-2", "at": STARTS.isoformat()},
    ]}  # fmt: skip
    stage.clock.now = ENDS
    first = post(stage, LEADER, LIST, offline)
    assert [(each["state"], each["forced"]) for each in first["items"]] == [("late", True)]
    assert post(stage, LEADER, LIST, offline) == first
    assert len(stage.db["attendances"].find_one()["marks"]) == 2


def test_an_idempotency_key_gives_the_same_answer_again(stage: Stage) -> None:
    first = post(stage, LEADER, LIST, ALL, **{"Idempotency-Key": "k1"})
    assert post(stage, LEADER, LIST, ALL, **{"Idempotency-Key": "k1"}) == first
    assert post(stage, LEADER, LIST, ALL | {"all": "late"}, 422, **{"Idempotency-Key": "k1"})["code"] == (
        "idempotency_key_reused"
    )


def test_a_mark_that_meets_the_closing_is_recorded_all_the_same(stage: Stage) -> None:
    """Whichever of the two comes first."""
    at_once = [
        threading.Thread(target=stage.perform, args=(actions.mark, LEADER, "s1", all_of("present"))),
        threading.Thread(target=stage.perform, args=(actions.close_shift, STAFF, "s1")),
    ]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    assert stage.db["shifts"].find_one()["state"] == "closed"
    assert stage.db["attendances"].count_documents({"to_record": True}) == 3


def test_two_who_add_the_same_person_at_once_make_one(stage: Stage) -> None:
    def add(by: Actor) -> None:
        stage.perform(actions.add_person, by, "s1", a_newcomer())

    at_once = [threading.Thread(target=add, args=(by,)) for by in (LEADER, STAFF)]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    assert len(stage.db["attendances"].find_one({"member": "m8"})["marks"]) == 2


# the member's own scan


def test_a_scan_confirms_and_is_answered_in_the_same_way_again(stage: Stage) -> None:
    shown = stage.client().get(f"{API}/shifts/by-code/{CODE.lower()}").json
    assert shown["title"] == "清洁家园"
    assert "code" not in shown
    first = post(stage, a_member("m1"), f"{API}/shifts/scan", {"code": f"{CODE[:5]} {CODE[5:]}"})
    assert (first["state"], first["own_word"]) == ("present", "scan")
    assert post(stage, a_member("m1"), f"{API}/shifts/scan", {"code": CODE}) == first
    assert seen(stage) == {"测试m1": "present", "测试m2": "expected", "测试m3": "expected"}


def test_everybody_may_scan_at_the_start(stage: Stage) -> None:
    crowd = [f"c{n}" for n in range(60)]
    put(stage, *[a_signup(shift_under_way(), id) for id in crowd])
    at_once = [threading.Thread(target=stage.perform, args=(actions.scan, a_member(id), CODE)) for id in crowd]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    assert stage.db["attendances"].count_documents({"own_word": "scan", "state": "present"}) == 60


def test_a_scan_that_does_not_fit_says_what_to_do(stage: Stage) -> None:
    scan = f"{API}/shifts/scan"
    assert post(stage, a_member("m8"), scan, {"code": CODE}, 409)["code"] == "not_signed_up"
    post(stage, a_member("m1"), scan, {"code": "ANOTHER234"}, 404)
    post(stage, STAFF, scan, {"code": CODE}, 403)
    stage.clock.now = ENDS + timedelta(hours=3)
    assert post(stage, a_member("m1"), scan, {"code": CODE}, 409)["code"] == "not_now"


# paper


def test_sheets_are_printed_with_what_is_needed_and_the_look_is_noted(stage: Stage) -> None:
    for name in ("signup", "rollcall"):
        answer = stage.client(STAFF).get(f"{SHEETS}/{name}.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        text = text_of(answer.data)
        for wanted in ("清洁家园", "三和花园社区", "社区广场", "测试m1", "138****0001", f"{CODE[:5]} {CODE[5:]}"):
            assert wanted in text, (name, wanted)
    assert len(stage.said("activities.looked")) == 2


# bad input


@pytest.mark.parametrize(("sent", "field"), [
    ({}, ""), ({"all": "here", "nonce": "nonce-01"}, "all"), (ALL | {"nope": 1}, "nope"),
    (ALL | {"nonce": {"$gt": ""}}, "nonce"), (ALL | {"nonce": "a\x00b-12345"}, "nonce"),
    (ALL | {"but": {"s1.m1": {"$ne": 1}}}, "but.s1.m1"), (ALL | {"but": {"\u202es1": "late"}}, "but"),
    (ALL | {"but": ["s1.m1"]}, "but"), (ALL | {"but": {"$where": "late"}}, "but.$where"),
    (ALL | {"at": "2026-02-30T09:00:00+08:00"}, "at"), (ALL | {"at": "2026-11-28T12:00:00"}, "at"),
    (ALL | {"at": "2026-11-29T12:00:00+08:00"}, "at"), (ALL | {"at": "2026-11-27T12:00:00+08:00"}, "at"),
    ({"marks": [{"id": "s1.m1", "state": "present", "nonce": "nonce-01", "at": 1}]}, "marks.0.at"),
    ({"marks": [{"id": "x", "state": "present", "nonce": "nonce-01"}]}, "marks.0.id"),
    ({"marks": [{"id": "s1.m1", "state": "expected", "nonce": "nonce-01"}] * 501}, "marks"),
])  # fmt: skip
def test_bad_marks_are_refused_by_field(stage: Stage, sent: Any, field: str) -> None:
    problem = post(stage, LEADER, LIST, sent, 422)
    assert field in [each["field"] for each in problem["fields"]]
    assert stage.db["attendances"].count_documents({}) == 0


@pytest.mark.parametrize(("path", "sent"), [
    (f"{LIST}/find", {"name": ""}), (f"{LIST}/find", {"name": {"$regex": "."}}),
    (f"{LIST}/find", {"name": "张\u202e三"}), (f"{LIST}/add", {"member": "m7", "nonce": "nonce-01"}),
    (f"{LIST}/add", {"member": {"$ne": ""}, "nonce": "nonce-01"}),
    (f"{LIST}/add", {"member": "m8", "nonce": "nonce-01", "state": "absent"}), (f"{LIST}/add", {"member": "m8"}),
    (f"{SHEETS}/entered", {"nonce": "nonce-01"}), (f"{SHEETS}/entered", {"code": CODE}),
    (f"{SHEETS}/entered", {"code": "WRONG23456", "nonce": "nonce-01"}),
    (f"{SHEETS}/entered", {"code": CODE, "nonce": "nonce-01", "late": ["s1.m1"], "absent": ["s1.m1"]}),
    (f"{SHEETS}/entered", {"code": CODE, "nonce": "nonce-01", "signed": "all"}),
    (f"{SHEETS}/entered", {"code": CODE, "nonce": "nonce-01", "added": ["m7"]}),
    (f"{API}/shifts/scan", {"code": ["H"]}), (f"{API}/shifts/scan", {"code": "H" * 21}),
])  # fmt: skip
def test_other_bad_input_is_refused_by_field(stage: Stage, path: str, sent: Any) -> None:
    by = a_member("m1") if path.endswith("scan") else STAFF
    assert post(stage, by, path, sent, 422)["fields"]
    assert stage.db["attendances"].count_documents({}) == 0


def test_what_is_no_json_is_refused(stage: Stage) -> None:
    answer = stage.client(LEADER).post(LIST, data="{", content_type="application/json")
    assert answer.status_code in (400, 422)


# the end of a person


def test_attendances_are_exported_and_end_with_the_person(stage: Stage) -> None:
    post(stage, LEADER, LIST, ALL)
    held = stage.perform(held_about, CLOCK, "m1")["attendances"]
    assert [(each["title"], each["state"]) for each in held] == [("清洁家园", "present")]
    stage.hear(registry.MemberErased(member="m1"))
    stage.do_what_is_due()
    assert {row["member"] for row in stage.db["attendances"].find()} == {"m2", "m3"}
