"""The rules of service records, each in its name."""

from datetime import UTC, datetime, timedelta

import pytest

from services.activities.records.actions import confirm_record, confirm_records, keep_record, object_to_record
from services.activities.records.drafting import close_unanswered, remind
from services.activities.records.ledger import LedgerLine
from services.activities.records.model import ServiceRecord, Told
from services.activities.records.queries import my_records, objections, record, records, records_to_close
from services.activities.records.queries import records_to_remind as to_remind
from shared.documents import CLOCK
from shared.errors import Invalid, NotFound, WrongState
from shared.events.activities import RecordAnswered, RecordDrafted, RecordReminded, TodoClosed, TodoOpened
from tests.builders_records import (
    HERE,
    MEMBER,
    NEIGHBOUR,
    OTHER_MEMBER,
    SECRETARY,
    STREET_OFFICER,
    a_key,
    a_record,
)
from tests.fakes import NOON, a_tx


def the(tx, kind=ServiceRecord):
    return next((each for each in tx.changed.values() if isinstance(each, kind)), None)


def lines(tx):
    return [(line.what, line.minutes, line.counted) for line in tx.changed.values() if isinstance(line, LedgerLine)]


def said(tx, kind):
    return [each for each in tx.said if isinstance(each, kind)]


# reminding and closing


def test_one_reminder_on_day_seven():
    tx = a_tx(a_record(), by=CLOCK, now=NOON + timedelta(days=7))
    assert [each.id for each in to_remind(tx)] == ["s1.m1"]
    remind(tx, ["s1.m1"])
    assert [event.record for event in said(tx, RecordReminded)] == ["s1.m1"]
    assert (the(tx).remind_at, the(tx, Told).reminded) == (None, True)


def test_nobody_is_reminded_at_night_nor_before_the_seventh_day():
    night = datetime(2026, 12, 1, 21, tzinfo=UTC)  # 05:00
    assert to_remind(a_tx(a_record(), by=CLOCK, now=night)) == []
    assert len(to_remind(a_tx(a_record(), by=CLOCK, now=night + timedelta(hours=3)))) == 1
    assert to_remind(a_tx(a_record(), by=CLOCK, now=NOON)) == []


def test_nobody_is_reminded_twice_of_one_activity_nor_of_what_was_answered():
    told = Told(id="a1.m1", member="m1", reminded=True)
    later = NOON + timedelta(days=8)
    for documents in ([a_record(), told], [a_record("confirmed", remind_at=None)]):
        tx = a_tx(*documents, by=CLOCK, now=later)
        remind(tx, ["s1.m1"])
        assert tx.said == []


def test_no_word_in_fourteen_days_is_not_counted():
    tx = a_tx(a_record(), by=CLOCK, now=NOON + timedelta(days=14))
    close_unanswered(tx, [each.id for each in records_to_close(tx)])
    assert (the(tx).state, the(tx).close_at) == ("unconfirmed", None)
    assert lines(tx) == [("unconfirmed", 120, 0)]
    assert [todo.todo for todo in said(tx, TodoClosed)] == ["record_to_confirm:s1.m1"]


def test_what_was_answered_meanwhile_is_not_closed():
    tx = a_tx(a_record("confirmed", close_at=None), by=CLOCK, now=NOON + timedelta(days=14))
    close_unanswered(tx, ["s1.m1"])
    assert not tx.changed


# the member


@pytest.mark.parametrize("state", ["drafted", "unconfirmed", "objected"])
def test_the_members_word_counts_early_or_late(state):
    tx = a_tx(a_record(state), a_key(), by=MEMBER)
    confirm_record(tx, "s1.m1")
    assert (the(tx).state, the(tx).confirmed_by, the(tx).close_at) == ("confirmed", "member", None)
    assert lines(tx) == [("confirmed", 120, 120)]


def test_confirming_again_changes_nothing():
    tx = a_tx(a_record("confirmed", close_at=None), a_key(), by=MEMBER)
    confirm_record(tx, "s1.m1")
    assert not tx.changed


def test_some_or_all_are_confirmed_at_once():
    both = [a_record(), a_record(id="s2.m1", shift="s2"), a_record(id="s3.m2", member="m2", scopes=["m2"])]
    tx = a_tx(*both, a_key(), by=MEMBER)
    done = confirm_records(tx, ["s1.m1", "s1.m1"])
    assert ([each.record.id for each in done.items], done.left) == (["s1.m1", "s1.m1"], 1)
    tx = a_tx(*both, a_key(), by=MEMBER)
    done = confirm_records(tx)
    assert (len(done.items), done.left) == (2, 0)
    with pytest.raises(NotFound):
        confirm_records(tx, ["s3.m2"])


def test_nobody_confirms_or_objects_for_another():
    for action, arguments in ((confirm_record, ()), (object_to_record, ("不对",))):
        with pytest.raises(NotFound):
            action(a_tx(a_record(), a_key("m2"), by=OTHER_MEMBER), "s1.m1", *arguments)


@pytest.mark.parametrize(("state", "less"), [("drafted", 0), ("unconfirmed", 0), ("confirmed", -120), ("withdrawn", 0)])
def test_a_member_objects_with_a_reason_and_nothing_counts_until_it_is_answered(state, less):
    tx = a_tx(a_record(state), a_key(), by=MEMBER)
    read = object_to_record(tx, "s1.m1", "我做了三小时", 180)
    assert (read.objection, the(tx).wanted, the(tx).state, the(tx).close_at) == ("我做了三小时", 180, "objected", None)
    assert "三小时" not in str(the(tx).row())
    assert lines(tx) == [("objected", 120, less)]
    opened = said(tx, TodoOpened)[0]
    assert (opened.kind, opened.scopes, opened.roles) == ("objection_to_answer", [HERE], ["secretary", "staff"])


def test_an_objection_asks_for_other_minutes_than_there_are():
    with pytest.raises(Invalid):
        object_to_record(a_tx(a_record(), a_key(), by=MEMBER), "s1.m1", "不对", 120)


def test_an_objection_is_made_once():
    with pytest.raises(WrongState):
        object_to_record(a_tx(a_record("objected"), a_key(), by=MEMBER), "s1.m1", "不对")


def test_a_member_reads_their_own_records_alone():
    tx = a_tx(a_record(), a_record(id="x", member="m2", scopes=["m2"]), a_key(), by=MEMBER)
    assert [each.record.id for each in my_records(tx)] == ["s1.m1"]
    assert my_records(tx, state="confirmed") == []
    assert not tx.looked


# those who offered the activity


def objected():
    tx = a_tx(a_record("confirmed", statement="t1"), key := a_key(), by=MEMBER)
    object_to_record(tx, "s1.m1", "不对")
    return [the(tx), key]


def test_an_objection_is_answered_and_the_member_asked_again():
    tx = a_tx(*objected(), by=SECRETARY)
    answered = keep_record(tx, "s1.m1", "登记表上是两小时")
    assert (answered.objection, answered.answer) == ("不对", "登记表上是两小时")
    assert (the(tx).state, the(tx).close_at) == ("drafted", NOON + timedelta(days=14))
    assert [event.corrected for event in said(tx, RecordAnswered)] == [False]
    assert not said(tx, RecordDrafted)
    assert [type(each).__name__ for each in tx.said[:2]] == ["TodoClosed", "TodoOpened"]


def test_an_objection_to_having_been_there_and_not_counted_ends_as_it_was():
    record = a_record("objected", minutes=0)
    tx = a_tx(record, a_key(), by=SECRETARY)
    keep_record(tx, "s1.m1", "登记表上没有您")
    assert the(tx).state == "withdrawn"


def test_only_an_objection_is_answered_and_only_where_the_activity_was():
    with pytest.raises(WrongState):
        keep_record(a_tx(a_record(), a_key(), by=SECRETARY), "s1.m1", "不变")
    for other in (NEIGHBOUR, STREET_OFFICER):
        with pytest.raises(NotFound):
            keep_record(a_tx(*objected(), by=other), "s1.m1", "不变")


def test_a_record_in_a_statement_says_that_it_has_changed():
    record, _ = objected()
    assert record.restate_due


def test_staff_see_their_own_places_records_and_looking_leaves_a_line():
    theirs = a_record(id="x", place="310106006005", scopes=["m1", "310106006005", "310106006", "310106"])
    tx = a_tx(*objected(), theirs, by=SECRETARY)
    assert [each.id for each in records(tx, state="objected")] == ["s1.m1"]
    assert [each.id for each in objections(tx)] == ["s1.m1"]
    assert record(tx, "s1.m1").objection == "不对"
    assert set(tx.looked) == {"m1"}
    assert records(a_tx(theirs, by=STREET_OFFICER)) == []
