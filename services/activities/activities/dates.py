"""Days that come again, on the calendar of Asia/Shanghai. Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from shared.clock import SHANGHAI

Every = Literal["week", "two_weeks", "month"]


def later(start: datetime, every: Every, times: int) -> timedelta:
    """How far on the `times`-th repetition is: whole weeks, so that the weekday and the hour stay."""
    if every == "month":
        return month_later(start, times)
    return timedelta(weeks=times if every == "week" else 2 * times)


def month_later(start: datetime, months: int = 1) -> timedelta:
    """To the same weekday of a later month: the second Saturday to the second, a fifth, where there is none, to the
    last."""
    day = start.astimezone(SHANGHAI).date()
    first = _first_of_month(day, months)
    weeks = (day.day - 1) // 7
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7, weeks=weeks)
    if found.month != first.month:
        found -= timedelta(weeks=1)
    return found - day


def next_time(start: datetime, now: datetime) -> datetime:
    """The same weekday and hour of the first later month in which that is still ahead."""
    months = 1
    while (found := start + month_later(start, months)) <= now:
        months += 1
    return found


def month_around(at: datetime, later: int) -> str:
    """ "2026-11": the month of this moment, or some later or (negative) before."""
    return f"{_first_of_month(at.astimezone(SHANGHAI).date(), later):%Y-%m}"


def month_of(month: str, later: int = 0) -> tuple[datetime, datetime]:
    """When "2026-11", or a month `later`, begins and ends, in UTC."""
    day = date.fromisoformat(f"{month}-01")
    return _midnight(_first_of_month(day, later)), _midnight(_first_of_month(day, later + 1))


def _first_of_month(day: date, later: int) -> date:
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
