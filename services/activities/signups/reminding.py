"""When somebody is reminded of a shift (A8): at ten the day before; where that was missed, later, never at night.
Pure; times are UTC, days and hours Asia/Shanghai's."""

from datetime import UTC, datetime, time, timedelta

from shared.clock import SHANGHAI

TEN = time(10)
DAY_BEGINS, DAY_ENDS = time(8), time(21)  # of the hours in which planned messages may leave


def remind_at(starts: datetime) -> datetime:
    """The moment to remind of what starts then. Who signs up after it needs no reminder."""
    before = starts.astimezone(SHANGHAI).date() - timedelta(days=1)
    return datetime.combine(before, TEN, SHANGHAI).astimezone(UTC)


def reminded_until(now: datetime) -> datetime | None:
    """Of what starts before it, those signed up are to be reminded; None in the quiet hours."""
    here = now.astimezone(SHANGHAI)
    if not DAY_BEGINS <= here.time() < DAY_ENDS:
        return None
    days = 2 if here.time() >= TEN else 1
    return datetime.combine(here.date() + timedelta(days=days), time(), SHANGHAI).astimezone(UTC)
