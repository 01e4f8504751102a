"""When somebody is reminded of a shift (A8): at ten the day before; where that was missed, later, never at night. And
until when a seat that comes free is offered. Pure; times are UTC, days and hours Asia/Shanghai's."""

from datetime import UTC, datetime, time, timedelta

from shared.clock import SHANGHAI

TEN = time(10)
DAY_BEGINS, DAY_ENDS = time(8), time(21)  # of the hours in which notify sends what is not critical (its quiet hours)
OFFER_LASTS = timedelta(hours=24)
NO_OFFERS = timedelta(hours=2)  # before the start: neither offers nor a line


def line_over(now: datetime) -> datetime:
    """Of what starts by then the line is over: no seat is offered any more, and a free one is for whoever asks."""
    return now + NO_OFFERS


def offered_until(now: datetime, starts: datetime) -> datetime:
    """A day, of which an offer made in the quiet hours loses nothing: the app shows it at once, but it is sent only
    after them. Two hours before the start it ends in any case."""
    return min((now if _is_day(now) else _morning(now)) + OFFER_LASTS, starts - NO_OFFERS)


def _is_day(now: datetime) -> bool:
    return DAY_BEGINS <= now.astimezone(SHANGHAI).time() < DAY_ENDS


def _morning(now: datetime) -> datetime:
    """When the quiet hours in which `now` lies are over."""
    here = now.astimezone(SHANGHAI)
    day = here.date() + timedelta(days=here.time() >= DAY_ENDS)
    return datetime.combine(day, DAY_BEGINS, SHANGHAI).astimezone(UTC)


def remind_at(starts: datetime) -> datetime:
    """The moment to remind of what starts then. Who signs up after it needs no reminder."""
    before = starts.astimezone(SHANGHAI).date() - timedelta(days=1)
    return datetime.combine(before, TEN, SHANGHAI).astimezone(UTC)


def reminded_until(now: datetime) -> datetime | None:
    """Of what starts before it, those signed up are to be reminded; None in the quiet hours."""
    if not _is_day(now):
        return None
    here = now.astimezone(SHANGHAI)
    days = 2 if here.time() >= TEN else 1
    return datetime.combine(here.date() + timedelta(days=days), time(), SHANGHAI).astimezone(UTC)
