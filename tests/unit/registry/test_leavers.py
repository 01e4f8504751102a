"""What a roster said of people who are no longer on it goes after two years; what they reported stays."""

from datetime import timedelta

from services.registry.members.model import Member
from services.registry.privacy.leavers import LEFT_FOR, forget_leavers, leavers_to_forget
from services.registry.reports.model import Report
from services.registry.rosters.model import RosterEntry
from shared.documents import CLOCK
from shared.sealed import PersonKey
from tests.builders_members import a_key, a_member, a_report, a_roster_entry
from tests.fakes import NOON, a_tx

AGO = NOON - LEFT_FOR


def gone(**more):
    return a_roster_entry(**{"state": "left", "left_at": AGO} | more)


def forgotten(*documents):
    """What was taken away, and which keys were erased."""
    tx = a_tx(*documents, a_key(), by=CLOCK)
    forget_leavers(tx, [each.id for each in leavers_to_forget(tx)])
    removed = {each._filter["_id"] for each in tx.writes.get(RosterEntry.collection, [])}
    erased = {each.id for each in tx.changed.values() if isinstance(each, PersonKey) and each.erased}
    assert set(tx.writes) <= {RosterEntry.collection, PersonKey.collection}
    return removed, erased


def test_who_left_two_years_ago_is_forgotten_with_the_key():
    assert forgotten(gone()) == ({"n1"}, {"m1"})


def test_who_left_lately_who_is_on_the_roster_and_what_is_not_settled_stays():
    recently, back = gone(left_at=AGO + timedelta(seconds=1)), a_roster_entry()
    for entry in (recently, back, gone(unsettled=True), gone(state="deferred")):
        assert forgotten(entry) == (set(), set())


def test_who_reported_keeps_the_key_and_the_history():
    member, report = a_member(state="reported", report="r1"), a_report("reported", entry="n1")
    assert forgotten(gone(member="m1"), member, report) == ({"n1"}, set())
    tx = a_tx(gone(member="m1"), member, report, a_key(), by=CLOCK)
    forget_leavers(tx, ["n1"])
    assert (tx.get(Member, "m1"), tx.get(Report, "r1")) == (member, report)


def test_a_key_that_another_employer_needs_stays_until_the_last_one():
    elsewhere = a_roster_entry(id="n2", employer="e2")
    assert forgotten(gone(), elsewhere) == ({"n1"}, set())
    assert forgotten(gone(), gone(id="n2", employer="e2")) == ({"n1", "n2"}, {"m1"})


def test_who_is_back_meanwhile_is_not_forgotten():
    tx = a_tx(a_roster_entry(), a_key(), by=CLOCK)
    forget_leavers(tx, ["n1", "erased meanwhile"])
    assert tx.writes == {}
