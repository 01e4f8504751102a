"""The activity log and who looked at whom, in a browser and as a file."""

import csv
import io

import pytest

from services.activities.activity_log.words import ALL, THEMES
from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from tests.servers import Database
from tests.stage import START, Stage, settings_for

DISTRICT, HERE = "310106", "310106006003"
OFFICER, SECRETARY = Actor("d1", "district_officer", (DISTRICT,)), Actor("k1", "secretary", (HERE,))
BY_PERSON = {"by": "k1", "role": "secretary", "what": "accept_reports", "origin": "page 127.0.0.0/24"}
BY_CLOCK = {"by": "clock", "role": "clock", "what": "issue_slips_by_roster", "origin": "clock"}


@pytest.fixture(scope="module")
def stage(database: Database) -> Stage:
    stage = Stage(service, settings_for(database.uri("activities_log_pages")))
    stage.hear(
        registry.PlaceChanged(place=HERE, level="community", name="一村", district=DISTRICT, street="310106006"),
        registry.Acted(**BY_PERSON, subject="r1", about=["r1", "m1"], count=2, scopes=[DISTRICT, HERE, "m1"], at=START),
        registry.Acted(**BY_CLOCK, subject="r2", about=["r2"], count=1, scopes=[DISTRICT], at=START),
        registry.Looked(**BY_PERSON | {"what": "member_card"}, persons=["m1"], scopes=[HERE, DISTRICT], at=START),
    )
    return stage


def seen(stage: Stage, path: str, by: Actor = OFFICER) -> str:
    answer = stage.client(by).get(f"/activities/log{path}")
    assert answer.status_code == 200, answer.text
    return answer.text.partition("</form>\n<ul")[2] or answer.text.partition('class="empty"')[2]


def test_what_people_did_is_said_in_words_with_where_and_by_whom(stage: Stage) -> None:
    page = seen(stage, "")
    assert "接收报到" in page
    assert "书记 · 一村" in page
    assert "issue_slips_by_roster" not in page
    assert "issue_slips_by_roster" in seen(stage, "?clock=true")
    assert "接收报到" in seen(stage, "", SECRETARY)


@pytest.mark.parametrize(
    ("sought", "found"),
    [("?by=k1", True), ("?by=k2", False), ("?about=r1", True), ("?what=return_report", False),
     ("?what=accept_reports&since=2026-11-23&until=2026-11-23", True), ("?since=2026-11-24", False)],
)  # fmt: skip
def test_it_is_searched_by_whom_what_about_and_when(stage: Stage, sought: str, found: bool) -> None:
    assert ("接收报到" in seen(stage, sought)) is found


def test_the_file_holds_what_was_sought(stage: Stage) -> None:
    answer = stage.client(OFFICER).get("/activities/log/file?what=accept_reports&since=&until=")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["做了什么", "接收报到"]
    assert rows[1][0] == "2026-11-23 12:00:00"


def test_who_looked_at_whom(stage: Stage) -> None:
    assert "看党员资料卡" in seen(stage, "/looks")
    assert "看党员资料卡" in seen(stage, "/looks?person=m1")
    assert "看党员资料卡" not in seen(stage, "/looks?person=m2")


def test_every_action_that_can_be_chosen_has_words() -> None:
    assert all(text and ALL[name] == text for names in THEMES.values() for name, text in names.items())
