"""The pages of those who take members in, look after them, and pair instructors with their communities."""

import re
from datetime import timedelta

import pytest

from services.registry.accounts.model import Account
from services.registry.employers.model import EmployerReport
from services.registry.members.model import CONSENT_VERSION
from services.registry.places.model import HomeBranch
from services.registry.places.search import search_keys
from services.registry.service import service
from shared.documents import Actor
from tests.builders_members import (
    DISTRICT,
    HERE,
    ID_NUMBER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    THERE,
    a_form,
    set_up,
    settle_people,
)
from tests.stage import START, Stage, settings_for

KINDS = (
    "answers", "members", "phones_taken", "ids_taken", "roster_entries", "reports", "slips", "outbox", "streams",
    "employer_reports", "offers", "pairings", "branches_paired", "visits", "months_of_visits", "accounts", "standings",
)  # fmt: skip
ENTERED = {"how": "paper", "community": HERE, "name": "测试乙", "id_number": ID_NUMBER, "employer_name": "邮政支局",
           "consent_version": CONSENT_VERSION}  # fmt: skip
VISIT = {"community": HERE, "kind": "phone", "text": "三号楼照明坏了", "day": "2026-11-22"}


@pytest.fixture(scope="module")
def whole_stage(database):
    stage = Stage(service, settings_for(database.uri("registry_community_pages")))
    set_up(stage)
    for code, name in ((HERE, "测试一村居委会"), (THERE, "测试二村居委会")):
        stage.db["places"].update_one({"_id": code}, {"$set": {"keys": search_keys(name, "测试街道", [])}})
    branch = HomeBranch(id="b1", community=HERE, name="第一党支部", scopes=[DISTRICT, STREET, HERE])
    stage.db["home_branches"].insert_one(branch.row())
    return stage


@pytest.fixture
def stage(whole_stage):
    for kind in KINDS:
        whole_stage.db[kind].delete_many({})
    for id, role, name in (("u1", "secretary", "书记甲"), ("k2", "staff", "干事乙"), ("i1", "instructor", "指导丙")):
        account = Account(id=id, login=id, role=role, grants=[], name=name, made_at=START,
                          scopes=[DISTRICT, STREET, *([HERE] if role != "instructor" else []), id])  # fmt: skip
        whole_stage.db["accounts"].insert_one(account.row())
    return whole_stage


@pytest.fixture
def secretary(stage):
    return stage.client(SECRETARY)


@pytest.fixture
def street(stage):
    return stage.client(STREET_OFFICER)


def shown(client, path, status=200):
    answer = client.get(f"/registry{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def posted(client, path, status=303, **form):
    answer = client.post(f"/registry{path}", data=form)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.location if status == 303 else answer.get_data(as_text=True)


def reported(stage, count, **more):
    """Members whose reports wait for HERE, or for who knows where they live."""
    for member in settle_people(stage, count):
        stage.client(member).post("/registry/api/v1/reports", json=a_form(**more).model_dump(exclude_unset=True))
    stage.do_what_is_due()
    return [row["_id"] for row in stage.db["reports"].find().sort("asked_at")]


def one(stage, kind="reports"):
    return stage.db[kind].find_one({})


def test_ten_reports_are_accepted_with_one_button(stage, secretary):
    reported(stage, 10)
    assert "全部接收" in shown(secretary, "/reports/waiting")
    assert posted(secretary, "/reports/waiting/accept", all="true") == "/registry/reports/waiting"
    assert stage.db["reports"].count_documents({"state": "reported"}) == 10
    assert "已接收 10 位党员" in shown(secretary, "/reports/waiting")
    assert "已接收" not in shown(secretary, "/reports/waiting"), "it is told once"


def test_one_is_accepted_with_a_branch_and_a_contact(stage, secretary):
    (id,) = reported(stage, 1)
    form = shown(secretary, f"/reports/{id}/take-in")
    assert "第一党支部" in form
    assert "干事乙" in form
    assert "指导丙" not in form
    refused = posted(secretary, f"/reports/{id}/take-in", 422, ids=id, home_branch="b9", contact="k2")
    assert '<option value="k2" selected>' in refused
    posted(secretary, f"/reports/{id}/take-in", ids=id, home_branch="b1", contact="k2")
    assert (one(stage)["home_branch"], one(stage)["contact_name"]) == ("b1", "干事乙")


def test_who_uses_no_phone_gets_a_letter_with_what_comes_next(stage, secretary):
    (id,) = reported(stage, 1)
    letter = f"/members/{one(stage)['member']}/letter"
    shown(secretary, letter, 409)
    posted(secretary, f"/reports/{id}/take-in", ids=id, contact="k2")
    offer = {"_id": "o1", "version": 0, "activity": "a1", "title": "周末清扫", "place": HERE, "where": "三号楼前",
             "starts": START + timedelta(days=3), "ends": START + timedelta(days=3, hours=2), "learned_at": START}
    stage.db["offers"].insert_one(offer)
    text = shown(secretary, letter)
    for part in (one(stage)["name"], one(stage)["receipt"], "干事乙", "周末清扫", "三号楼前"):
        assert part in text
    assert stage.client(Actor("u9", "secretary", (THERE,))).get(f"/registry{letter}").status_code == 404


def test_a_report_is_passed_on_to_what_a_few_letters_find(stage, secretary):
    (id,) = reported(stage, 1)
    found = shown(secretary, f"/reports/{id}/redirect?q=csec")
    assert f'value="{THERE}"' in found
    assert "没有找到" in shown(secretary, f"/reports/{id}/redirect?q=!!")
    again = posted(secretary, f"/reports/{id}/redirect?q=cs", 422, community=HERE)
    assert f'value="{THERE}"' in again, "what was looked for is still there"
    posted(secretary, f"/reports/{id}/redirect?q=cs", community=THERE)
    assert one(stage)["community"] == THERE


def test_the_street_places_who_does_not_know_the_community(stage, street):
    (id,) = reported(stage, 1, community=None, unknown=True, street=STREET)
    assert f"/registry/reports/{id}/place" in shown(street, "/reports/to-place")
    assert f'value="{HERE}"' in shown(street, f"/reports/{id}/place?q=csyc")
    assert posted(street, f"/reports/{id}/place", community=HERE) == "/registry/reports/to-place"
    assert one(stage)["community"] == HERE
    shown(street, f"/reports/{id}/place", 409)


def test_who_cannot_be_placed_is_asked_again(stage, street):
    (id,) = reported(stage, 1, community=None, unknown=True, street=STREET)
    assert "请改正" in posted(street, f"/reports/{id}/place/return", 422, reason="")
    posted(street, f"/reports/{id}/place/return", reason="请写明小区")
    assert one(stage)["state"] == "returned"


def test_somebody_is_entered_from_paper_and_nothing_typed_is_lost(stage, secretary):
    refused = posted(secretary, "/enter", 422, **ENTERED | {"consent_version": "", "more_skills": "书法 唢呐"})
    assert all(each in refused for each in ("测试乙", "邮政支局", "唢呐", 'href="#f-consent_version"'))
    to = posted(secretary, "/enter", **ENTERED, more_skills="书法 唢呐")
    assert (one(stage)["state"], one(stage)["skills"]) == ("awaiting_community", ["书法", "唢呐"])
    assert one(stage)["number"] in shown(secretary, to.removeprefix("/registry"))


def test_of_an_employers_name_that_finds_some_one_is_chosen(stage, secretary):
    sent = ENTERED | {"employer_name": "测试"}
    assert 'value="e1"' in posted(secretary, "/enter", 422, **sent)
    posted(secretary, "/enter", **sent, employer_id="other")
    assert (one(stage)["employer"], one(stage)["employer_name"]) == (None, "测试")


@pytest.fixture
def member(stage, secretary):
    """Somebody who was taken in."""
    reported(stage, 1)
    posted(secretary, "/reports/waiting/accept", all="true")
    return one(stage)["member"]


def test_members_are_found_without_their_names_in_an_address(stage, secretary, member):
    name = one(stage, "members")["name"]
    assert name in shown(secretary, "/members")
    assert f"/registry/members/{member}" in posted(secretary, "/members", 200, text=name[:1])
    assert "没有找到" in posted(secretary, "/members", 200, text=name[:1], skill="手语")


def test_a_card_shows_the_phone_when_asked_and_that_is_logged(stage, secretary, member):
    assert "138****0001" in shown(secretary, f"/members/{member}")
    assert "13800000001" not in shown(secretary, f"/members/{member}")
    stage.db["outbox"].delete_many({})
    assert "13800000001" in posted(secretary, f"/members/{member}/contact", 200)
    assert member in str(stage.said("registry.looked"))


def test_a_member_is_given_to_another_and_an_old_page_is_refused(stage, secretary, member):
    version = re.search(r'name="version" value="(\d+)"', shown(secretary, f"/members/{member}/assignment"))[1]
    posted(secretary, f"/members/{member}/assignment", version=version, home_branch="b1", contact="k2")
    assert (one(stage, "members")["home_branch"], one(stage)["contact"]) == ("b1", "k2")
    posted(secretary, f"/members/{member}/assignment", 412, version=version, contact="u1")


def test_a_member_moves_changes_phone_and_leaves(stage, secretary, member):
    refused = posted(secretary, f"/members/{member}/phone", 422, phone="13900000009")
    assert 'value="13900000009"' in refused
    posted(secretary, f"/members/{member}/phone", phone="13900000009", why="id_card_seen")
    assert "139****0009" in shown(secretary, f"/members/{member}")
    posted(secretary, f"/members/{member}/end", why="retired")
    assert one(stage)["state"] == "left"


def test_a_member_is_transferred(stage, secretary, member):
    assert f'value="{THERE}"' in shown(secretary, f"/members/{member}/transfer?q=csec")
    posted(secretary, f"/members/{member}/transfer", community=THERE)
    states = {row["community"]: row["state"] for row in stage.db["reports"].find()}
    assert states == {HERE: "transferring", THERE: "awaiting_community"}
    assert "正在转社区" in shown(secretary, f"/members/{member}"), "who keeps the member goes on seeing them"


def test_organisations_are_accepted_all_or_given_back(stage, secretary):
    for n in (1, 2):
        report = EmployerReport(id=f"e{n}.{HERE}", employer=f"e{n}", employer_name=f"单位{n}", community=HERE,
                                number=str(n), asked_at=START, scopes=[HERE])  # fmt: skip
        stage.db["employer_reports"].insert_one(report.row())
    assert "单位2" in shown(secretary, "/employer-reports/waiting")
    assert "请改正" in posted(secretary, f"/employer-reports/e2.{HERE}/return", 422, reason="x")
    posted(secretary, f"/employer-reports/e2.{HERE}/return", reason="不在这里办公")
    posted(secretary, "/employer-reports/waiting/accept", all="true")
    assert [row["state"] for row in stage.db["employer_reports"].find()] == ["accepted", "returned"]


def test_an_instructor_is_paired_logs_a_visit_once_and_corrects_it(stage, street):
    assert f"/registry/pairings/new/{HERE}" in shown(street, "/pairings")
    assert "请改正" in posted(street, f"/pairings/new/{HERE}", 422)
    posted(street, f"/pairings/new/{HERE}", instructor="i1")
    assert "指导丙" in shown(street, "/pairings")
    instructor = stage.client(Actor("i1", "instructor", (HERE,)))
    assert "测试一村居委会" in shown(instructor, "/pairings")
    assert VISIT["text"] in posted(instructor, "/visits", 422, **VISIT | {"kind": ""})
    for _ in range(2):
        posted(instructor, "/visits", **VISIT, once="k1")
    assert stage.db["visits"].count_documents({}) == 1, "two clicks, one visit"
    id = one(stage, "visits")["_id"]
    assert VISIT["text"] in shown(instructor, f"/visits/{id}")
    posted(instructor, f"/visits/{id}", **VISIT | {"kind": "meeting", "version": "0"})
    assert one(stage, "visits")["kind"] == "meeting"
    assert ">1<" in shown(street, "/visits/counts?month=2026-11")
    posted(street, f"/pairings/{one(stage, 'pairings')['_id']}/end")
    assert "指导丙" in shown(street, "/pairings/ended")
