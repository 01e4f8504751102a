"""Calendars as programs fetch them."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar as Ics

from services.activities.activities.model import Activity
from services.activities.names.model import Place
from services.activities.service import service
from shared.events import registry
from tests.builders_signups import DISTRICT, HERE, STAFF, STARTS, STREET, a_member, a_person, a_shift, its_seats
from tests.servers import Database
from tests.stage import START, Stage, settings_for

API = "/activities/api/v1"


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_calendars")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    for name in ("shifts", "seats", "people", "signups", "calendars", "feeds", "places", "activities"):
        whole.db[name].delete_many({})
    whole.clock.now = START
    put(whole, a_person(), a_shift(), its_seats(a_shift()))
    return whole


def put(stage: Stage, *documents: Any) -> None:
    for document in documents:
        stage.db[document.collection].insert_one(document.row())


def feed_of(stage: Stage) -> str:
    answer = stage.client(a_member()).post(f"{API}/me/calendar")
    assert answer.status_code == 201, answer.text
    return urlsplit(answer.json["address"]).path


def events(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/calendar; charset=utf-8"
    return {str(event["uid"]): event for event in Ics.from_ical(answer.data).walk("VEVENT")}


def test_a_members_feed_is_made_shown_read_by_a_program_and_revoked(stage: Stage) -> None:
    member, anybody = stage.client(a_member()), stage.client()
    assert member.get(f"{API}/me/calendar").json["code"] == "no_calendar_yet"
    address = feed_of(stage)
    assert set(member.get(f"{API}/me/calendar").json) == {"made_at"}
    member.post(f"{API}/shifts/s1/signups")
    answer = anybody.get(address)
    [event] = events(answer).values()
    assert (event["status"], event["sequence"], event.decoded("dtstart")) == ("CONFIRMED", 0, STARTS)
    assert "报名成功" in event["description"]
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    again = anybody.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    stage.clock.move(hours=1)
    member.post(f"{API}/signups/s1.m1/withdraw")
    assert events(anybody.get(address, headers={"If-None-Match": answer.headers["ETag"]})) == {}
    assert member.delete(f"{API}/me/calendar").status_code == 204
    gone = anybody.get(address)
    assert (gone.status_code, gone.json["code"]) == (404, "no_calendar")
    assert member.delete(f"{API}/me/calendar").status_code == 404


def test_a_new_address_and_a_closed_account_end_the_old_one(stage: Stage) -> None:
    first, second = feed_of(stage), feed_of(stage)
    assert [stage.client().get(address).status_code for address in (first, second)] == [404, 200]
    assert second.split("/")[-1] not in str(list(stage.db["feeds"].find()))
    stage.hear(registry.AccountClosed(member="m1"))
    assert stage.client().get(second).status_code == 404


def test_a_change_reaches_the_feed_with_the_next_sequence(stage: Stage) -> None:
    address = feed_of(stage)
    stage.client(a_member()).post(f"{API}/shifts/s1/signups")
    before = events(stage.client().get(address)).popitem()[1]
    stage.clock.move(hours=1)
    later = STARTS + timedelta(hours=3)
    stage.db["shifts"].update_one({"_id": "s1"}, {"$set": {"starts": later, "telling": True}})
    stage.do_what_is_due()
    after = events(stage.client().get(address)).popitem()[1]
    assert (after["uid"], after.decoded("dtstart")) == (before["uid"], later)
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") == stage.clock.now


def test_a_places_calendar_is_everybodys(stage: Stage) -> None:
    place = Place(id=HERE, level="community", name="测试一村", district=DISTRICT, street=STREET, scopes=[DISTRICT])
    activity = Activity(id="a1", title="清洁家园", text="带手套", place=HERE, level="community", district=DISTRICT,
                        by="u1", state="published", scopes=[HERE], starts=STARTS, ends=STARTS)  # fmt: skip
    put(stage, place, activity)
    answer = stage.client().get(f"{API}/places/{HERE}/calendar.ics")
    [event] = events(answer).values()
    assert (event["summary"], event["description"], event["location"]) == ("清洁家园", "带手套", "社区广场")
    assert Ics.from_ical(answer.data)["x-wr-calname"] == "测试一村活动"
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert stage.client().get(f"{API}/places/310106006999/calendar.ics").status_code == 409


@pytest.mark.parametrize(("path", "status"), [
    ("calendars/%00.ics", 404), ("calendars/" + "x" * 65 + ".ics", 422), ("calendars/{$ne}.ics", 404),
    ("places/%E2%80%AE/calendar.ics", 409), ("places/" + "1" * 13 + "/calendar.ics", 422),
])  # fmt: skip
def test_a_bad_address_gets_a_clear_answer(stage: Stage, path: str, status: int) -> None:
    assert stage.client().get(f"{API}/{path}").status_code == status


def test_only_members_have_a_feed_of_their_own(stage: Stage) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert stage.client(STAFF).open(f"{API}/me/calendar", method=method).status_code == 403
        assert stage.client().open(f"{API}/me/calendar", method=method).status_code == 401
