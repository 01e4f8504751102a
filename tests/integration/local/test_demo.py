"""The demo as people meet it: told once by `python -m deploy.local` into an empty folder, there after a restart."""

import time
from collections import Counter
from datetime import datetime

import pytest
import requests

from deploy.local.demo.opening import communities
from tests.integration.local.demo import Demo, age_in_days, days, states

TOLD_WITHIN, READY_WITHIN = 1500, 180  # seconds on a busy machine; about 180 and 15 on two free cores
EMPLOYERS = ["employer-office", "employer-school", "employer-hospital"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    made = Demo(tmp_path_factory.mktemp("demo"))
    made.start(TOLD_WITHIN)
    yield made
    made.stop()


def test_every_account_of_the_table_signs_in(demo):
    for account in demo.accounts:
        assert account["account"] in demo.said
        if account["password"] == "lianxin-demo":
            assert demo.officer(account["account"]).get("registry/me")["role"]


def test_the_clock_stands_on_today(demo):
    assert float((demo.folder / "data/clock").read_text()) == 0
    assert demo.mail("19900000302")[0]["at"][:10] <= time.strftime("%Y-%m-%d", time.gmtime())


def test_it_says_that_it_is_a_demo(demo):
    assert "演示数据" in requests.get(demo.url, timeout=10).text
    assert "演示数据" in demo.public.get("registry/districts/310106/settings")["service_name"]
    page = demo.public.get("registry/places/310106006015")
    assert page["introduction"]["situation"]["text"].startswith("演示数据")
    assert page["introduction"]["problems"] == {"text": "", "internal": True}


def test_all_2300_people_but_the_retired_are_on_the_rosters(demo):
    counts = {login: len(demo.entries(login)) for login in EMPLOYERS}
    assert counts["employer-hospital"] == 860
    assert counts["employer-school"] == 240 - 6 + 5
    assert counts["employer-office"] + len(demo.entries("employer-office", "deferred")) == 1160 - 1  # one is forgotten


def test_a_report_stands_in_every_state(demo):
    states = Counter(entry["report_state"] for login in EMPLOYERS for entry in demo.entries(login))
    assert set(states) >= {
        None, "awaiting_placement", "awaiting_employer", "returned", "slip_issued", "awaiting_community", "reported",
        "reported_elsewhere", "transferring", "cancelled", "left",
    }  # fmt: skip
    assert states["reported"] > 40
    assert states[None] > 2000


def test_every_kind_of_work_waits_for_somebody_and_some_of_it_for_long(demo):
    logins = ("district", "street", "street-pengpu", "secretary", "secretary-baode", "secretary-jinyuan", "instructor")
    waiting = {(login, kind): each for login in (*logins, *EMPLOYERS) for kind, each in demo.kinds(login).items()}
    assert set(waiting) >= {
        ("secretary", "report_to_accept"), ("secretary-baode", "report_to_accept"), ("street", "report_to_place"),
        ("district", "report_to_place"), ("employer-hospital", "report_to_verify"),
        ("employer-school", "report_to_verify"), ("employer-office", "roster_to_confirm"),
        ("secretary-jinyuan", "employer_report_to_accept"), ("street", "activity_to_review"),
        ("street-pengpu", "complaint_overdue"), ("instructor", "correction_to_approve"),
        ("employer-office", "statement_to_sign"), ("employer-hospital", "statement_to_sign"),
    }  # fmt: skip
    assert {kind for login, kind in waiting if login == "secretary"} >= {
        "activity_to_correct", "complaint_to_answer", "correction_to_approve", "objection_to_answer",
        "report_to_accept", "shift_to_record", "signup_to_answer", "statement_objected", "statements_to_issue",
    }  # fmt: skip
    days = {key: age_in_days(each["oldest"]) for key, each in waiting.items()}
    assert days["secretary", "report_to_accept"] < 2
    assert 7 < days["secretary-baode", "report_to_accept"] < 20
    assert days["secretary-jinyuan", "employer_report_to_accept"] > 28


def test_rosters_were_applied_stopped_and_refused_in_part(demo):
    uploads = {login: demo.officer(login).get("registry/rosters").items for login in EMPLOYERS}
    assert [each["state"] for each in uploads["employer-office"]] == ["brake", "applied"]
    assert uploads["employer-office"][0]["would_remove"] > 116
    assert [each["state"] for each in uploads["employer-school"]] == ["checked", "applied", "applied"]
    assert uploads["employer-school"][0]["counts"]["refused"] == 4
    assert uploads["employer-school"][1]["counts"]["removed"] == 6


def test_employers_reports_are_accepted_returned_and_waiting(demo):
    states = {login: demo.officer(login).get("registry/employer-reports").items[0]["state"] for login in EMPLOYERS}
    assert list(states.values()) == ["accepted", "returned", "slip_issued"]


def test_a_member_who_reported_finds_it_with_its_story(demo):
    member = demo.member(demo.accounts[-3]["account"])
    report = member.get("registry/me/report")
    assert report["report"]["state"] == "reported"
    assert {"redirected", "slip_issued", "reported"} <= {step["state"] for step in report["steps"]}
    inbox = member.all("notify/inbox")
    assert {each["read_at"] is None for each in inbox} == {True, False}
    assert {"record_drafted", "statement_drafted", "seat_offered"} <= {each["wording"] for each in inbox}


def test_a_member_who_has_not_reported_finds_everything_filled_in(demo):
    profile = demo.member(demo.accounts[-1]["account"]).get("registry/me/profile")
    assert profile["on_roster"]
    assert profile["known"]["name"]
    assert profile["guess"]


def test_messages_have_every_fate(demo):
    """As the community's officers see it: of those whom the staff entered one phone failed at first, one is none."""
    fates = set()
    for member in demo.officer("secretary").all("registry/members"):
        fates |= {each["state"] for each in demo.officer("secretary").all(f"notify/members/{member['id']}/deliveries")}
    assert fates >= {"delivered", "permanent_failure", "technical_failure"}


def test_a_person_was_forgotten_and_an_account_is_shut(demo):
    district = demo.officer("district")
    assert [each["state"] for each in district.get("registry/erasures").items] == ["done"]
    assert [each["login"] for each in district.all("registry/accounts") if not each["active"]] == ["staff-former"]


def test_an_activity_stands_in_every_state_and_the_past_ones_in_twenty_communities(demo):
    seen = ("waiting", "published", "past", "cancelled")
    found = {which: demo.officer("district").all("activities/activities", which=which) for which in seen}
    found["drafts"] = demo.officer("secretary").all("activities/activities", which="drafts")
    assert set(states(each for which in found.values() for each in which)) == {
        "draft", "awaiting_review", "returned", "published", "cancelled", "ended", "archived",
    }  # fmt: skip
    assert {each["place"] for each in found["past"]} >= {each["code"] for each in communities()}
    quarter = days().quarter
    assert sum(quarter.starts <= datetime.fromisoformat(each["starts"]) < quarter.ends for each in found["past"]) >= 23


def test_every_community_has_something_in_the_week_ahead(demo):
    for each in communities():
        coming = demo.public.get(f"activities/places/{each['code']}/activities").items
        assert any(age_in_days(one["starts"]) > -9 for one in coming), each


def test_shifts_are_full_with_a_line_under_way_and_over(demo):
    district = demo.officer("district")
    shifts = [
        shift for which in ("published", "past") for each in district.all("activities/activities", which=which)
        for shift in district.get(f"activities/activities/{each['id']}")["shifts"]
    ]  # fmt: skip
    assert {each["state"] for each in shifts} == {"not_started", "running", "closed"}
    assert any(each["taken"] == each["capacity"] and each["waiting"] for each in shifts)
    assert {each["approval"] for each in shifts} == {True, False}
    assert sum(each["taken"] for each in shifts if each["state"] == "closed") > 60


def test_the_members_of_the_table_have_something_in_every_state_and_lead_a_shift_now(demo):
    member, leader, _ = (demo.member(each["account"]) for each in demo.accounts[-3:])
    ahead = member.all("activities/me/signups")
    assert set(states(ahead)) >= {"offered", "waitlisted", "requested", "accepted", "cancelled"}
    kept = states(each["record"] for each in member.all("activities/me/records"))
    assert set(kept) == {"drafted", "objected", "unconfirmed", "confirmed"}
    told = states(member.all("activities/me/statements"))
    assert (told["drafted"], told["signed"] + told["archived"]) == (1, 2)
    assert {each["kind"] for each in member.all("activities/me/complaints")} == {"complaint", "suggestion"}
    assert set(states(leader.all("activities/me/shifts-to-lead"))) >= {"running", "not_started"}


def test_records_were_confirmed_in_every_way_and_corrected_by_two(demo):
    logins = ("secretary", "secretary-yongle", "secretary-baode", "secretary-huafeng", "staff")
    records = [each for login in logins for each in demo.officer(login).all("activities/records")]
    assert set(states(records)) == {"drafted", "confirmed", "objected", "unconfirmed", "withdrawn"}
    assert {each["confirmed_by"] for each in records} == {None, "member", "scan", "sheet"}
    assert any(each["offered"] for each in records)
    for state in ("awaiting_second", "approved", "refused"):
        found = [each for login in logins for each in demo.officer(login).all("activities/corrections", state=state)]
        assert found
        assert all(each["by"] != each["answered_by"] for each in found)
    assert {each["what"] for each in demo.officer("secretary").all("activities/ledger")} >= {"drafted", "corrected"}


def test_a_statement_stands_in_every_state(demo):
    district, (_, quarter) = demo.officer("district"), days()
    found = district.all("activities/statements", period=quarter.key)
    wanted = {"drafted", "read", "objected", "issued", "signed", "replaced", "withdrawn"}
    assert set(states(found)) == wanted
    assert len({each["place"] for each in found}) >= 18
    assert any(each["on_paper"] for each in found)
    again = next(each for each in found if each["edition"] == 2 and each["number"])
    old = next(each for each in found if each["state"] == "replaced")
    for each, state in ((old, "replaced"), (again, "genuine")):
        code = district.get(f"activities/statements/{each['id']}")["statement"]["code"]
        assert demo.public.get(f"activities/statements/check/{code}")["state"] == state
    before = states(district.all("activities/statements", period=days().quarter_before.key))
    assert before["signed"] + before["archived"] == before.total() > 8


def test_an_appraisal_stands_where_a_year_has_ended(demo):
    year = days().quarter_before.year
    if int(year) == days().today.year:
        pytest.skip("the story's year goes on")
    found = demo.officer("district").all("activities/statements", period=year, kind="appraisal")
    assert {"prepared", "issued"} <= set(states(found))


def test_complaints_wait_are_answered_and_climb(demo):
    district = demo.officer("district")
    waiting = [each for login in ("secretary", "secretary-baode", "secretary-yongle", "district")
               for each in demo.officer(login).all("activities/complaints")]  # fmt: skip
    assert {each["overdue"] for each in waiting} == {True, False}
    assert any(each["passed_from"] for each in waiting)
    assert demo.officer("secretary-luoping").all("activities/complaints", state="answered")
    assert {each["about"] for each in district.all("activities/complaints")} == {"system"}


def test_instructors_are_paired_and_went_there(demo):
    district = demo.officer("district")
    assert len(district.all("registry/pairings")) == 3
    assert len(district.all("registry/pairings", current="false")) == 1
    visits = demo.officer("instructor").all("registry/visits")
    assert {each["kind"] for each in visits} == {"home_visit", "meeting", "phone", "other"}


def test_the_log_tells_the_whole_story(demo):
    lines = demo.officer("district").all("activities/activity-log", limit=100)
    done = {line["what"] for line in lines}
    assert {
        "take_code_list", "send_report", "enter_report", "accept_reports", "redirect_report", "return_report",
        "place_report", "verify_reports", "start_transfer", "cancel_report", "restore_report", "close_community",
        "end_report", "pair", "log_visit", "create_activity", "approve_activities", "sign_up", "mark",
        "enter_sheet", "confirm_records", "approve_correction", "issue_statements", "sign_statements", "enter_receipt",
    } <= done  # fmt: skip
    assert lines == sorted(lines, key=lambda line: datetime.fromisoformat(line["at"]), reverse=True)
    assert age_in_days(lines[-1]["at"]) > 110


def test_a_later_start_is_ready_soon_and_shows_the_same(demo):
    def seen():
        reported = Counter(entry["report_state"] for entry in demo.entries("employer-office"))
        return reported, demo.accounts, demo.officer("secretary").get("notify/todos").items

    before = seen()
    demo.stop()
    demo.start(READY_WITHIN)
    assert "Telling the story" not in demo.said
    assert demo.accounts[0]["account"] in demo.said
    assert seen() == before
