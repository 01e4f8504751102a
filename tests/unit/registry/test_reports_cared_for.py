"""What a community and a street do with a report beyond taking it in."""

import pytest

from services.registry.accounts.model import Account
from services.registry.accounts.queries import colleagues
from services.registry.employers.model import EmployerTaken
from services.registry.members.model import Member
from services.registry.places.model import HomeBranch
from services.registry.reports.actions import assign_report, enter_report
from services.registry.reports.forms import EnteredForm
from services.registry.reports.model import Report
from services.registry.reports.queries import report_of_member, report_to_place
from shared.documents import Actor
from shared.errors import Changed, Invalid, NotFound, WrongState
from shared.events.registry import MemberChanged
from tests.builders_members import (
    DISTRICT,
    HERE,
    ID_NUMBER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    THERE,
    a_form,
    a_key,
    an_employer,
    places,
    reporting,
)
from tests.fakes import KEYS, NOON, a_tx

BRANCH = HomeBranch(id="b1", community=HERE, name="第一党支部", scopes=[HERE])
ELSEWHERE = Actor("u9", "secretary", (THERE,))


def an_account(id: str, role: str = "staff", **more) -> Account:
    fields = {"id": id, "login": id, "role": role, "grants": [HERE], "name": "测试丙", "made_at": NOON,
              "scopes": [DISTRICT, STREET, HERE, id]}  # fmt: skip
    return Account(**fields | more)


def taken_in(**more) -> list:
    return [*reporting("reported", **more), BRANCH, an_account("u1", "secretary"), an_account("k2", name="测试丁")]


def test_a_member_is_given_to_a_branch_and_to_somebody_and_every_service_hears_it():
    tx = a_tx(*taken_in(), by=SECRETARY)
    report = assign_report(tx, "r1", 0, "b1", "k2")
    assert (report.home_branch, report.contact, report.contact_name) == ("b1", "k2", "测试丁")
    assert [each.home_branch for each in tx.said if isinstance(each, MemberChanged)] == ["b1"]
    again = a_tx(*taken_in(home_branch="b1", contact="k2", contact_name="测试丁"), by=SECRETARY)
    left = assign_report(again, "r1", 0)
    assert (left.home_branch, left.contact, again.get(Member, "m1").home_branch) == (None, "k2", None)


@pytest.mark.parametrize(("by", "version", "branch", "contact", "refusal"), [
    (SECRETARY, 7, None, None, Changed), (SECRETARY, 0, "b9", None, Invalid), (SECRETARY, 0, None, "k9", Invalid),
    (ELSEWHERE, 0, None, None, NotFound),
])  # fmt: skip
def test_who_and_what_is_refused(by, version, branch, contact, refusal):
    with pytest.raises(refusal):
        assign_report(a_tx(*taken_in(), by=by), "r1", version, branch, contact)


def test_nobody_is_given_to_a_branch_before_they_are_taken_in():
    with pytest.raises(WrongState):
        assign_report(a_tx(*reporting("awaiting_community"), BRANCH, by=SECRETARY), "r1", 0, "b1")


def test_colleagues_are_the_open_accounts_of_the_community_itself():
    shut, instructor = an_account("k3", active=False), an_account("i1", "instructor")
    next_door = an_account("k4", scopes=[DISTRICT, STREET, THERE])
    tx = a_tx(*taken_in(), shut, instructor, next_door, by=SECRETARY)
    assert [each.id for each in colleagues(tx)] == ["k2", "u1"]


def test_the_street_is_told_the_address_that_the_roster_has_and_that_leaves_a_line():
    *rest, report = reporting("awaiting_placement", community=None)
    report.sealed = KEYS.seal("m1", a_key().wrapped, {"address": "测试路1号"})
    tx = a_tx(*rest, report, by=STREET_OFFICER)
    assert report_to_place(tx, "r1").address == "测试路1号"
    assert "m1" in tx.looked
    with pytest.raises(WrongState):
        report_to_place(a_tx(*reporting("awaiting_community"), by=STREET_OFFICER), "r1")


def test_a_members_report_is_found_by_the_member_within_ones_places_alone():
    assert report_of_member(a_tx(*reporting("reported"), by=SECRETARY), "m1").id == "r1"
    with pytest.raises(NotFound):
        report_of_member(a_tx(*reporting("reported"), by=ELSEWHERE), "m1")


@pytest.mark.parametrize(("name", "active", "employer"), [
    ("测试单位", True, "e1"), ("测试单位", False, None), ("测试", True, None),
])  # fmt: skip
def test_a_name_copied_from_paper_is_the_employer_of_exactly_that_name(name, active, employer):
    taken = EmployerTaken(id=f"{DISTRICT} 测试单位", employer="e1")
    tx = a_tx(*places(), an_employer(active=active), taken, by=SECRETARY)
    said = a_form(name="测试乙", id_number=ID_NUMBER, employer_name=name).model_dump(exclude_unset=True)
    report = enter_report(tx, EnteredForm(**said, how="paper"))
    assert (report.employer, report.employer_name) == (employer, name)
    assert tx.get(Report, report.id).state == ("awaiting_employer" if employer else "awaiting_community")
