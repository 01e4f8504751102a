"""The demo as people meet it: told once by `python -m deploy.local` into an empty folder, there after a restart."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
import requests

from tests.e2e.asking import Somebody
from tests.integration.local.watching import until
from tests.servers import free_port

REPOSITORY = Path(__file__).parents[3]
TOLD_WITHIN, READY_WITHIN = 900, 180  # seconds on a busy machine; about 90 and 15 on two free cores
EMPLOYERS = ["employer-office", "employer-school", "employer-hospital"]


class Demo:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self, within):
        environment = os.environ | {"PORT": str(self.port), "DATA": str(self.folder / "data")}
        with open(self.folder / "said", "w") as said:
            command = [sys.executable, "-m", "deploy.local"]
            self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=said, stderr=said, env=environment)
        until(lambda: "Lianxin is ready: " in self.said or self.process.poll() is not None, within)
        assert f"\nLianxin is ready: {self.url}\n" in self.said, self.said[-2000:]
        until(lambda: "Stop with Ctrl-C" in self.said, 5)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(40) == 0

    @property
    def said(self):
        return (self.folder / "said").read_text()

    @property
    def accounts(self):
        return json.loads((self.folder / "data/demo.json").read_text())

    @property
    def public(self):
        return Somebody(self.url)

    def officer(self, login):
        signed_in = self.public.post("registry/sign-in", {"login": login, "password": "lianxin-demo"})
        return Somebody(self.url, signed_in["token"])

    def member(self, phone):
        challenge = self.public.post("registry/sign-in/codes", {"phone": phone})["challenge"]
        mails = until(lambda: self.mail(phone) and self.mail(phone)[0]["code"] and self.mail(phone))
        answer = self.public.post(f"registry/sign-in/codes/{challenge}/answer", {"code": mails[0]["code"]})
        return Somebody(self.url, answer["token"])

    def mail(self, phone):
        return requests.get(f"{self.url}/dev/mail?format=json&to={phone}", timeout=10).json()["items"]

    def entries(self, login, state="current"):
        return self.officer(login).all("registry/roster-entries", state=state, limit=100)


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
        "reported_elsewhere", "transferring", "cancelled",
    }  # fmt: skip
    assert states["reported"] > 40
    assert states[None] > 2000


def test_every_kind_of_work_waits_for_somebody_and_some_of_it_for_long(demo):
    waiting = {}
    for login in ("district", "street", "secretary", "secretary-baode", "secretary-jinyuan", *EMPLOYERS):
        waiting |= {(login, each["kind"]): each for each in demo.officer(login).get("notify/todos").items}
    assert set(waiting) >= {
        ("secretary", "report_to_accept"), ("secretary-baode", "report_to_accept"), ("street", "report_to_place"),
        ("district", "report_to_place"), ("employer-hospital", "report_to_verify"),
        ("employer-school", "report_to_verify"), ("employer-office", "roster_to_confirm"),
        ("secretary-jinyuan", "employer_report_to_accept"),
    }  # fmt: skip
    days = {key: age_in_days(each["oldest"]) for key, each in waiting.items()}
    assert days["secretary", "report_to_accept"] < 2
    assert 7 < days["secretary-baode", "report_to_accept"] < 20
    assert days["secretary-jinyuan", "employer_report_to_accept"] > 28


def age_in_days(moment):
    return (time.time() - time.mktime(time.strptime(moment[:19], "%Y-%m-%dT%H:%M:%S")) + time.timezone) / 86400


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
    member = demo.member(demo.accounts[-2]["account"])
    report = member.get("registry/me/report")
    assert report["report"]["state"] == "reported"
    assert {"redirected", "slip_issued", "reported"} <= {step["state"] for step in report["steps"]}
    inbox = member.get("notify/inbox").items
    assert {each["read_at"] is None for each in inbox} <= {True, False}
    assert {"report_redirected", "member_accepted"} <= {each["wording"] for each in inbox}


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
    assert fates >= {"sent", "permanent_failure", "technical_failure"}


def test_a_person_was_forgotten_and_an_account_is_shut(demo):
    district = demo.officer("district")
    assert [each["state"] for each in district.get("registry/erasures").items] == ["done"]
    assert [each["login"] for each in district.all("registry/accounts") if not each["active"]] == ["staff-former"]


def test_the_log_tells_the_whole_story(demo):
    lines = demo.officer("district").all("activities/activity-log", limit=100)
    done = {line["what"] for line in lines}
    assert {
        "take_code_list", "send_report", "enter_report", "accept_reports", "redirect_report", "return_report",
        "place_report", "verify_reports", "start_transfer", "cancel_report", "restore_report", "close_community",
    } <= done  # fmt: skip
    assert lines == sorted(lines, key=lambda line: datetime.fromisoformat(line["at"]), reverse=True)
    assert age_in_days(lines[-1]["at"]) > 34


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
