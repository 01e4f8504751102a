"""What a correction does to a statement, and the year's sum: each rule in its name."""

from typing import Any

import pytest

from services.activities.records.model import ServiceRecord
from services.activities.statements import actions
from services.activities.statements.drafting import count_appraisals, restate_records
from services.activities.statements.model import Statement, StatementCode
from services.activities.statements.overview import overview
from services.activities.statements.queries import my_statements, records_to_restate
from shared.errors import WrongState
from shared.tx import Tx
from tests.builders_statements import (
    AUTUMN,
    HERE,
    ITS_OFFICER,
    MEMBER,
    SECRETARY,
    SUMMER,
    a_clock,
    a_record,
    a_statement,
    as_,
    turn,
    waits,
)

Q3 = f"service:m1:{HERE}:2026-Q3:1"
YEAR = f"appraisal:m1:{HERE}:2026:1"


# corrections


def corrected(standing: str, **record: Any) -> Tx:
    """What the clock makes of a changed record that stands in a statement."""
    tx = a_clock(a_statement(standing), a_record(statement=Q3, restate_due=True, **record))
    restate_records(tx, [each.id for each in records_to_restate(tx)])
    return tx


@pytest.mark.parametrize("state", ["issued", "signed", "archived"])
def test_a_correction_of_what_was_issued_makes_the_next_edition(state):
    tx = corrected(state, minutes=120)
    later = tx.get(Statement, Q3[:-1] + "2")
    assert (later.state, later.replaces, later.minutes, later.edition) == ("drafted", Q3, 120, 2)
    [change] = later.changed
    assert (change[1]["before"], change[1]["now"]) == ("3", "2")
    record = tx.get(ServiceRecord, "r1")
    assert (record.statement, record.restate_due) == (later.id, False)
    assert tx.get(Statement, Q3).state == state  # until the next one is issued


def test_no_longer_confirmed_it_is_taken_out_though_nothing_is_left():
    later = corrected("issued", state="unconfirmed").get(Statement, Q3[:-1] + "2")
    assert (later.minutes, later.lines, len(later.changed)) == (0, [], 1)


@pytest.mark.parametrize("state", ["drafted", "objected"])
def test_what_was_issued_waits_for_the_members_word(state):
    tx = corrected("issued", state=state, minutes=120)
    assert [each for each in tx.changed.values() if isinstance(each, Statement)] == []
    assert tx.get(ServiceRecord, "r1").statement == Q3  # when it is settled, it is due again


@pytest.mark.parametrize("state", ["drafted", "read"])
def test_a_correction_of_a_draft_is_read_again(state):
    tx = corrected(state, minutes=120)
    found = tx.get(Statement, Q3)
    assert (found.state, found.minutes, found.edition, found.changed) == ("drafted", 120, 1, [])


def test_a_draft_with_nothing_left_is_withdrawn():
    tx = corrected("read", state="objected")
    assert tx.get(Statement, Q3).state == "withdrawn"
    assert tx.get(ServiceRecord, "r1").statement is None
    assert waits(tx) == [("-", "statements_to_issue")]


def test_corrected_back_before_it_was_issued_the_next_edition_is_withdrawn():
    draft = a_statement("drafted", edition=2, replaces=Q3, minutes=120)
    draft.lines[0].minutes = 120
    tx = a_clock(a_statement("issued"), draft, a_record(statement=draft.id, restate_due=True))
    restate_records(tx, ["r1"])
    assert tx.get(Statement, draft.id).state == "withdrawn"
    assert tx.get(ServiceRecord, "r1").statement == Q3


def test_the_next_edition_issued_replaces_the_one_before():
    draft = a_statement("read", edition=2, replaces=Q3)
    code = StatementCode(
        id="ABCDEFGH23", scopes=[HERE], statement=Q3, member="m1", number="1", name="测**", place_name="测试一村",
        period="2026-Q3", minutes=180, issued_at=AUTUMN,
    )  # fmt: skip
    tx = as_(SECRETARY, a_statement("issued", to_sign=True), draft, code)
    [found] = actions.issue_statements(tx, [draft.id], "service", "2026-Q3").items
    before = tx.get(Statement, Q3)
    assert (before.state, before.replaced_by) == ("replaced", draft.id)
    assert ("-", "statement_to_sign") in waits(tx)
    assert {"$set": {"replaced_by": found.number}} in [each._doc for each in tx.writes["statement_codes"]
                                                       if hasattr(each, "_doc")]  # fmt: skip


# the year


def test_a_year_is_nobodys_before_it_is_summed_and_the_members_only_with_an_opinion():
    tx = turn(a_clock(a_record()))
    assert tx.get(Statement, YEAR).scopes == []
    shell = tx.get(Statement, YEAR)
    shell.recount = True
    over = a_clock(shell, a_statement("signed"), now=AUTUMN.replace(year=2027, month=1))
    count_appraisals(over, [YEAR])
    appraisal = over.get(Statement, YEAR)
    assert (appraisal.state, appraisal.minutes, appraisal.recount) == ("prepared", 180, False)
    assert [line.title for line in appraisal.lines] == ["2026年第三季度"]
    assert waits(over) == [("+", "appraisal_to_write")]
    assert my_statements(as_(MEMBER, appraisal)) == []
    tx = as_(SECRETARY, appraisal)
    actions.write_opinions(tx, [YEAR], "热心")
    assert (appraisal.state, "m1" in tx.get(Statement, YEAR).scopes) == ("prepared", True)
    assert waits(tx) == [("-", "appraisal_to_write"), ("+", "statement_to_read")]


def test_a_sum_takes_the_newest_edition_of_each_period():
    tx = a_clock(
        a_statement("issued"), a_statement("drafted", edition=2, minutes=120), a_statement("withdrawn", edition=3),
        a_statement("signed", period="2026-Q1", minutes=60),
        a_statement("prepared", kind="appraisal", period="2026", minutes=0, lines=[], recount=True),
    )  # fmt: skip
    count_appraisals(tx, [YEAR])
    assert [(line.record, line.minutes) for line in tx.get(Statement, YEAR).lines] == [
        ("2026-Q1", 60), ("2026-Q3", 120),
    ]  # fmt: skip


def test_a_years_sum_corrected_after_issue_makes_its_next_edition_with_the_same_opinion():
    appraisal = a_statement("issued", kind="appraisal", period="2026", recount=True, lines=[
        {"record": "2026-Q3", "starts": SUMMER, "title": "2026年第三季度", "minutes": 240}
    ], minutes=240)  # fmt: skip
    appraisal.sealed = as_(MEMBER).seal("m1", {"opinion": "热心", "objection": "旧的"})
    tx = a_clock(appraisal, a_statement("signed"))
    count_appraisals(tx, [YEAR])
    later = tx.get(Statement, YEAR[:-1] + "2")
    assert (later.minutes, later.state, tx.open(later)) == (180, "drafted", {"opinion": "热心"})


def test_an_opinion_is_an_appraisals():
    with pytest.raises(WrongState):
        actions.write_opinions(as_(SECRETARY, a_statement()), [Q3], "热心")


# a period at a glance


def test_an_overview_counts_what_there_is_and_what_waits_for_whoever_asks():
    tx = as_(SECRETARY, a_statement("read"), a_statement("issued", member="m2"))
    about = overview(tx, "service")
    assert (about.period, about.counts, about.to_issue) == ("2026-Q3", {"read": 1, "issued": 1}, 1)
    assert [(each.period, each.waiting) for each in about.periods[:2]] == [("2026-Q3", 1), ("2026-Q2", 0)]
    assert overview(tx, "appraisal").period == "2025"
    year = as_(SECRETARY, a_statement("prepared", kind="appraisal", period="2025"))
    assert [each.period for each in overview(year, "service").periods if each.waiting] == ["2025"]
    officer = as_(ITS_OFFICER, a_statement("issued"))
    assert [each.waiting for each in overview(officer, "service").periods[:2]] == [1, 0]


def test_where_no_period_is_asked_for_the_list_begins_where_something_waits():
    """What 今天 leads to is on the page that opens, however old it is."""
    spring = a_statement("objected", period="2026-Q2")
    tx = as_(SECRETARY, spring, a_statement("archived"))
    assert overview(tx, "service").period == "2026-Q2"
    both = as_(SECRETARY, spring, a_statement("read"))
    assert overview(both, "service").period == "2026-Q3"
    assert overview(both, "service", None, "objected").period == "2026-Q2"
    year = as_(SECRETARY, a_statement("objected", kind="appraisal", period="2025"), a_statement("read"))
    found = overview(year, "service", None, "objected")
    assert (found.kind, found.period) == ("appraisal", "2025")
