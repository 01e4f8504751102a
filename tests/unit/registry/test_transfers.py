"""The rules of moving, each in its name."""

import pytest

from services.registry.employers.model import EmployerReport
from services.registry.members.model import Member, PhoneTaken
from services.registry.members.queries import vouching_entry
from services.registry.reports.actions import accept_reports, cancel_report
from services.registry.reports.model import Report
from services.registry.rosters.model import RosterEntry
from services.registry.transfers.actions import (
    change_employer,
    end_report,
    move_out_of_closed,
    settle_entries,
    start_transfer,
    transfer_member,
)
from services.registry.transfers.queries import left_behind, my_employment, unsettled_entries
from shared.documents import CLOCK, Actor
from shared.errors import Invalid, NotFound
from shared.events.registry import (
    EmployerOfMemberChanged,
    MemberLeft,
    MemberReported,
    MemberTransferred,
    TodoClosed,
    TodoOpened,
    TransferStarted,
)
from tests.builders_members import (
    HERE,
    MEMBER,
    SECRETARY,
    THERE,
    a_key,
    a_member,
    a_report,
    a_roster_entry,
    an_employer,
    places,
)
from tests.fakes import NOON, a_tx

OTHER_SECRETARY = Actor("u5", "secretary", (THERE,))


def said(tx, *kinds):
    return [event for event in tx.said if isinstance(event, kinds)]


def settled_here(state="reported", **more):
    report = a_report(state, **more)
    member = a_member(name="测试甲", state=state, report="r1", community=HERE, street=HERE[:9], district=HERE[:6],
                      employer="e1", scopes=report.scopes)  # fmt: skip
    return [*places(), an_employer(), a_key(), member, report]


def under_way():
    """What is stored when a transfer from HERE waits in THERE."""
    tx = a_tx(*settled_here(), by=MEMBER)
    new = start_transfer(tx, THERE).report
    return [*places(), an_employer(), a_key(), tx.get(Member, "m1"), tx.get(Report, "r1"), new], new.id


def test_the_old_community_keeps_the_member_until_the_new_one_accepts():
    tx = a_tx(*settled_here(), by=MEMBER)
    report = start_transfer(tx, THERE).report
    member = tx.get(Member, "m1")
    assert (report.state, report.community, tx.get(Report, "r1").state) == ("awaiting_community", THERE, "transferring")
    assert (member.state, member.community, member.report) == ("transferring", HERE, report.id)
    assert {HERE, THERE} <= set(member.scopes)
    assert [(event.from_community, event.to_community) for event in said(tx, TransferStarted)] == [(HERE, THERE)]


def test_the_new_community_accepts_from_the_same_list_and_the_history_stays():
    stored, new = under_way()
    tx = a_tx(*stored, by=OTHER_SECRETARY)
    accept_reports(tx, [new])
    member, old = tx.get(Member, "m1"), stored[-2]
    assert (member.state, member.community) == ("reported", THERE)
    assert HERE not in member.scopes
    assert tx.get(Report, old.id).state == "transferred_out"
    assert THERE not in tx.get(Report, old.id).scopes
    assert len(said(tx, MemberTransferred)) == 1
    assert not said(tx, MemberReported)


def test_a_transfer_that_is_taken_back_leaves_the_member_where_they_were():
    stored, new = under_way()
    tx = a_tx(*stored, by=MEMBER)
    assert cancel_report(tx).report.id == "r1"
    member = tx.get(Member, "m1")
    assert (member.state, member.community, member.report) == ("reported", HERE, "r1")
    assert THERE not in member.scopes + tx.get(Report, "r1").scopes
    slips = [(write._filter["_id"], write._doc["$set"]["state"]) for write in tx.operations()["slips"]]
    assert (tx.get(Report, new).code, "cancelled") in slips


def test_the_old_community_may_start_it_for_the_member_and_no_other_may():
    assert transfer_member(a_tx(*settled_here(), by=SECRETARY), "r1", THERE).from_community == HERE
    with pytest.raises(NotFound):
        transfer_member(a_tx(*settled_here(), by=OTHER_SECRETARY), "r1", THERE)


def test_to_where_one_is_already_nobody_moves():
    with pytest.raises(Invalid):
        start_transfer(a_tx(*settled_here(), by=MEMBER), HERE)


def test_who_retires_belongs_nowhere_and_the_report_stays():
    tx = a_tx(*settled_here(), by=SECRETARY)
    report = end_report(tx, "r1", "retired")
    assert (report.state, report.community, tx.get(Member, "m1").community) == ("left", HERE, None)
    assert [event.why for event in said(tx, MemberLeft)] == ["retired"]


def closed(*stored):
    for place in stored:
        if place.id == HERE:
            place.active, place.closed_into = False, THERE
    return stored


def test_a_closed_communitys_members_are_in_the_next_one():
    tx = a_tx(*closed(*settled_here()), by=CLOCK)
    assert [place.id for place in left_behind(tx)] == [HERE]
    move_out_of_closed(tx, HERE)
    member = tx.get(Member, "m1")
    assert (member.community, member.state) == (THERE, "reported")
    assert HERE not in member.scopes + tx.get(Report, "r1").scopes
    assert [event.community for event in said(tx, MemberTransferred)] == [THERE]


def test_what_waits_in_a_closed_community_waits_in_the_next_one():
    report = a_report("awaiting_community")
    member = a_member(state="awaiting_community", report="r1", scopes=report.scopes)
    tx = a_tx(*closed(*places()), an_employer(), a_key(), member, report, by=CLOCK)
    move_out_of_closed(tx, HERE)
    assert (tx.get(Report, "r1").community, tx.get(Report, "r1").state) == (THERE, "awaiting_community")
    assert [event.scopes for event in said(tx, TodoOpened)] == [[THERE]]


@pytest.mark.parametrize("waits_there", [False, True])
def test_an_organisations_report_waits_in_the_next_community_too(waits_there):
    old = EmployerReport(id="", employer="e1", employer_name="测试单位", community=HERE, number="1", asked_at=NOON)
    here, there = (old.to_community(place) for place in places() if place.id in (HERE, THERE))
    tx = a_tx(*closed(*places()), an_employer(), here, *([there] if waits_there else []), by=CLOCK)
    assert [place.id for place in left_behind(tx)] == [HERE]
    move_out_of_closed(tx, HERE)
    moved = tx.get(EmployerReport, f"e1.{THERE}")
    assert (moved.community, moved.number, HERE in moved.scopes) == (THERE, "1", False)
    assert [event.todo for event in said(tx, TodoClosed)] == [f"employer_report_to_accept:e1.{HERE}"]
    opened = [(event.todo, event.scopes) for event in said(tx, TodoOpened)]
    assert opened == ([] if waits_there else [(f"employer_report_to_accept:e1.{THERE}", [THERE])])
    assert [write._filter for write in tx.operations()["employer_reports"] if hasattr(write, "_filter")] == [
        {"_id": f"e1.{HERE}"}
    ]


def test_a_leaver_keeps_the_report_and_is_asked_once():
    gone = a_roster_entry(state="left", unsettled=True, member="m1")
    tx = a_tx(*settled_here(entry="n1"), gone, by=CLOCK)
    settle_entries(tx, [entry.id for entry in unsettled_entries(tx)])
    assert (tx.get(Report, "r1").state, tx.get(Report, "r1").needs_new_employer) == ("reported", True)
    assert tx.get(Member, "m1").employer is None
    assert said(tx, EmployerOfMemberChanged) == [EmployerOfMemberChanged(member="m1", from_employer="e1")]
    settle_entries(tx, ["n1"])
    assert len(said(tx, EmployerOfMemberChanged)) == 1


def test_a_former_employer_sees_nothing_more():
    gone = a_roster_entry(state="left", unsettled=True, member="m1")
    tx = a_tx(*settled_here(entry="n1", on_roster=True), gone, by=CLOCK)
    settle_entries(tx, ["n1"])
    report, member = tx.get(Report, "r1"), tx.get(Member, "m1")
    assert "e1" not in report.scopes + member.scopes
    assert len(tx.operations()[RosterEntry.collection]) == 1  # settled, and not told the state of the report
    tx = a_tx(*places(), an_employer(), a_key(), member, report, by=MEMBER)
    moved = tx.get(Report, start_transfer(tx, THERE).report.id)
    assert (moved.employer, moved.employer_name, moved.entry, moved.needs_new_employer) == (None, None, None, True)
    assert "e1" not in moved.scopes


def test_the_history_says_from_which_employer_to_which():
    tx = a_tx(*on_another_roster(), by=MEMBER)
    change_employer(tx, "n2")
    step = tx.get(Report, "r1").steps[-1]
    assert (step["why"], step["from_employer"], step["employer"], step["at"]) == ("employer_changed", "e1", "e2", NOON)


def test_who_comes_back_is_asked_nothing():
    *rest, member, report = settled_here(entry="n1", needs_new_employer=True)
    member.employer = None
    tx = a_tx(*rest, member, report, a_roster_entry(unsettled=True, member="m1"), by=CLOCK)
    settle_entries(tx, ["n1"])
    assert (tx.get(Member, "m1").employer, tx.get(Report, "r1").needs_new_employer) == ("e1", False)


def on_another_roster(**more):
    entry = a_roster_entry(id="n2", employer="e2", scopes=["e2", "m1"], unsettled=True, **more)
    return [*settled_here(entry="n1"), an_employer(id="e2", name="新的单位"), entry]


def test_another_employers_roster_is_confirmed_by_the_member():
    tx = a_tx(*on_another_roster(), by=CLOCK)
    settle_entries(tx, ["n2"])
    assert tx.get(Member, "m1").employer == "e1"
    assert [(event.kind, event.scopes) for event in said(tx, TodoOpened)] == [("employer_to_confirm", ["m1"])]
    tx = a_tx(*on_another_roster(), by=MEMBER)
    assert [offer.employer_name for offer in my_employment(tx).offers] == ["新的单位"]
    change_employer(tx, "n2")
    member = tx.get(Member, "m1")
    assert (member.employer, member.employer_name) == ("e2", "新的单位")
    assert "e1" not in member.scopes + tx.get(Report, "r1").scopes


def test_what_a_roster_says_no_longer_is_not_asked_any_more():
    closed = [TodoClosed(todo="employer_to_confirm:n2", subject="n2")]
    *rest, entry = on_another_roster()
    entry.state = "left"
    tx = a_tx(*rest, entry, by=CLOCK)
    settle_entries(tx, ["n2"])
    assert said(tx, TodoClosed, TodoOpened) == closed
    *rest, entry = on_another_roster()
    next(each for each in rest if isinstance(each, Member)).state = "closed"
    tx = a_tx(*rest, entry, by=CLOCK)
    settle_entries(tx, ["n2"])
    assert said(tx, TodoClosed, TodoOpened) == closed


def test_with_the_report_the_question_for_the_employer_ends():
    tx = a_tx(*on_another_roster(), by=MEMBER)
    cancel_report(tx)
    assert TodoClosed(todo="employer_to_confirm:n2", subject="n2") in said(tx, TodoClosed)
    tx = a_tx(*on_another_roster(), by=SECRETARY)
    end_report(tx, "r1", "retired")
    assert [write._filter for write in tx.operations()["roster_entries"]] == [{"scopes": "m1"}]


def test_nobody_confirms_what_is_not_theirs():
    foreign = a_roster_entry(id="n3", employer="e2", scopes=["e2", "m9"])
    with pytest.raises(Invalid):
        change_employer(a_tx(*settled_here(), foreign, by=MEMBER), "n3")


def test_a_roster_that_comes_after_the_report_vouches_for_it():
    report = a_report("awaiting_employer")
    member = a_member(state="awaiting_employer", report="r1", employer="e1", scopes=report.scopes, phone_hash="h1")
    entry = a_roster_entry(unsettled=True, phone_hash="h1", person="m9", scopes=["e1", "m9"])
    taken = PhoneTaken(id="h1", member="m1")
    tx = a_tx(*places(), an_employer(), a_key(), member, report, entry, taken, by=CLOCK)
    settle_entries(tx, ["n1"])
    assert (tx.get(Report, "r1").on_roster, tx.get(Report, "r1").by_hand) == (True, False)
    assert "m1" in tx.get(RosterEntry, "n1").scopes


def test_an_entry_whose_phone_was_wrong_is_shown_no_longer_to_the_one_who_has_that_phone():
    report = a_report("reported")
    member = a_member(state="reported", report="r1", employer="e1", scopes=report.scopes, phone_hash="h1")
    corrected = a_roster_entry(unsettled=True, phone_hash="h2", person="m9", member="m1", scopes=["e1", "m9", "m1"])
    tx = a_tx(*places(), an_employer(), a_key(), member, report, corrected, by=CLOCK)
    settle_entries(tx, ["n1"])
    assert tx.get(RosterEntry, "n1").scopes == ["e1", "m9"]


def test_who_was_taken_for_the_person_of_an_entry_by_a_wrong_phone_sees_it_no_longer():
    member, corrected = a_member(phone_hash="h1"), a_roster_entry(phone_hash="h2")
    assert vouching_entry(a_tx(a_key(), member, corrected, by=MEMBER), member) is None
    corrected.phone_hash = "h1"
    assert vouching_entry(a_tx(a_key(), member, corrected, by=MEMBER), member).id == "n1"
