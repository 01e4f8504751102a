"""The rules of a report, each in its name."""

import pytest

from services.registry.members.model import IdTaken, Member
from services.registry.places.model import HomeBranch
from services.registry.reports.actions import (
    accept_reports,
    cancel_report,
    enter_report,
    place_report,
    redirect_report,
    restore_report,
    return_report,
    send_again,
    send_report,
)
from services.registry.reports.forms import Correction, EnteredForm
from services.registry.reports.model import Report
from services.registry.reports.queries import (
    my_report,
    receipts,
    reports_to_place,
    reports_to_verify,
    verified_by_nobody,
    verified_by_roster,
    waiting_reports,
)
from services.registry.reports.queries import report as one_report
from services.registry.reports.verifying import issue_slips_by_nobody, issue_slips_by_roster, verify_reports
from services.registry.rosters.model import IdOnRoster
from shared.documents import CLOCK, Actor
from shared.errors import Invalid, NotFound, Refused, WrongState
from shared.events.registry import MemberChanged, MemberReported, ReportSent, SlipIssued, TodoClosed, TodoOpened
from tests.builders_members import (
    HERE,
    ID_NUMBER,
    ITS_OFFICER,
    MEMBER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    THERE,
    a_form,
    a_key,
    a_member,
    a_report,
    a_roster_entry,
    an_employer,
    places,
    reporting,
)
from tests.fakes import KEYS, NOON, a_tx

A_STRANGER = {"name": "测试乙", "id_number": ID_NUMBER}


def said(tx, *kinds):
    return [event for event in tx.said if isinstance(event, kinds)]


def of_nobody_known(**more):
    return [*places(), an_employer(), a_key(), a_member(**more)]


def on_a_roster(**employers):
    return [*places(), an_employer(**employers), a_key(), a_member(), a_roster_entry()]


# the community


def test_accepting_takes_the_member_in_and_says_so():
    tx = a_tx(*reporting("awaiting_community"), by=SECRETARY)
    (report,), left = accept_reports(tx, ["r1"])
    assert (report.state, report.receipt, report.contact, left) == ("reported", f"2026-{HERE}-H00001", "u1", 0)
    assert said(tx, TodoClosed, MemberReported) == [
        TodoClosed(todo="report_to_accept:r1", subject="r1"),
        MemberReported(member="m1", report="r1", community=HERE, street=STREET, district="310106", employer="e1",
                       receipt=report.receipt),
    ]


def test_who_is_taken_in_belongs_to_the_community():
    tx = a_tx(*reporting("awaiting_community"), by=SECRETARY)
    accept_reports(tx, ["r1"])
    member = tx.get(Member, "m1")
    assert (member.state, member.community, member.street) == ("reported", HERE, STREET)
    assert set(member.scopes) == {"m1", "e1", HERE, STREET, "310106"}
    assert said(tx, MemberChanged)[-1].community == HERE


def test_a_secretary_cannot_accept_another_communitys_report():
    with pytest.raises(NotFound):
        accept_reports(a_tx(*reporting("awaiting_community", community=THERE), by=SECRETARY), ["r1"])


@pytest.mark.parametrize("state", ["reported", "slip_issued", "awaiting_employer", "returned", "cancelled"])
def test_only_what_waits_is_accepted(state):
    with pytest.raises(WrongState):
        accept_reports(a_tx(*reporting(state), by=SECRETARY), ["r1"])


def test_by_the_address_the_member_comes_to_the_home_branch_of_that_road():
    *rest, report = reporting("awaiting_community")
    report.sealed = KEYS.seal("m1", a_key().wrapped, {"address": "测试路1号"})
    branches = [HomeBranch(id=f"b{n}", community=HERE, name="支部", roads=[road], scopes=[HERE])
                for n, road in enumerate(["测试路", "另一路"])]  # fmt: skip
    tx = a_tx(*rest, report, *branches, by=SECRETARY)
    accept_reports(tx, ["r1"])
    assert tx.get(Member, "m1").home_branch == "b0"
    assert "m1" in tx.looked


@pytest.mark.parametrize(("state", "asked", "by"), [
    ("awaiting_community", waiting_reports, SECRETARY), ("awaiting_employer", reports_to_verify, ITS_OFFICER),
    ("awaiting_placement", reports_to_place, STREET_OFFICER), ("reported", receipts, ITS_OFFICER),
    ("reported", lambda tx: [one_report(tx, "r1")], SECRETARY),
])  # fmt: skip
def test_who_reads_names_on_a_list_leaves_a_line(state, asked, by):
    tx = a_tx(*reporting(state, accepted_at=NOON if state == "reported" else None), by=by)
    assert [report.id for report in asked(tx)] == ["r1"]
    assert tx.looked == {"m1": set(tx.get(Report, "r1").scopes)}


def test_who_reads_their_own_leaves_none():
    tx = a_tx(*reporting("reported"), by=MEMBER)
    assert my_report(tx).report.id == "r1"
    assert not tx.looked


def test_where_no_branch_names_roads_no_address_is_opened():
    tx = a_tx(*reporting("awaiting_community"), HomeBranch(id="b1", community=HERE, name="支部"), by=SECRETARY)
    accept_reports(tx, ["r1"])
    assert not tx.looked


def test_another_communitys_branch_or_contact_is_refused():
    for wrong in ({"home_branch": "b9"}, {"contact": "u9"}):
        with pytest.raises(Invalid):
            accept_reports(a_tx(*reporting("awaiting_community"), by=SECRETARY), ["r1"], **wrong)


def test_one_that_cannot_be_accepted_stops_them_all():
    tx = a_tx(*reporting("awaiting_community"), a_report("reported", id="r2"), by=SECRETARY)
    with pytest.raises(WrongState):
        accept_reports(tx, ["r1", "r2"])


def test_a_wrong_community_passes_it_on_and_loses_sight_of_it():
    tx = a_tx(*reporting("awaiting_community"), by=SECRETARY)
    report = redirect_report(tx, "r1", THERE)
    assert [step["to"] for step in report.steps] == ["redirected", "awaiting_community"]
    assert HERE not in report.scopes
    assert HERE not in tx.get(Member, "m1").scopes
    assert [event.scopes for event in said(tx, TodoOpened)] == [[THERE]]


def test_a_returned_report_keeps_the_reason_sealed():
    tx = a_tx(*reporting("awaiting_community"), by=SECRETARY)
    report = return_report(tx, "r1", "门牌不对")
    assert report.state == "returned"
    assert "门牌" not in report.model_dump_json() + "".join(event.model_dump_json() for event in tx.said)
    assert tx.open(report)["reasons"] == {tx.now.isoformat(): "门牌不对"}


@pytest.mark.parametrize("state", ["awaiting_employer", "awaiting_placement", "reported"])
def test_a_community_returns_only_what_waits_for_it(state):
    with pytest.raises(WrongState):
        return_report(a_tx(*reporting(state), by=SECRETARY), "r1", "不是本社区")


# the member


def test_a_roster_that_the_phone_proves_says_the_rest():
    tx = a_tx(*on_a_roster(), by=MEMBER)
    report = send_report(tx, a_form(skills=["书法"])).report
    assert (report.state, report.name, report.employer, report.on_roster) == ("awaiting_employer", "测试甲", "e1", True)
    member = tx.get(Member, "m1")
    assert tx.open(member) == {
        "name": "测试甲", "pinyin": member.pinyin, "phone": "+8613800000001", "email": "m1@example.com",
    }  # fmt: skip
    assert not said(tx, TodoOpened)
    assert tx.get(Member, "m1").skills == ["书法"]


def test_a_roster_vouches_by_the_clock_and_the_slip_passes_on_by_itself():
    report = a_report("awaiting_employer", on_roster=True, by_hand=False)
    tx = a_tx(*reporting("awaiting_employer")[:-1], report, by=CLOCK)
    issue_slips_by_roster(tx, [due.id for due in verified_by_roster(tx)])
    report = tx.get(Report, "r1")
    assert [(step["to"], step["why"], step["by"]) for step in report.steps] == [
        ("slip_issued", "roster", "clock"), ("awaiting_community", "by_itself", "clock"),
    ]  # fmt: skip
    assert report.number == f"2026-{HERE}-00001"
    assert said(tx, SlipIssued)[0].verified_by == "roster"


def test_an_employer_that_verifies_by_hand_is_waited_for():
    tx = a_tx(*on_a_roster(verify_by_hand=True), by=MEMBER)
    assert send_report(tx, a_form()).report.by_hand
    assert [(event.kind, event.scopes) for event in said(tx, TodoOpened)] == [("report_to_verify", ["e1"])]


def test_an_unproven_phone_is_shown_nothing_and_the_employer_looks():
    match = IdOnRoster(
        id=KEYS.hashed("id", ID_NUMBER), entries=["n1", "n2"], by_employer={"e1": "n1", "e2": "n2"}, person="p9",
        employer="e2",
    )  # fmt: skip
    tx = a_tx(*of_nobody_known(proven_phone=False), a_roster_entry(), match, by=MEMBER)
    with pytest.raises(Invalid) as refusal:
        send_report(tx, a_form())
    assert [problem.field for problem in refusal.value.fields] == ["name", "id_number", "employer_name"]
    report = send_report(tx, a_form(**A_STRANGER, employer_id="e1")).report
    assert (report.state, report.on_roster, report.by_hand, report.matches) == ("awaiting_employer", False, True, True)


def test_an_employer_that_is_not_here_is_skipped_and_it_says_so():
    tx = a_tx(*of_nobody_known(), by=MEMBER)
    report = send_report(tx, a_form(**A_STRANGER, employer_name="别处的单位")).report
    assert [(step["to"], step["why"]) for step in report.steps] == [
        ("slip_issued", "employer_not_on_system"), ("awaiting_community", "by_itself"),
    ]  # fmt: skip
    assert said(tx, SlipIssued)[0].verified_by == "nobody"


def test_who_does_not_know_the_community_is_placed_by_the_street():
    tx = a_tx(*on_a_roster(), by=MEMBER)
    assert send_report(tx, a_form(community=None, unknown=True, street=STREET)).report.state == "awaiting_placement"
    assert [(event.kind, event.scopes) for event in said(tx, TodoOpened)] == [("report_to_place", [STREET])]


def test_a_placed_report_goes_on_to_the_employer():
    tx = a_tx(*reporting("awaiting_placement", community=None), by=STREET_OFFICER)
    report = place_report(tx, "r1", THERE)
    assert (report.state, report.community) == ("awaiting_employer", THERE)


def test_a_report_into_another_district_stops_at_the_slip():
    tx = a_tx(*of_nobody_known(), by=MEMBER)
    form = a_form(community=None, elsewhere={"district_name": "别处区"}, **A_STRANGER, employer_name="别处的单位")
    report = send_report(tx, form).report
    assert (report.state, report.number, report.community) == ("slip_issued", "2026-310106-00001", None)


def test_a_second_report_is_refused_kindly():
    with pytest.raises(Refused) as refusal:
        send_report(a_tx(*reporting("reported"), by=MEMBER), a_form())
    assert refusal.value.code == "already_reported"
    assert "转社区" in refusal.value.text


def test_the_same_id_number_reports_once():
    taken = IdTaken(id=KEYS.hashed("id", ID_NUMBER), member="m9")
    with pytest.raises(Refused) as refusal:
        send_report(a_tx(*of_nobody_known(), taken, by=MEMBER), a_form(**A_STRANGER, employer_name="别处的单位"))
    assert refusal.value.code == "already_reported"


def test_a_number_that_came_back_or_was_taken_back_keeps_nobody_out():
    for state, back, by in [("awaiting_employer", lambda tx: return_report(tx, "r1", "不是本单位"), ITS_OFFICER),
                            ("awaiting_community", cancel_report, MEMBER)]:  # fmt: skip
        tx = a_tx(*reporting(state), by=by)
        back(tx)
        assert [write._filter for write in tx.operations()["ids_taken"]] == [{"member": "m1"}]


def test_who_comes_back_claims_the_number_again():
    *rest, member, report = reporting("cancelled")
    member.id_hash = KEYS.hashed("id", ID_NUMBER)
    tx = a_tx(*rest, member, report, by=MEMBER)
    restore_report(tx)
    assert tx.peek(IdTaken, member.id_hash).member == "m1"
    with pytest.raises(Refused):
        restore_report(a_tx(*rest, member, a_report("cancelled"), IdTaken(id=member.id_hash, member="m9"), by=MEMBER))


@pytest.mark.parametrize(("verified", "whose"), [(False, "m1"), (True, "m9")])
def test_a_proven_roster_wins_over_a_number_that_nobody_verified(verified, whose):
    taken = IdTaken(id=KEYS.hashed("id", ID_NUMBER), member="m9", verified=verified)
    tx = a_tx(*on_a_roster(), taken, by=MEMBER)
    if verified:
        with pytest.raises(Refused):
            send_report(tx, a_form())
    else:
        send_report(tx, a_form())
    assert tx.peek(IdTaken, taken.id).member == whose


def test_what_the_employer_verified_is_the_members_for_good():
    tx = a_tx(*reporting("awaiting_employer"), by=ITS_OFFICER)
    verify_reports(tx, ["r1"])
    assert [write._filter for write in tx.operations()["ids_taken"]] == [{"member": "m1"}]


def test_the_id_number_is_kept_nowhere():
    tx = a_tx(*of_nobody_known(), by=MEMBER)
    send_report(tx, a_form(**A_STRANGER, employer_name="别处的单位"))
    assert ID_NUMBER not in repr(tx.operations()) + repr(tx.said)
    assert tx.get(Member, "m1").id_last4 == "0001"


def test_no_report_without_todays_consent():
    with pytest.raises(Invalid) as refusal:
        send_report(a_tx(*on_a_roster(), by=MEMBER), a_form(consent_version="2020-01"))
    assert refusal.value.code == "consent_needed"


@pytest.mark.parametrize("where", [{"community": None}, {"unknown": True}, {"community": "310106006999"}])
def test_one_place_is_named_and_exists(where):
    with pytest.raises(Invalid) as refusal:
        send_report(a_tx(*on_a_roster(), by=MEMBER), a_form(**where))
    assert [problem.field for problem in refusal.value.fields] == ["community"]


def test_a_verified_report_sent_again_needs_no_new_slip():
    tx = a_tx(*reporting("returned", number="2026-1-00001", code="X"), by=MEMBER)
    report = send_again(tx, Correction(community=THERE)).report
    assert (report.state, report.community, report.number) == ("awaiting_community", THERE, "2026-1-00001")


def test_who_corrects_their_employer_is_verified_again():
    tx = a_tx(*reporting("returned", number="2026-1-00001", code="X"), an_employer(id="e2"), by=MEMBER)
    report = send_again(tx, Correction(employer_id="e2", **A_STRANGER)).report
    assert (report.state, report.employer, report.number) == ("awaiting_employer", "e2", None)
    assert [write._filter for write in tx.operations()["slips"]] == [{"_id": "X"}]


def test_a_corrected_community_leaves_the_employer_as_it_was():
    stored = reporting("returned", employer=None, employer_name="别处的单位", number="2026-1-00001", code="X")
    tx = a_tx(*stored, a_roster_entry(), by=MEMBER)
    assert send_again(tx, Correction(community=THERE)).report.employer_name == "别处的单位"


def test_what_was_taken_back_can_be_restored():
    tx = a_tx(*reporting("awaiting_employer"), by=MEMBER)
    assert cancel_report(tx).report.state == "cancelled"
    assert tx.get(Member, "m1").scopes == ["m1", "e1"]
    assert restore_report(tx).report.state == "awaiting_employer"


# entered by others


def test_what_the_station_enters_is_told_to_the_person():
    form = EnteredForm(**a_form(**A_STRANGER, employer_id="e1").model_dump(exclude_unset=True), how="paper")
    tx = a_tx(*places(), an_employer(), by=SECRETARY)
    report = enter_report(tx, form)
    member = tx.get(Member, report.member)
    assert (report.entered_by, member.entered_by, member.channel) == ("u1", "u1", "inbox")
    assert report.steps[0]["why"] == "paper"
    assert said(tx, ReportSent)[0].entered_by == "u1"


def test_what_the_person_corrects_is_not_told_as_filled_in_for_them():
    tx = a_tx(*reporting("returned", entered_by="u1"), by=MEMBER)
    send_again(tx, Correction(community=THERE))
    assert [event.entered_by for event in said(tx, ReportSent)] == [None]


# the employer


def test_the_employer_vouches_for_all_that_wait_for_its_look():
    vouched = a_report("awaiting_employer", id="r2", by_hand=False, on_roster=True)
    tx = a_tx(*reporting("awaiting_employer"), vouched, by=ITS_OFFICER)
    assert [report.id for report in reports_to_verify(tx)] == ["r1"]
    done = verify_reports(tx)
    assert [(report.id, report.state) for report in done.items] == [("r1", "awaiting_community")]


def test_what_waits_for_an_employer_whose_last_officer_went_goes_on_verified_by_nobody():
    *rest, member, report = reporting("awaiting_employer")
    rest = [each for each in rest if each.id != "e1"]
    gone = an_employer(on_system=False, left_system=True)
    tx = a_tx(*rest, gone, member, report, a_report("awaiting_employer", id="r2", employer="e2"), by=CLOCK)
    due = [found.id for found in verified_by_nobody(tx)]
    assert due == ["r1"]
    issue_slips_by_nobody(tx, due)
    assert tx.get(Report, "r1").state == "awaiting_community"
    assert [event.verified_by for event in said(tx, SlipIssued)] == ["nobody"]
    assert verified_by_nobody(a_tx(*reporting("awaiting_employer"), by=CLOCK)) == []


def test_an_employer_with_a_roster_and_no_officer_is_not_waited_for():
    tx = a_tx(*places(), an_employer(on_system=False, roster_at=NOON), a_key(), a_member(), by=MEMBER)
    report = send_report(tx, a_form(**A_STRANGER, employer_id="e1")).report
    assert (report.state, report.employer, report.employer_name) == ("awaiting_community", None, "测试单位")


def test_another_employer_sees_nothing():
    with pytest.raises(NotFound):
        verify_reports(a_tx(*reporting("awaiting_employer"), by=Actor("u9", "employer_officer", ("e9",))), ["r1"])
