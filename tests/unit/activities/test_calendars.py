"""iCalendar as programs read it, and who finds what in it."""

from datetime import timedelta

import pytest
from icalendar import Calendar as Ics

from services.activities.activities.model import Activity
from services.activities.calendars import actions, queries
from services.activities.calendars.ics import Happening, calendar
from services.activities.calendars.model import Feed
from services.activities.names.model import Place
from shared.documents import PUBLIC
from shared.errors import NotFound
from tests.builders_signups import DISTRICT, HERE, STARTS, STREET, a_member, a_shift, a_signup
from tests.fakes import KEYS, NOON, a_tx

SITE = "https://lianxin.example"
HAPPENING = Happening(
    "s1", "清洁家园；一起来, 好吗\n明天", "长" * 200, "广场", STARTS, STARTS + timedelta(hours=2), "CONFIRMED", 3, NOON
)


def test_what_is_written_is_read_again_by_the_standard() -> None:
    raw = calendar("我的社区活动", [HAPPENING], "lianxin.example")
    whole = Ics.from_ical(raw)
    assert (whole["x-wr-calname"], whole["x-wr-timezone"], whole["version"]) == ("我的社区活动", "Asia/Shanghai", "2.0")
    [event] = whole.walk("VEVENT")
    assert (event["uid"], event["sequence"], event["status"]) == ("s1@lianxin.example", 3, "CONFIRMED")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (HAPPENING.starts, HAPPENING.ends)
    assert (event.decoded("dtstamp"), event.decoded("last-modified")) == (NOON, NOON)
    assert (event["summary"], event["description"], event["location"]) == (HAPPENING.title, HAPPENING.text, "广场")
    assert b"DTSTART:20261128T040000Z" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw == calendar("我的社区活动", [HAPPENING], "lianxin.example")


def test_a_text_cannot_write_lines_of_its_own() -> None:
    raw = calendar("x", [HAPPENING._replace(title="a\r\nSTATUS:CANCELLED\r\nEND:VCALENDAR")], "h")
    [event] = Ics.from_ical(raw).walk("VEVENT")
    assert event["status"] == "CONFIRMED"


def test_a_new_address_ends_the_one_before_and_only_a_hash_is_kept() -> None:
    tx = a_tx(by=a_member())
    first, second = actions.make_feed(tx, SITE), actions.make_feed(tx, SITE)
    assert first.address != second.address
    secret = second.address.removeprefix(f"{SITE}/activities/api/v1/calendars/").removesuffix(".ics")
    feed = tx.get(Feed, "m1")
    assert feed.secret_hash == KEYS.hashed("calendar", secret)
    assert secret not in str(feed.row())


def test_who_knows_the_secret_finds_what_the_member_holds_waits_for_and_lost() -> None:
    hour = timedelta(hours=1)
    shifts = {n: a_shift(f"s{n}", starts=STARTS + n * hour, ends=STARTS + (n + 1) * hour) for n in range(7)}
    signups = [
        a_signup(shifts[0], state="accepted"), a_signup(shifts[1], state="waitlisted", number=4),
        a_signup(shifts[2], state="offered"), a_signup(shifts[3], state="cancelled", reason="activity_cancelled"),
        a_signup(shifts[4], state="cancelled", reason="by_member"), a_signup(shifts[5], state="declined"),
        a_signup(shifts[6], "m2", scopes=["m2", "m1"]),  # of somebody whose shift the member leads
        a_signup(a_shift("s8", starts=NOON - timedelta(days=31))),
        a_signup(a_shift("s9", starts=NOON - timedelta(days=29))),
    ]  # fmt: skip
    feed = Feed(id="m1", secret_hash=KEYS.hashed("calendar", "secret"), made_at=NOON)
    found = queries.own_calendar(a_tx(feed, *signups, by=PUBLIC), "secret")
    assert [(each.id, each.status) for each in found.events] == [
        ("s9", "CONFIRMED"), ("s0", "CONFIRMED"), ("s1", "TENTATIVE"), ("s2", "TENTATIVE"), ("s3", "CANCELLED"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        queries.own_calendar(a_tx(feed, *signups, by=PUBLIC), "other")


def test_a_place_shows_what_it_published_and_what_it_called_off() -> None:
    place = Place(id=HERE, level="community", name="测试一村", district=DISTRICT, street=STREET, scopes=[DISTRICT])
    fields = {"place": HERE, "level": "community", "district": DISTRICT, "by": "u1", "state": "published",
              "starts": STARTS, "ends": STARTS + timedelta(hours=2)}  # fmt: skip
    offered = Activity(id="a1", title="清洁家园", text="带手套", **fields)
    off = Activity(id="a2", title="邻里节", text="来玩", reason="下雨改期", **fields | {"state": "cancelled"})
    shifts = [
        a_shift("s1"), a_shift("s2", activity="a2", listed=False, cancelled=True), a_shift("s3", listed=False),
        a_shift("s4", place="310106006005"),
    ]  # fmt: skip
    found = queries.place_calendar(a_tx(place, offered, off, *shifts, by=PUBLIC), HERE)
    assert [(each.id, each.text, each.status) for each in found.events] == [
        ("s1", "带手套", "CONFIRMED"), ("s2", "下雨改期", "CANCELLED"),
    ]  # fmt: skip
