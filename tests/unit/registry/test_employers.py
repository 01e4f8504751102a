"""Employers, and the report of an employer's organisation to the community where it works."""

import pytest

from services.registry.employers import actions, queries
from services.registry.employers.model import Employer, EmployerReport, EmployerTaken
from services.registry.places.model import Place
from shared.documents import Actor
from shared.errors import Changed, Invalid, NotAllowed, NotFound, Refused, WrongState
from shared.events.registry import EmployerChanged, EmployerReportAccepted, TodoClosed, TodoOpened
from tests.fakes import NOON, a_tx

DISTRICT, STREET, COMMUNITY = "310106", "310106012", "310106012001"
PLACES = [
    Place(id=DISTRICT, level="district", name="静安区", district=DISTRICT),
    Place(id=STREET, level="street", name="石门二路街道", parent=DISTRICT, district=DISTRICT),
    Place(id=COMMUNITY, level="community", name="华沁社区", parent=STREET, street=STREET, district=DISTRICT),
    Place(id="310106012002", level="community", name="张家宅社区", parent=STREET, street=STREET, district=DISTRICT,
          active=False),
]  # fmt: skip
DISTRICT_OFFICER = Actor("d1", "district_officer", (DISTRICT,))
STREET_OFFICER = Actor("s1", "street_officer", (STREET,))
OTHER_STREET = Actor("s2", "street_officer", ("310106006",))
OFFICER = Actor("o1", "employer_officer", ("e1",))
SECRETARY = Actor("c1", "secretary", (COMMUNITY,))


def an_employer(**fields) -> Employer:
    known = {"id": "e1", "name": "区机关", "district": DISTRICT, "street": STREET, "community": COMMUNITY,
             "scopes": [DISTRICT, STREET, COMMUNITY, "e1"]}  # fmt: skip
    return Employer(**known | fields)


def a_report(**fields) -> EmployerReport:
    known = {"id": f"e1.{COMMUNITY}", "employer": "e1", "employer_name": "区机关", "community": COMMUNITY,
             "number": "n1", "asked_at": NOON, "scopes": ["e1", COMMUNITY]}  # fmt: skip
    return EmployerReport(**known | fields)


def test_a_new_employer_belongs_to_the_places_of_its_community_and_is_published():
    tx = a_tx(*PLACES, by=DISTRICT_OFFICER)
    made = actions.create_employer(tx, "区机关", community=COMMUNITY)
    assert (made.district, made.street, made.community) == (DISTRICT, STREET, COMMUNITY)
    assert made.scopes == [DISTRICT, STREET, COMMUNITY, made.id]
    assert tx.said == [
        EmployerChanged(
            employer=made.id, name="区机关", district=DISTRICT, community=COMMUNITY, on_system=False, active=True
        )
    ]


def test_without_a_community_it_belongs_to_the_officers_own_place():
    of_street = actions.create_employer(a_tx(*PLACES, by=STREET_OFFICER), "区机关")
    assert (of_street.district, of_street.street, of_street.community) == (DISTRICT, STREET, None)
    of_district = actions.create_employer(a_tx(*PLACES, by=DISTRICT_OFFICER), "区机关")
    assert (of_district.district, of_district.street) == (DISTRICT, None)


def test_a_street_officer_makes_none_in_another_street():
    with pytest.raises(NotAllowed):
        actions.create_employer(a_tx(*PLACES, by=OTHER_STREET), "区机关", community=COMMUNITY)


@pytest.mark.parametrize("community", [STREET, "310106012002", "999999999999"])
def test_it_works_in_a_community_that_exists_and_is_not_closed(community):
    with pytest.raises(Invalid) as refusal:
        actions.create_employer(a_tx(*PLACES, by=DISTRICT_OFFICER), "区机关", community=community)
    assert [problem.field for problem in refusal.value.fields] == ["community"]


@pytest.mark.parametrize("claim", [f"{DISTRICT} 区机关", "91110000600037341L"])
def test_a_second_employer_of_that_name_or_code_is_refused(claim):
    tx = a_tx(*PLACES, EmployerTaken(id=claim, employer="e9"), by=DISTRICT_OFFICER)
    with pytest.raises(Refused, match="employer_exists"):
        actions.create_employer(tx, "区机关", "91110000600037341L")


def test_a_new_name_frees_the_old_one():
    tx = a_tx(*PLACES, an_employer(), EmployerTaken(id=f"{DISTRICT} 区机关", employer="e1"), by=DISTRICT_OFFICER)
    edited = actions.edit_employer(tx, "e1", 0, "区委机关", None, COMMUNITY)
    assert (edited.name, edited.version) == ("区委机关", 1)
    inserted, deleted = tx.operations()["employers_taken"]
    assert inserted._doc["_id"] == f"{DISTRICT} 区委机关"
    assert deleted._filter == {"_id": f"{DISTRICT} 区机关"}


def test_an_edit_on_an_old_version_or_out_of_scope_is_refused():
    with pytest.raises(Changed):
        actions.edit_employer(a_tx(*PLACES, an_employer(version=3), by=DISTRICT_OFFICER), "e1", 2, "区委机关")
    with pytest.raises(NotFound):
        actions.edit_employer(a_tx(*PLACES, an_employer(), by=OTHER_STREET), "e1", 0, "区委机关")


def test_deactivating_and_back_says_so_and_neither_twice():
    tx = a_tx(an_employer(), by=STREET_OFFICER)
    assert actions.deactivate_employer(tx, "e1").active is False
    with pytest.raises(WrongState):
        actions.deactivate_employer(tx, "e1")
    assert actions.reactivate_employer(tx, "e1").active is True
    assert [event.active for event in tx.said] == [False, True]


def test_its_officer_says_whether_reports_are_verified_by_hand():
    tx = a_tx(an_employer(), by=OFFICER)
    assert actions.set_verification(tx, "e1", 0, by_hand=True).verify_by_hand is True
    with pytest.raises(NotFound):
        actions.set_verification(a_tx(an_employer(id="e2", scopes=["e2"]), by=OFFICER), "e2", 0, by_hand=True)


def test_officers_list_their_own_everybody_finds_names():
    other = an_employer(id="e2", name="学校", scopes=["310107"], district="310107")
    assert [found.id for found in queries.employers(a_tx(an_employer(), other, by=STREET_OFFICER))] == ["e1"]
    assert [found.id for found in queries.employers_named(a_tx(an_employer(), other, by=OFFICER), "310107")] == ["e2"]


def test_the_organisation_reports_once_to_the_community_where_it_works():
    tx = a_tx(*PLACES, an_employer(), by=OFFICER)
    report = actions.send_employer_report(tx, "e1")
    assert (report.state, report.community, report.employer_name) == ("slip_issued", COMMUNITY, "区机关")
    assert report.scopes == ["e1", COMMUNITY, STREET, DISTRICT]
    assert tx.said == [
        TodoOpened(
            todo=f"employer_report_to_accept:{report.id}", kind="employer_report_to_accept", subject=report.id,
            scopes=[COMMUNITY], roles=["secretary", "staff"], since=NOON,
        )
    ]  # fmt: skip
    with pytest.raises(WrongState):
        actions.send_employer_report(tx, "e1")


def test_an_employer_without_a_community_must_say_one():
    tx = a_tx(*PLACES, an_employer(community=None), by=OFFICER)
    with pytest.raises(Invalid):
        actions.send_employer_report(tx, "e1")
    assert actions.send_employer_report(tx, "e1", COMMUNITY).community == COMMUNITY


def test_accepting_gives_a_receipt_and_closes_what_waited():
    tx = a_tx(a_report(), by=SECRETARY)
    report = actions.accept_employer_report(tx, f"e1.{COMMUNITY}")
    assert report.state == "accepted"
    assert report.receipt != report.number
    assert tx.said == [
        TodoClosed(todo=f"employer_report_to_accept:{report.id}", subject=report.id),
        EmployerReportAccepted(employer="e1", report=report.id, number=report.receipt, community=COMMUNITY),
    ]
    with pytest.raises(WrongState):
        actions.return_employer_report(tx, report.id, "不在本社区办公")


def test_some_are_accepted_or_all_that_wait():
    def three():
        others = (a_report(id=f"e{n}.{COMMUNITY}", employer=f"e{n}") for n in (2, 3))
        return a_tx(a_report(), *others, a_report(id="e4", employer="e4", state="returned"), by=SECRETARY)

    two = [f"e1.{COMMUNITY}", f"e3.{COMMUNITY}"]
    assert [each.id for each in actions.accept_employer_reports(three(), two)] == two
    assert [each.employer for each in actions.accept_employer_reports(three())] == ["e1", "e2", "e3"]


def test_a_returned_report_is_sent_again_with_its_number():
    tx = a_tx(*PLACES, an_employer(), a_report(), by=SECRETARY)
    returned = actions.return_employer_report(tx, f"e1.{COMMUNITY}", "不在本社区办公")
    assert returned.reason == "不在本社区办公"
    todo = f"employer_report_to_correct:{returned.id}"
    assert [(said.todo, said.scopes, said.roles) for said in tx.said if isinstance(said, TodoOpened)] == [
        (todo, ["e1"], ["employer_officer"])
    ]
    tx = a_tx(*PLACES, an_employer(), returned, by=OFFICER)
    again = actions.send_employer_report(tx, "e1", COMMUNITY)
    assert (again.state, again.number, len(again.steps)) == ("slip_issued", "n1", 2)
    assert TodoClosed(todo=todo, subject=returned.id) in tx.said


def test_another_community_does_not_see_it():
    with pytest.raises(NotFound):
        actions.accept_employer_report(a_tx(a_report(), by=Actor("c2", "secretary", ("310106012003",))), a_report().id)
