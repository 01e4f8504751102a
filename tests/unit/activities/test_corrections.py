"""Who corrects a record, who approves it, and what becomes of the member's word."""

from datetime import timedelta

import pytest

from services.activities.records.actions import keep_record, object_to_record
from services.activities.records.correcting import (
    approve_correction,
    approve_corrections,
    look_again,
    propose_correction,
    refuse_correction,
)
from services.activities.records.queries import correction, corrections, corrections_to_look_at, to_review
from shared.documents import CLOCK
from shared.errors import Invalid, NotAllowed, NotFound, WrongState
from shared.events.activities import TodoClosed, TodoOpened
from tests.builders_records import (
    DISTRICT,
    DISTRICT_OFFICER,
    HERE,
    INSTRUCTOR,
    MEMBER,
    NEIGHBOUR,
    OFFICERS,
    SECRETARY,
    STAFF,
    STREET,
    STREET_OFFICER,
    a_standing,
    office,
)


def said(tx, kind):
    return [each for each in tx.said if isinstance(each, kind)]


# the second person


def test_a_correction_changes_nothing_before_a_second_person_approves():
    here = office("confirmed")
    tx = here.do(SECRETARY, propose_correction, "s1.m1", 90, "登记时看错了行")
    assert (tx.done.reason, here.correction.old_minutes, here.correction.new_minutes) == ("登记时看错了行", 120, 90)
    assert "看错" not in str(here.correction.row())
    assert (here.record.minutes, here.record.counted) == (120, 120)
    assert [(todo.kind, todo.scopes, todo.roles, todo.not_by) for todo in said(tx, TodoOpened)] == [
        ("correction_to_approve", [HERE], ["secretary", "staff"], SECRETARY.id)
    ]  # fmt: skip
    tx = here.do(STAFF, approve_correction, here.correction.id)
    assert (here.record.minutes, here.correction.state, here.correction.old_minutes) == (90, "approved", 120)
    assert said(tx, TodoClosed)


@pytest.mark.parametrize(("there_are", "second", "where"), [
    ([SECRETARY, STAFF, INSTRUCTOR, STREET_OFFICER], "staff", HERE),
    ([SECRETARY, INSTRUCTOR, STREET_OFFICER], "instructor", HERE),
    ([SECRETARY, STREET_OFFICER], "street_officer", STREET),
    ([SECRETARY, NEIGHBOUR], "street_officer", STREET),  # nobody yet
])  # fmt: skip
def test_other_staff_else_the_paired_instructor_else_the_street_officer_is_asked(there_are, second, where):
    here = office(officers=[a_standing(who) for who in there_are])
    tx = here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    assert here.correction.second == second
    assert said(tx, TodoOpened)[-1].scopes == [where]


def test_a_shut_account_is_nobody():
    here = office(officers=[a_standing(STAFF, active=False), a_standing(INSTRUCTOR)])
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    assert here.correction.second == "instructor"


@pytest.mark.parametrize(("level", "author", "there_are", "second", "where"), [
    ("street", STREET_OFFICER, [STREET_OFFICER._replace(id="u8")], "street_officer", STREET),
    ("street", STREET_OFFICER, [DISTRICT_OFFICER], "district_officer", DISTRICT),
    ("district", DISTRICT_OFFICER, [DISTRICT_OFFICER._replace(id="u8")], "district_officer", DISTRICT),
])  # fmt: skip
def test_of_a_streets_or_districts_activity_an_officer_of_its_level_else_above(level, author, there_are, second, where):
    here = office(level=level, officers=[a_standing(author), *map(a_standing, there_are)])
    tx = here.do(author, propose_correction, "s1.m1", 90, "看错了")
    assert (here.correction.second, said(tx, TodoOpened)[-1].scopes) == (second, [where])
    here.do(there_are[0], approve_correction, here.correction.id)
    assert here.record.minutes == 90


@pytest.mark.parametrize("answer", [approve_correction, refuse_correction])
def test_never_its_author_never_the_member_never_who_is_not_asked(answer):
    here = office()
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    more = ["不对"] if answer is refuse_correction else []
    for who, refused in [(SECRETARY, NotAllowed), (MEMBER, NotAllowed), (INSTRUCTOR, NotAllowed),
                         (STREET_OFFICER, NotAllowed), (NEIGHBOUR, NotFound)]:  # fmt: skip
        with pytest.raises(refused):
            here.do(who, answer, here.correction.id, *more)


def test_who_would_be_asked_today_may_answer_too():
    here = office(officers=[a_standing(SECRETARY), a_standing(STREET_OFFICER)])
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    here.kept[type(OFFICERS[0]), STAFF.id] = a_standing(STAFF)
    here.do(STAFF, approve_correction, here.correction.id)
    assert here.record.minutes == 90


def test_each_day_it_is_seen_to_that_somebody_is_asked():
    here = office()
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    here.kept[type(OFFICERS[0]), STAFF.id] = a_standing(STAFF, active=False)
    assert here.do(CLOCK, corrections_to_look_at).done == []
    here.now += timedelta(days=1)
    tx = here.do(CLOCK, look_again, here.do(CLOCK, corrections_to_look_at).done[0].id)
    assert here.correction.second == "instructor"
    assert [type(each) for each in tx.said] == [TodoClosed, TodoOpened]
    here.do(INSTRUCTOR, approve_correction, here.correction.id)
    assert here.do(CLOCK, corrections_to_look_at).done == []


def test_a_correction_is_answered_once_and_one_waits_at_a_time():
    here = office()
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    with pytest.raises(WrongState):
        here.do(STAFF, propose_correction, "s1.m1", 60, "看错了")
    with pytest.raises(WrongState):
        here.do(STAFF, keep_record, "s1.m1", "不变")
    here.do(STAFF, refuse_correction, here.correction.id, "登记表是对的")
    with pytest.raises(WrongState):
        here.do(STAFF, approve_correction, here.correction.id)
    here.do(STAFF, propose_correction, "s1.m1", 60, "看错了")


def test_a_refused_correction_leaves_the_record_and_the_objection_waits_again():
    here = office()
    here.do(MEMBER, object_to_record, "s1.m1", "不对")
    tx = here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    assert [todo.todo for todo in said(tx, TodoClosed)] == ["objection_to_answer:s1.m1"]
    tx = here.do(STAFF, refuse_correction, here.correction.id, "登记表是对的")
    assert tx.done.refusal == "登记表是对的"
    assert (here.record.state, here.record.minutes) == ("objected", 120)
    assert [todo.todo for todo in said(tx, TodoOpened)] == ["objection_to_answer:s1.m1"]


def test_a_correction_to_the_same_minutes_is_none():
    with pytest.raises(Invalid):
        office().do(SECRETARY, propose_correction, "s1.m1", 120, "看错了")


def test_a_correction_is_read_by_who_answers_it_and_who_proposed_it_and_looking_leaves_a_line():
    here = office()
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "看错了")
    for who in (SECRETARY, STAFF):
        tx = here.do(who, correction, here.correction.id)
        assert (tx.done.reason, set(tx.looked)) == ("看错了", {"m1"})
        assert len(here.do(who, corrections).done) == 1
    for who in (INSTRUCTOR, STREET_OFFICER, DISTRICT_OFFICER):
        with pytest.raises(NotFound):
            here.do(who, correction, here.correction.id)
        assert here.do(who, corrections).done == []


def test_several_are_approved_at_once_none_where_one_is_ones_own():
    here = office("confirmed")
    here.do(SECRETARY, propose_correction, "s1.m1", 90, "登记时看错了行")
    with pytest.raises(NotAllowed):
        here.do(SECRETARY, approve_corrections, [here.correction.id])
    tx = here.do(STAFF, approve_corrections, [here.correction.id])
    assert [each.state for each in tx.done] == ["approved"]
    assert here.record.minutes == 90


def test_what_is_to_be_reviewed_holds_objections_for_staff_alone():
    here = office("objected")
    assert [each.id for each in here.do(STAFF, to_review).done.objections] == ["s1.m1"]
    assert here.do(INSTRUCTOR, to_review).done.objections == []
