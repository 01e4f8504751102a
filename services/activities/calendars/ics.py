"""A calendar as iCalendar (RFC 5545). Pure: the same events give the same bytes, so that an ETag holds."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from shared.errors import Text

REFRESH = timedelta(hours=1)


class Happening(NamedTuple):
    """One event. id: the same for as long as it is in any calendar; sequence: grows with each change. text: what
    people wrote, or words of ours still to be said in the asked language."""

    id: str
    title: str
    text: Text
    where: str
    starts: datetime
    ends: datetime
    status: str
    sequence: int
    changed_at: datetime


def calendar(name: str, events: list[Happening], host: str) -> bytes:
    """`host` makes the events' ids unique in the world. Times are UTC; programs show them on their own clock."""
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//Lianxin//activities//ZH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", "Asia/Shanghai")
    whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "PT1H")
    for each in events:
        whole.add_component(_event(each, host))
    return whole.to_ical()


def _event(each: Happening, host: str) -> Event:
    event = Event()
    changed = each.changed_at.astimezone(UTC)
    event.add("uid", f"{each.id}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", each.sequence)
    event.add("dtstart", each.starts.astimezone(UTC))
    event.add("dtend", each.ends.astimezone(UTC))
    event.add("summary", each.title)
    event.add("location", each.where)
    event.add("description", each.text)
    event.add("status", each.status)
    return event
