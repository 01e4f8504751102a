"""Of several who act on one record at one moment each finds it as the one before left it: the ledger adds up to what
counts, and nobody waits for what is done."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from services.activities.privacy.actions import end_copies
from services.activities.privacy.model import Owed
from services.activities.records.actions import confirm_record, object_to_record
from services.activities.records.correcting import approve_correction, propose_correction
from services.activities.records.drafting import close_unanswered
from services.activities.records.model import ServiceRecord
from services.activities.rollcalls import actions as rollcalls
from services.activities.service import service
from services.activities.statements.drafting import draft_statements, restate_records
from shared.documents import CLOCK, Actor
from shared.errors import Refused
from shared.tx import Tx, allow
from tests.builders_records import MEMBER, SECRETARY, STAFF, a_standing
from tests.builders_rollcalls import CODE, a_newcomer, all_of, shift_under_way
from tests.builders_signups import STARTS, a_member, a_person, a_signup
from tests.builders_statements import AUTUMN, a_record, around
from tests.servers import Database
from tests.stage import Stage, TestClock, settings_for

RECORDS = [f"r{n}" for n in range(6)]


@pytest.fixture
def stage(database: Database) -> Stage:
    """Six records of one member in their last minute, each under correction; those with even numbers are confirmed."""
    stage = Stage(service, settings_for(database.uri("activities_at_once")), TestClock(AUTUMN))
    for each in (*around(), a_standing(SECRETARY), a_standing(STAFF)):
        stage.db[each.collection].insert_one(each.row())
    for number, id in enumerate(RECORDS):
        record = a_record(id, state="confirmed" if number % 2 == 0 else "drafted")
        if number % 2:
            record.close_at = AUTUMN - timedelta(minutes=1)
        stage.db["records"].insert_one(record.row())
        stage.perform(propose_correction, SECRETARY, id, 135 + 30 * number, "登记时看错了行")
    return stage


def at_once(stage: Stage, *acts: Callable) -> None:
    """All of them from threads; to be refused is an answer too."""

    def quietly(act: Callable) -> None:
        with suppress(Refused):
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(quietly, acts))


def everything_on(stage: Stage, id: str) -> list[Callable]:
    """What its member, a second person and the clock may do with it; the first two are objected to."""
    correction = stage.db["records"].find_one({"_id": id})["correction"]
    objects = [lambda: stage.perform(object_to_record, MEMBER, id, "不对")] if id in RECORDS[:2] else []
    return [
        *objects,
        lambda: stage.perform(confirm_record, MEMBER, id),
        lambda: stage.perform(close_unanswered, CLOCK, [id]),
        lambda: stage.perform(approve_correction, STAFF, correction),
        lambda: stage.perform(draft_statements, CLOCK, [id]),
        lambda: stage.perform(restate_records, CLOCK, [id]),
    ]


def open_todos(stage: Stage) -> set[str]:
    opened: set[str] = set()
    for row in stage.db["outbox"].find({"topic": "activities.todos"}).sort([("stream", 1), ("sequence", 1)]):
        todo = json.loads(row["data"])["todo"]
        (opened.add if row["type"].endswith("opened") else opened.discard)(todo)
    return opened


def test_however_it_ends_the_ledger_adds_up_and_who_waits_is_who_should(stage: Stage) -> None:
    before = {id: ServiceRecord.of(stage.db["records"].find_one({"_id": id})).counted for id in RECORDS}
    for id in RECORDS:
        at_once(stage, *everything_on(stage, id))
    stage.do_what_is_due()
    records = [ServiceRecord.of(row) for row in stage.db["records"].find()]
    for record in records:
        lines = sum(line["counted"] for line in stage.db["ledger"].find({"record": record.id}))
        assert before[record.id] + lines == record.counted, record.id
    waits = {f"{record.todo.kind}:{record.id}" for record in records if record.todo}
    of_records = {todo for todo in open_todos(stage) if todo.startswith(("record_", "objection_", "correction_"))}
    assert of_records == waits
    statements = stage.db["statements"].find({"kind": "service", "state": {"$ne": "withdrawn"}})
    stands = {record.id: record.minutes for record in records if record.state == "confirmed"}
    assert {line["record"]: line["minutes"] for each in statements for line in each["lines"]} == stands
    assert len(stands) >= len(RECORDS) - 2


def test_erased_at_the_same_moment_nothing_comes_back(stage: Stage) -> None:
    stage.db["owed"].insert_one(Owed(id="m1", kind="erasure", member="m1").row())
    acts = [act for id in RECORDS for act in everything_on(stage, id)]
    at_once(stage, *acts[:8], lambda: stage.perform(end_copies, CLOCK, "m1"), *acts[8:])
    stage.do_what_is_due()
    assert [stage.db[name].count_documents({}) for name in ("records", "corrections", "statements", "told")] == [0] * 4
    assert not stage.db["ledger"].count_documents({"$or": [{"member": "m1"}, {"scopes": "m1"}]})
    assert open_todos(stage) == set()


@pytest.mark.parametrize(("by", "signed_up", "act", "args"), [
    (STAFF, True, rollcalls.mark, ["s1", all_of("present")]),
    (STAFF, False, rollcalls.add_person, ["s1", a_newcomer("m1")]),
    (a_member("m1"), True, rollcalls.scan, [CODE]),
])  # fmt: skip
def test_a_mark_beside_an_erasure_leaves_no_attendance(
    stage: Stage, by: Actor, signed_up: bool, act: Callable, args: list[Any]
) -> None:
    shift = shift_under_way()
    for each in (shift, a_person("m1"), *([a_signup(shift, "m1")] if signed_up else [])):
        stage.db[each.collection].replace_one({"_id": each.id}, each.row(), upsert=True)
    stage.db["owed"].insert_one(Owed(id="m1", kind="erasure", member="m1").row())
    stage.clock.now = STARTS

    @allow(by.role)
    def mark_while_erased(tx: Tx) -> Any:
        """What the mark has read is gone before it is kept."""
        marked = act(tx, *args)
        if stage.db["owed"].count_documents({}):
            stage.perform(end_copies, CLOCK, "m1")
        return marked

    with suppress(Refused):
        stage.perform(mark_while_erased, by)
    assert [stage.db[name].count_documents({}) for name in ("attendances", "signups", "people", "owed")] == [0] * 4
