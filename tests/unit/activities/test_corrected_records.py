"""What becomes of the member's word where a record is corrected; and the ledger, as it is read."""

from datetime import timedelta

import pytest

from services.activities.records.actions import confirm_record, object_to_record
from services.activities.records.drafting import close_unanswered
from services.activities.records.ledger import LedgerLine
from services.activities.records.queries import ledger, my_ledger
from shared.documents import CLOCK
from shared.events.activities import RecordAnswered, TodoOpened
from tests.builders_records import (
    DISTRICT_OFFICER,
    MEMBER,
    NEIGHBOUR,
    SECRETARY,
    office,
)
from tests.fakes import NOON


def said(tx, kind):
    return [each for each in tx.said if isinstance(each, kind)]


def lines(here):
    return [(line.what, line.minutes_before, line.minutes, line.counted) for line in here.all(LedgerLine)]




def test_corrected_as_the_member_said_it_is_confirmed_with_it():
    here = office()
    here.do(MEMBER, object_to_record, "s1.m1", "我做了三小时", 180)
    tx = here.correct(180)
    assert (here.record.state, here.record.counted, here.record.confirmed_by) == ("confirmed", 180, "member")
    assert [(event.corrected, event.minutes) for event in said(tx, RecordAnswered)] == [(True, 180)]
    assert lines(here) == [
        ("objected", 120, 120, 0), ("correction_proposed", 120, 120, 0), ("corrected", 120, 180, 180),
    ]  # fmt: skip


@pytest.mark.parametrize("wanted", [None, 180])
def test_corrected_otherwise_the_member_is_asked_again(wanted):
    here = office("confirmed")
    here.do(MEMBER, object_to_record, "s1.m1", "不对", wanted)
    tx = here.correct(150)
    assert (here.record.state, here.record.counted) == ("drafted", 0)
    assert here.record.close_at == NOON + timedelta(days=14)
    assert [todo.kind for todo in said(tx, TodoOpened)] == ["record_to_confirm"]


def test_who_confirmed_more_has_confirmed_less():
    here = office("confirmed", statement="t1")
    tx = here.correct(90)
    assert (here.record.state, here.record.counted, here.record.restate_due) == ("confirmed", 90, True)
    assert not said(tx, TodoOpened)
    assert lines(here)[-1] == ("corrected", 120, 90, -30)


def test_more_than_was_confirmed_counts_from_the_members_word_on():
    here = office("confirmed", statement="t1")
    tx = here.correct(180)
    assert (here.record.state, here.record.counted, here.record.offered) == ("confirmed", 120, 180)
    assert not here.record.restate_due
    assert [event.minutes for event in said(tx, RecordAnswered)] == [180]
    assert [todo.kind for todo in said(tx, TodoOpened)] == ["record_to_confirm"]
    here.now += timedelta(days=14)
    here.do(CLOCK, close_unanswered, ["s1.m1"])
    assert (here.record.state, here.record.counted, here.record.todo) == ("confirmed", 120, None)
    here.do(MEMBER, confirm_record, "s1.m1")
    assert (here.record.counted, here.record.offered, here.record.restate_due) == (180, None, True)
    assert lines(here)[-1] == ("confirmed", 180, 180, 60)


def test_an_offer_can_be_taken_back_by_two():
    here = office("confirmed")
    here.correct(180)
    here.correct(120)
    assert (here.record.counted, here.record.offered, here.record.todo) == (120, None, None)


@pytest.mark.parametrize("state", ["drafted", "unconfirmed"])
def test_what_was_not_confirmed_is_asked_about_as_corrected(state):
    here = office(state)
    here.correct(90)
    assert (here.record.state, here.record.minutes, here.record.counted) == ("drafted", 90, 0)
    assert here.record.close_at == NOON + timedelta(days=14)


def test_corrected_to_nothing_it_is_withdrawn_and_the_member_may_object():
    here = office("confirmed")
    here.correct(0)
    assert (here.record.state, here.record.counted, here.record.todo) == ("withdrawn", 0, None)
    here.do(MEMBER, object_to_record, "s1.m1", "我去了", 120)
    here.correct(120)
    assert (here.record.state, here.record.counted) == ("confirmed", 120)


# the ledger


def test_the_ledger_is_read_within_ones_scope():
    here = office()
    here.do(MEMBER, confirm_record, "s1.m1")
    assert [line.what for line in here.do(MEMBER, my_ledger).done] == ["confirmed"]
    assert [line.by for line in here.do(SECRETARY, ledger).done] == ["m1"]
    assert len(here.do(DISTRICT_OFFICER, ledger).done) == 1
    assert here.do(NEIGHBOUR, ledger).done == []
