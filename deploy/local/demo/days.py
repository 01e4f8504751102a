"""The days on which the story happens, counted from the last whole quarter and from today, in Shanghai. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from services.activities.statements.periods import Period, newest_ended, period_of
from shared.clock import SHANGHAI

MORNING, AFTERNOON = time(10, 30), time(16, 30)  # no quiet hours; at ten the clock reminds of the next day
SATURDAY = 5


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


class Days(NamedTuple):
    """quarter: the last one that is over."""

    today: date
    quarter: Period

    @classmethod
    def seen_from(cls, today: date) -> "Days":
        return cls(today, newest_ended(moment(today, 12), "quarter"))

    @property
    def quarter_before(self) -> Period:
        return period_of(self.quarter.starts - timedelta(days=1), "quarter")

    def before(self, days: int) -> date:
        """So many days before the quarter."""
        return _day(self.quarter.starts) - timedelta(days=days)

    def into(self, days: int) -> date:
        """So many days after its first."""
        return _day(self.quarter.starts) + timedelta(days=days)

    def after(self, days: int) -> date:
        """So many days after its end; today, where that is still to come."""
        return min(_day(self.quarter.ends) + timedelta(days=days), self.today)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def ahead(self, days: int) -> date:
        return self.today + timedelta(days=days)


def saturday(day: date) -> date:
    """That day, or the next Saturday."""
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


class Scene(NamedTuple):
    day: date
    what: str
    tell: Callable[[], None]
    hour: time = MORNING


def in_order(scenes: Iterable[Scene], today: date) -> list[Scene]:
    """As they follow one another: by time, and on one day, or today, as they are listed."""
    return sorted(scenes, key=lambda scene: (scene.day, scene.hour if scene.day < today else time()))
