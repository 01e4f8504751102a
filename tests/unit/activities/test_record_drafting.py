"""How a record is drafted from the roll-call, and follows it."""

from datetime import timedelta

import pytest

from services.activities.records.drafting import draft_records
from services.activities.records.ledger import LedgerLine
from services.activities.records.minutes import minutes_served
from services.activities.records.model import ServiceRecord, Told
from shared.documents import CLOCK
from shared.events.activities import RecordDrafted, TodoClosed, TodoOpened
from tests.builders_records import (
    BEGAN,
    HERE,
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
    assert minutes_served(an_attendance(a_mark("late", 120))) == 120  # a sheet, entered afterwards, does not say when


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
