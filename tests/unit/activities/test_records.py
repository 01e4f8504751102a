"""The rules of service records, each in its name."""

from datetime import UTC, datetime, timedelta

import pytest

from services.activities.records.actions import confirm_record, confirm_records, keep_record, object_to_record
from services.activities.records.drafting import close_unanswered, draft_records, remind
from services.activities.records.ledger import LedgerLine
from services.activities.records.minutes import minutes_served
from services.activities.records.model import ServiceRecord, Told
from services.activities.records.queries import my_records, objections, record, records, records_to_close
from services.activities.records.queries import records_to_remind as to_remind
from shared.documents import CLOCK
from shared.errors import Invalid, NotFound, WrongState
from shared.events.activities import RecordAnswered, RecordDrafted, RecordReminded, TodoClosed, TodoOpened
from tests.builders_records import (
    BEGAN,
    HERE,
    MEMBER,
    NEIGHBOUR,
    OTHER_MEMBER,
    SECRETARY,
    STREET_OFFICER,
    a_key,
    a_mark,
    a_person,
    a_record,
    an_activity,
    an_attendance,
)
from tests.fakes import NOON, a_tx


def drafted(*documents, by=CLOCK, now=NOON):
    """What the clock makes of these attendances (and what else there is)."""
    tx = a_tx(an_activity(), a_person(), a_key(), *documents, by=by, now=now)
    draft_records(tx, [each.id for each in documents if each.collection == "attendances"])
    return tx


def the(tx, kind=ServiceRecord):
    return next((each for each in tx.changed.values() if isinstance(each, kind)), None)


def lines(tx):
    return [(line.what, line.minutes, line.counted) for line in tx.changed.values() if isinstance(line, LedgerLine)]


def said(tx, kind):
    return [each for each in tx.said if isinstance(each, kind)]


# the rule of minutes


@pytest.mark.parametrize(("length", "minutes"), [
    (120, 120), (7.4, 15), (7.5, 15), (22, 15), (22.49, 15), (22.5, 30), (37, 30), (37.5, 45), (127, 120), (128, 135),
    (0, 15), (1440, 1440),
])  # fmt: skip
def test_minutes_of_a_shift_are_rounded_to_the_quarter_hour_half_upwards(length, minutes):
    assert minutes_served(an_attendance(ends=BEGAN + timedelta(minutes=length))) == minutes


def test_who_came_late_has_served_from_then_on():
    assert minutes_served(an_attendance(a_mark("late", 40))) == 75  # of 80
    assert minutes_served(an_attendance(a_mark("late", 10), a_mark("late", 62))) == 60  # the latest
    assert minutes_served(an_attendance(a_mark("late", 119))) == 15  # at least


def test_a_mark_made_before_or_after_the_shift_does_not_say_when_somebody_came():
    assert minutes_served(an_attendance(a_mark("late", -5))) == 120
    assert minutes_served(an_attendance(a_mark("late", 200))) == 120


@pytest.mark.parametrize("state", ["expected", "absent", "excused"])
def test_who_did_not_come_has_no_minutes(state):
    assert minutes_served(an_attendance(a_mark(state))) == 0


# drafting


def test_a_record_is_drafted_and_its_member_asked():
    tx = drafted(an_attendance())
    record = the(tx)
    assert (record.id, record.state, record.minutes, record.employer) == ("s1.m1", "drafted", 120, "e1")
    assert record.scopes == ["m1", HERE, "310106006", "310106"]
    assert (record.remind_at, record.close_at) == (NOON + timedelta(days=7), NOON + timedelta(days=14))
    assert [(todo.kind, todo.scopes) for todo in said(tx, TodoOpened)] == [("record_to_confirm", ["m1"])]
    assert [(event.record, event.minutes) for event in said(tx, RecordDrafted)] == [("s1.m1", 120)]
    assert lines(tx) == [("drafted", 120, 0)]
    assert not the(tx, type(an_attendance())).to_record


@pytest.mark.parametrize("word", ["scan", "sheet"])
def test_the_members_scan_or_signature_has_confirmed_it(word):
    tx = drafted(an_attendance(own_word=word))
    assert (the(tx).state, the(tx).confirmed_by, the(tx).close_at) == ("confirmed", word, None)
    assert not said(tx, RecordDrafted)
    assert lines(tx) == [("drafted", 120, 0), (f"confirmed_by_{word}", 120, 120)]
    assert [line.by for line in tx.changed.values() if isinstance(line, LedgerLine)] == ["clock", "m1"]


def test_who_did_not_come_or_was_erased_has_no_record():
    assert the(drafted(an_attendance(a_mark("absent")))) is None
    assert the(drafted(an_attendance(member="m9"))) is None


def test_two_shifts_of_one_activity_are_asked_about_once():
    tx = drafted(an_attendance(), an_attendance(shift="s2"))
    assert len(said(tx, RecordDrafted)) == 1
    assert len(said(tx, TodoOpened)) == 2


def test_while_it_is_not_confirmed_a_record_follows_later_marks():
    later = an_attendance(a_mark(), a_mark("late", 60))
    tx = drafted(later, a_record())
    assert (the(tx).minutes, the(tx).state, tx.said) == (60, "drafted", [])
    assert lines(tx) == [("redrafted", 60, 0)]


def test_a_mark_that_changes_no_minutes_leaves_no_line():
    assert lines(drafted(an_attendance(), a_record())) == []


def test_who_did_not_come_after_all_is_asked_no_more():
    tx = drafted(an_attendance(a_mark("absent")), a_record())
    assert (the(tx).state, the(tx).minutes, the(tx).close_at) == ("withdrawn", 0, None)
    assert [todo.todo for todo in said(tx, TodoClosed)] == ["record_to_confirm:s1.m1"]
    assert the(tx, LedgerLine).scopes == ["m1", HERE]  # nobody above hears of it


def test_and_is_asked_again_where_a_later_mark_says_they_came():
    told = Told(id="a1.m1", member="m1", drafted=True)
    tx = drafted(an_attendance(), a_record("withdrawn", minutes=0, close_at=None), told)
    assert (the(tx).state, the(tx).minutes) == ("drafted", 120)
    assert said(tx, TodoOpened)
    assert not said(tx, RecordDrafted)  # they were told once


@pytest.mark.parametrize("more", [
    {"state": "confirmed"}, {"state": "drafted", "corrected": True}, {"state": "objected", "correction": "c1"},
])  # fmt: skip
def test_what_a_person_has_settled_no_later_mark_changes(more):
    tx = drafted(an_attendance(a_mark("absent"), own_word="scan"), a_record(**more))
    assert the(tx) is None


def test_a_scan_found_later_confirms_unless_the_member_has_objected_since():
    assert the(drafted(an_attendance(own_word="scan"), a_record())).state == "confirmed"
    objected = a_record(steps=[{"to": "objected"}])
    assert the(drafted(an_attendance(own_word="scan"), objected)) is None


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
