"""What stands in a statement, who is waited for: each rule in its name."""

from datetime import timedelta

import pytest

from services.activities.records.model import ServiceRecord
from services.activities.statements import actions
from services.activities.statements.drafting import archive_statements, open_for_issue
from services.activities.statements.model import Statement, StatementCode
from services.activities.statements.queries import (
    drafts_to_open,
    received,
    records_to_state,
    statement_by_code,
    statements_to_archive,
)
from shared.documents import PUBLIC, Actor
from shared.errors import NotAllowed, NotFound, WrongState
from shared.events.activities import StatementDrafted, StatementIssued
from tests.builders_statements import (
    AUTUMN,
    HERE,
    ITS_OFFICER,
    MEMBER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    SUMMER,
    a_clock,
    a_record,
    a_statement,
    as_,
    service,
    turn,
    waits,
)
from tests.fakes import a_tx

Q3 = f"service:m1:{HERE}:2026-Q3:1"
YEAR = f"appraisal:m1:{HERE}:2026:1"


# drafting


def test_confirmed_records_of_the_period_make_one_statement():
    tx = turn(a_clock(a_record("r1"), a_record("r2", starts=SUMMER + timedelta(days=2), minutes=60)))
    statement = service(tx)
    assert (statement.id, statement.state, statement.minutes) == (Q3, "drafted", 240)
    assert [line.record for line in statement.lines] == ["r1", "r2"]
    assert statement.scopes == ["m1", HERE, STREET, "310106"]
    assert {record.statement for record in tx.changed.values() if isinstance(record, ServiceRecord)} == {Q3}
    [told] = [each for each in tx.said if isinstance(each, StatementDrafted)]
    assert (told.minutes, told.may_issue_at) == (240, AUTUMN + timedelta(days=7))
    assert waits(tx) == [("+", "statement_to_read")]


@pytest.mark.parametrize("record", [
    a_record(state="drafted"), a_record(state="unconfirmed"), a_record(state="objected"), a_record(state="withdrawn"),
    a_record(starts=AUTUMN), a_record(statement="another"),
], ids=lambda record: f"{record.state} {record.starts:%m} {record.statement}")  # fmt: skip
def test_no_confirmed_record_no_statement(record):
    assert records_to_state(a_clock(record)) == []


@pytest.mark.parametrize(("length", "due"), [("quarter", True), ("half_year", False), ("year", False)])
def test_nothing_is_drafted_before_the_districts_period_is_over(length, due):
    assert bool(records_to_state(a_clock(a_record(), period=length))) is due


def test_the_first_moment_after_the_period_is_early_enough():
    midnight = AUTUMN.replace(month=9, day=30, hour=16, minute=0)  # in Shanghai the first of October begins
    assert records_to_state(a_clock(a_record(), now=midnight - timedelta(seconds=1))) == []
    assert records_to_state(a_clock(a_record(), now=midnight))


def test_each_member_and_each_place_has_its_own():
    others = [a_record("r2", member="m2"), a_record("r3", place="310106006005")]
    tx = turn(a_clock(a_record(), *others, people=2))
    assert len([each for each in tx.changed.values() if isinstance(each, Statement) and each.kind == "service"]) == 3


def test_confirmed_late_it_still_goes_into_a_draft_that_nobody_has_read():
    tx = turn(a_clock(a_record(statement=Q3), a_statement(), a_record("r2", minutes=45)))
    assert service(tx).minutes == 225
    assert tx.said == []  # the member confirmed it a moment ago


@pytest.mark.parametrize("state", ["read", "objected", "issued", "signed", "archived"])
def test_confirmed_later_still_it_counts_in_the_next_statement(state):
    late = a_record("r2", minutes=45)
    tx = turn(a_clock(a_record(statement=Q3), a_statement(state), late))
    assert [each for each in tx.changed.values() if isinstance(each, Statement)] == []
    carried = tx.get(ServiceRecord, "r2")
    assert (carried.statement, carried.counts_from) == (None, a_statement().ends)
    assert records_to_state(a_clock(carried)) == []
    winter = turn(a_clock(carried, now=AUTUMN.replace(year=2027, month=1)))
    assert (service(winter).period, service(winter).minutes) == ("2026-Q4", 45)


def test_after_a_withdrawn_one_comes_the_next_edition():
    tx = turn(a_clock(a_statement("withdrawn"), a_record()))
    assert (service(tx).id, service(tx).replaces) == (Q3[:-1] + "2", None)


def test_the_employer_is_that_of_the_newest_record():
    tx = turn(a_clock(a_record(employer="old"), a_record("r2", starts=SUMMER + timedelta(days=1))))
    assert (service(tx).employer, service(tx).employer_name) == ("e1", "测试单位")


# reading and objecting


def test_reading_marks_it_read_and_once_more_changes_nothing():
    tx = as_(MEMBER, a_statement())
    assert actions.read_statement(tx, Q3).statement.state == "read"
    assert waits(tx) == [("-", "statement_to_read"), ("+", "statements_to_issue")]
    again = as_(MEMBER, a_statement("read", read_at=AUTUMN))
    actions.read_statement(again, Q3)
    assert again.changed == {}


def test_who_first_sees_it_when_it_is_issued_has_read_it_too():
    tx = as_(MEMBER, a_statement("issued"))
    found = actions.read_statement(tx, Q3).statement
    assert (found.state, found.read_at) == ("issued", AUTUMN)


def test_an_objection_lies_sealed_and_stops_the_issue():
    tx = as_(MEMBER, a_statement("read"))
    found = actions.object_to_statement(tx, Q3, "漏了一次")
    assert (found.objection, found.statement.issuable) == ("漏了一次", False)
    assert "漏了一次" not in str(found.statement.row())
    assert waits(tx) == [("-", "statements_to_issue"), ("+", "statement_objected")]
    with pytest.raises(WrongState):
        actions.issue_statements(as_(SECRETARY, found.statement), [Q3], "service", "2026-Q3")


def test_what_is_issued_is_objected_to_by_its_records():
    with pytest.raises(WrongState):
        actions.object_to_statement(as_(MEMBER, a_statement("issued")), Q3, "漏了一次")


def test_somebody_elses_is_not_found():
    with pytest.raises(NotFound):
        actions.read_statement(as_(Actor("m2", "member", ("m2",)), a_statement()), Q3)


def test_answered_with_nothing_left_it_is_withdrawn():
    tx = as_(SECRETARY, a_statement("objected"), a_record(state="withdrawn", minutes=0, statement=Q3))
    assert actions.answer_objection(tx, Q3, "确实没有参加").statement.state == "withdrawn"
    assert tx.get(ServiceRecord, "r1").statement is None
    assert waits(tx) == [("-", "statement_objected")]


# issuing


@pytest.mark.parametrize("on_system", [True, False])
def test_issued_it_has_a_number_a_code_and_goes_to_the_employer(on_system):
    tx = as_(SECRETARY, a_statement("read"), on_system=on_system)
    [found] = actions.issue_statements(tx, [Q3], "service", "2026-Q3").items
    assert (found.number, len(str(found.code)), found.scopes[-1]) == (f"2026-{HERE}-F00001", 10, "e1")
    [code] = [each for each in tx.changed.values() if isinstance(each, StatementCode)]
    assert (code.id, code.name, code.minutes) == (found.code, "测**", 180)
    [told] = [each for each in tx.said if isinstance(each, StatementIssued)]
    assert (told.employer, told.number) == ("e1", found.number)
    signing = [("+", "statement_to_sign")] if on_system else []
    assert waits(tx) == [("-", "statements_to_issue"), *signing]


def test_all_of_a_period_are_those_that_were_read_or_lay_for_seven_days():
    ready = [a_statement("read", member=f"m{n}") for n in (1, 2)]
    tx = as_(SECRETARY, *ready, a_statement(member="m3"), people=3)
    done = actions.issue_statements(tx, None, "service", "2026-Q3")
    assert ([each.member for each in done.items], done.left) == (["m1", "m2"], 0)
    assert len({each.number for each in done.items}) == 2


def test_unread_it_waits_seven_days_and_then_is_open_for_issue():
    over = AUTUMN + timedelta(days=7, seconds=1)
    assert drafts_to_open(a_clock(a_statement(), now=over - timedelta(seconds=2))) == []
    tx = a_clock(a_statement(), now=over)
    open_for_issue(tx, [each.id for each in drafts_to_open(tx)])
    assert waits(tx) == [("+", "statements_to_issue")]
    assert tx.get(Statement, Q3).state == "drafted"
    with pytest.raises(WrongState) as refused:
        actions.issue_statements(as_(SECRETARY, a_statement()), [Q3], "service", "2026-Q3")
    assert refused.value.code == "not_read_yet"


def test_who_looks_on_from_above_does_not_issue():
    with pytest.raises(NotAllowed):
        actions.issue_statements(as_(STREET_OFFICER, a_statement("read")), [Q3], "service", "2026-Q3")


def test_a_street_issues_for_what_it_offered_itself():
    own = a_statement("read", place=STREET)
    own.scopes = [MEMBER.id, STREET, "310106"]
    tx = as_(STREET_OFFICER, own)
    assert actions.issue_statements(tx, None, "service", "2026-Q3").items[0].number == f"2026-{STREET}-F00001"
    assert [todo.roles for todo in own.todos] == [["street_officer"]]


def test_a_draft_is_refreshed_with_what_was_confirmed_since():
    late = a_record("r2", minutes=45, counts_from=a_statement().ends)
    tx = as_(SECRETARY, a_statement("read", read_at=AUTUMN), a_record(statement=Q3), late)
    found = actions.refresh_statement(tx, Q3).statement
    assert (found.state, found.minutes, found.read_at, found.issuable) == ("drafted", 225, None, False)
    same = as_(SECRETARY, a_statement("read"), a_record(statement=Q3))
    assert actions.refresh_statement(same, Q3).statement.state == "read"
    assert same.changed == {}


# signing


def test_the_employer_signs_all_of_a_period_and_nothing_twice():
    tx = as_(ITS_OFFICER, a_statement("issued", to_sign=True), a_statement("signed", member="m2"))
    done = actions.sign_statements(tx, None, "service", "2026-Q3")
    assert [(each.member, each.signed_by, each.signed_at) for each in done.items] == [("m1", "u4", AUTUMN)]
    assert waits(tx) == [("-", "statement_to_sign")]
    with pytest.raises(WrongState):
        actions.sign_statements(as_(ITS_OFFICER, a_statement("signed")), [Q3], "service", "2026-Q3")


def test_an_employer_sees_what_was_issued_of_its_own_people_alone():
    documents = [a_statement("issued"), a_statement("read", member="m2")]
    assert [each.member for each in received(as_(ITS_OFFICER, *documents), "service", "2026-Q3")] == ["m1"]
    other = Actor("u9", "employer_officer", ("e2",))
    assert received(as_(other, *documents), "service", "2026-Q3") == []


def test_signed_it_is_archived_after_ninety_days():
    signed = a_statement("signed", signed_at=AUTUMN)
    assert statements_to_archive(a_clock(signed, now=AUTUMN + timedelta(days=90))) == []
    tx = a_clock(signed, now=AUTUMN + timedelta(days=90, seconds=1))
    archive_statements(tx, [each.id for each in statements_to_archive(tx)])
    assert signed.id == Q3
    assert tx.get(Statement, Q3).state == "archived"


# the check


@pytest.mark.parametrize(("more", "state"), [
    ({}, "genuine"), ({"replaced_by": "2026-1"}, "replaced"), ({"member": "", "name": ""}, "erased"),
])  # fmt: skip
def test_a_code_says_whether_the_print_is_genuine(more, state):
    fields = {"statement": Q3, "member": "m1", "number": "1", "name": "测**", "place_name": "测试一村",
              "period": "2026-Q3", "minutes": 180, "issued_at": AUTUMN}  # fmt: skip
    code = StatementCode(id="ABCDEFGH23", **fields | more)
    assert statement_by_code(a_tx(code, by=PUBLIC), " abcdefgh23").state == state
    with pytest.raises(NotFound):
        statement_by_code(a_tx(code, by=PUBLIC), "ABCDEFGH24")
