"""Quarters (2026-Q3), half-years (2026-H2) and years (2026), as they are in Shanghai. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from shared.clock import SHANGHAI
from shared.errors import N_, Text

Length = Literal["quarter", "half_year", "year"]
PATTERN = "^[0-9]{4}(-Q[1-4]|-H[12])?$"
MONTHS: dict[Length, int] = {"quarter": 3, "half_year": 6, "year": 12}
MARKS = {3: "-Q", 6: "-H", 12: ""}
WORDS = {
    "": N_("%(year)s年"),
    "H1": N_("%(year)s年上半年"),
    "H2": N_("%(year)s年下半年"),
    "Q1": N_("%(year)s年第一季度"),
    "Q2": N_("%(year)s年第二季度"),
    "Q3": N_("%(year)s年第三季度"),
    "Q4": N_("%(year)s年第四季度"),
}


class Period(NamedTuple):
    """From `starts` until just before `ends`, in UTC."""

    key: str
    starts: datetime
    ends: datetime

    @property
    def year(self) -> str:
        return self.key[:4]


def period_of(moment: datetime, length: Length) -> Period:
    """The one a moment lies in."""
    here, months = moment.astimezone(SHANGHAI), MONTHS[length]
    return _period(here.year, (here.month - 1) // months, months)


def newest_ended(now: datetime, length: Length) -> Period:
    """The one before that in which `now` lies."""
    here, months = now.astimezone(SHANGHAI), MONTHS[length]
    number = (here.month - 1) // months - 1
    return _period(here.year, number, months) if number >= 0 else _period(here.year - 1, 12 // months - 1, months)


def before(period: Period) -> Period:
    """The one of the same length just before it."""
    length = next(length for length, months in MONTHS.items() if MARKS[months] == period.key[4:6])
    return period_of(period.starts - timedelta(seconds=1), length)


def named(key: str) -> Period:
    """The one of this name; ValueError where there is none."""
    months = {"Q": 3, "H": 6}.get(key[5:6], 12)
    number = int(key[6:]) - 1 if months < 12 else 0
    found = _period(int(key[:4]), number, months) if 0 <= number < 12 // months else None
    if found is None or found.key != key:
        raise ValueError("no such period")
    return found


def within_year(year: str) -> list[str]:
    """The names of all periods in it, of any length."""
    return [f"{year}{part and '-'}{part}" for part in WORDS]


def in_words(key: str) -> Text:
    year, _, part = key.partition("-")
    return [WORDS[part], {"year": year}]


def _period(year: int, number: int, months: int) -> Period:
    first = number * months
    key = f"{year}{MARKS[months]}{number + 1 if months < 12 else ''}"
    return Period(key, _month(year, first), _month(year + (first + months) // 12, (first + months) % 12))


def _month(year: int, number: int) -> datetime:
    """When the month begins; `number` from 0."""
    return datetime(year, number + 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
