"""After a member is erased nothing of them is left here, in any collection: no name, no phone, nothing they said; and
their id only where it leads nowhere."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.activities.model import ReviewRule
from services.activities.activity_log.model import Line, Look
from services.activities.names.model import DistrictSettings, Employer, Place
from services.activities.privacy.model import Owed
from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from tests.builders_records import DISTRICT, HERE, SECRETARY, STREET, a_mark, a_standing, an_activity, an_attendance
from tests.builders_signups import a_calendar, a_shift, a_signup, its_seats
from tests.servers import Database
from tests.stage import START, Stage, settings_for

API = "/activities/api/v1"
GONE, OTHER = Actor("gone-member", "member", ("gone-member",)), Actor("m2", "member", ("m2",))
OF_THEM = ("测试辛", "ceshixin", "13800000188", "138****0188", "不是我做的", "我叫")
AS_AN_ID = {  # where an id that leads to nobody may stay, and why
    "activity_lines": "who changed what, append-only", "look_lines": "who looked at whom, append-only",
    "outbox": "rows keep their sequence; nothing that is sealed", "streams": "their numbers", "inbox": "their numbers",
    "keys": "the tombstone, which refuses a late key", "throttles": "for an hour", "answers": "sealed, for a week",
    "standings": "that the account is shut", "attendances": "who marked others, so that a mark sent again is known",
}
NOBODYS = {"places", "employers", "district_settings", "review_rules", "activities", "seats", "statement_numberings",
           "rollcalls"}  # fmt: skip


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_erasing")))


def put(stage: Stage, *documents: Any) -> None:
    for each in documents:
        stage.db[each.collection].replace_one({"_id": each.id}, each.row(), upsert=True)


def asked(stage: Stage, by: Actor, path: str, body: Any = None) -> Any:
    answer = stage.client(by).post(API + path, json=body, headers={"Idempotency-Key": f"k{path}"})
    assert answer.status_code < 300, answer.text
    return answer.json


def around(stage: Stage) -> None:
    for code, level in [(DISTRICT, "district"), (STREET, "street"), (HERE, "community")]:
        put(stage, Place(id=code, level=level, name="测试", district=DISTRICT, street=STREET, scopes=[DISTRICT]))
    put(stage, Employer(id="e1", name="测试单位", district=DISTRICT, scopes=[DISTRICT]), DistrictSettings(
        id=DISTRICT, service_name="连心", words={}, organiser="测试区", filing_number="", phone="", hours="",
        statement_period="quarter", scopes=[DISTRICT],
    ), ReviewRule(id=STREET, scopes=[STREET]))  # fmt: skip
    put(stage, a_standing(SECRETARY), a_standing(GONE))


def known(stage: Stage, who: Actor, name: str, pinyin: str, phone: str) -> None:
    wrapped = stage.store.keys.new_wrapped(who.id)
    stage.db["keys"].insert_one({"_id": who.id, "wrapped": wrapped, "erased": False})
    sealed = stage.store.keys.seal(who.id, wrapped, {"name": name, "pinyin": pinyin, "phone": f"+86{phone}"})
    stage.hear(registry.MemberChanged(
        member=who.id, state="reported", community=HERE, street=STREET, district=DISTRICT, employer="e1", sealed=sealed
    ))  # fmt: skip
    stage.do_what_is_due()


def serve(stage: Stage) -> None:
    """They led a shift and served at two in a past quarter; a statement is issued; one record is under correction."""
    put(stage, an_activity(by="u1", starts=START, ends=START + timedelta(days=9)))
    ahead, over = a_shift(leader=GONE.id, leader_name="测试辛"), a_shift("s0", leader=GONE.id, leader_name="测试辛")
    theirs = {"name": "测试辛", "pinyin": "ceshixin", "masked_phone": "138****0188"}
    put(stage, ahead, over, its_seats(ahead, taken=1), its_seats(over), a_calendar(ahead, member=GONE.id))
    put(stage, a_signup(ahead, GONE.id, **theirs), a_signup(over, GONE.id, **theirs))
    long_ago = {"starts": START - timedelta(days=90), "ends": START - timedelta(days=90) + timedelta(hours=2)}
    for shift in ("s7", "s8", "s9"):
        put(stage, an_attendance(shift=shift, member=GONE.id, **theirs, **long_ago))
    put(stage, an_attendance(a_mark(by=GONE.id), shift="s9", member=OTHER.id, to_record=False))
    put(stage, Line(id="l1", service="registry", what="mark", by=GONE.id, role="member", about=["s9.m2"], count=1,
                    origin="", at=START, scopes=[HERE]))  # fmt: skip
    put(stage, Look(id="k1", service="registry", what="rollcall", by="u1", role="secretary", persons=[GONE.id],
                    origin="", at=START, scopes=[HERE]))  # fmt: skip
    stage.do_what_is_due()


def speak(stage: Stage) -> None:
    """Everything that a member may say here, and what is said of it."""
    asked(stage, GONE, f"/me/records/s7.{GONE.id}/confirm")
    asked(stage, GONE, f"/me/records/s8.{GONE.id}/object", {"reason": "不是我做的"})
    asked(stage, SECRETARY, f"/records/s8.{GONE.id}/corrections", {"minutes": 60, "reason": "测试辛只来了一半"})
    stage.do_what_is_due()
    statement = stage.db["statements"].find_one({"kind": "service"})["_id"]
    asked(stage, GONE, f"/me/statements/{statement}/read", {})
    asked(stage, SECRETARY, "/statements/issue", {"period": "2026-Q3", "ids": [statement]})
    asked(stage, GONE, "/me/calendar")
    asked(stage, GONE, "/complaints", {"kind": "complaint", "about": "place", "place": HERE, "text": "总在上班时间",
                                       "contact": "我叫测试辛 13800000188"})  # fmt: skip
    stage.db["rollcalls"].update_one({"_id": "s9"}, {"$set": {"said": True}}, upsert=True)


def left_of(stage: Stage, *traces: str) -> set[str]:
    names = stage.db.list_collection_names()
    return {name for name in names if any(trace in str(list(stage.db[name].find())) for trace in traces)}


def test_nothing_of_an_erased_member_is_left_in_any_collection(stage: Stage) -> None:
    around(stage)
    known(stage, GONE, "测试辛", "ceshixin", "13800000188")
    known(stage, OTHER, "测试壬", "ceshiren", "13800000199")
    serve(stage)
    speak(stage)
    put(stage, Owed(id="x1", kind="export", member="nobody-yet"))
    empty = {kind.collection for kind in service.documents if not stage.db[kind.collection].count_documents({})}
    assert not empty, "a kind of document this test does not know"
    held = left_of(stage, GONE.id)
    assert {kind.collection for kind in service.documents} - held - NOBODYS == {"owed"}
    counted = sum(line["counted"] for line in stage.db["ledger"].find())

    stage.db["keys"].update_one({"_id": GONE.id}, {"$set": {"wrapped": None, "erased": True}})  # registry's tombstone
    stage.hear(registry.MemberErased(member=GONE.id))
    stage.do_what_is_due()

    assert left_of(stage, *OF_THEM) == set()
    assert left_of(stage, GONE.id) <= set(AS_AN_ID)
    assert stage.db["attendances"].count_documents({}) == 1
    assert not stage.db["records"].count_documents({}) + stage.db["corrections"].count_documents({})
    assert sum(line["counted"] for line in stage.db["ledger"].find()) == counted > 0
    assert stage.said("activities.erasure_done")[0]["kept"] == stage.db["ledger"].count_documents({"member": ""})
    opened = {each["todo"] for each in stage.said("activities.todo_opened") if GONE.id in str(each)}
    assert opened <= {each["todo"] for each in stage.said("activities.todo_closed")}
