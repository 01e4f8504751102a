"""What a member's service comes to, in numbers, for whoever counts it."""

import pytest

from services.activities.records.actions import confirm_record, object_to_record
from services.activities.records.serving import Served
from services.activities.statements.steps import issue, step
from services.activities.statements.summing import say_served, served_to_say
from shared.documents import CLOCK
from shared.events.activities import MemberServed
from tests.builders_records import a_key
from tests.builders_records import a_record as of_record
from tests.builders_statements import MEMBER, SECRETARY, a_record, a_statement, around
from tests.fakes import a_tx


def marked(tx):
    return [write._filter["_id"] for write in tx.writes.get(Served.collection, [])]


@pytest.mark.parametrize(("state", "act", "expected"), [
    ("drafted", lambda tx: confirm_record(tx, "r1"), ["m1"]),
    ("confirmed", lambda tx: object_to_record(tx, "r1", "没去"), ["m1"]),
    ("drafted", lambda tx: object_to_record(tx, "r1", "没去"), []),
])  # fmt: skip
def test_a_record_that_begins_or_ends_to_count_is_to_be_said(state, act, expected):
    tx = a_tx(of_record(state, id="r1"), a_key(), by=MEMBER)
    act(tx)
    assert marked(tx) == expected


def test_a_statement_that_goes_out_is_to_be_said_and_its_signature_changes_nothing():
    tx = a_tx(*around(), a_statement("read"), by=SECRETARY)
    statement = tx.find(type(a_statement()))[0]
    issue(tx, statement)
    assert marked(tx) == ["m1"]
    step(tx, statement, "signed")
    assert marked(tx) == ["m1"]


def test_what_is_said_is_what_there_is():
    records = [a_record("r1", state="confirmed"), a_record("r2", state="confirmed"), a_record("r3", state="objected"),
               a_record("r4", state="confirmed", member="m2")]  # fmt: skip
    tx = a_tx(*records, a_statement("issued"), Served(id="m1", unsaid=True), Served(id="m2"), by=CLOCK)
    assert [served.id for served in served_to_say(tx)] == ["m1"]
    say_served(tx, ["m1"])
    assert tx.said == [MemberServed(member="m1", records=2, statements=1)]
    assert not tx.get(Served, "m1").unsaid
