"""What the pages' forms send: days and hours apart, words in one line; and what the actions take of it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from services.activities.activities.forms import (
    Capacity,
    Code,
    Id,
    Moment,
    NewActivity,
    NewStart,
    Notice,
    Text,
    Title,
    Where,
    Words,
)
from services.activities.names.model import Level
from shared.clock import SHANGHAI
from shared.web import Body

BETWEEN = re.compile(r"[、，,;；\s]+")  # words, however they are typed


def _split(lines: Any) -> Any:
    """A field of one line."""
    if not isinstance(lines, list):
        return lines
    return [word for line in lines for word in BETWEEN.split(str(line)) if word]


Line = Annotated[Words, BeforeValidator(_split)]


class Times(Body):
    """On one day of Shanghai."""

    day: date
    starts: time
    ends: time

    @property
    def span(self) -> dict[str, datetime]:
        return {"starts": _at(self.day, self.starts), "ends": _at(self.day, self.ends)}


class Row(Times):
    """What is left blank is as for the whole activity."""

    where: Where | None = None
    capacity: Capacity | None = None


class Described(Body):
    """An activity without its shifts."""

    title: Title
    text: Text = ""
    skills: Line = []
    interests: Line = []
    risk: Notice = ""
    insurance: Notice = ""


class NewTyped(Described):
    """One screen: what does not stand in a row holds for all shifts. closing: sign-ups end so many days before."""

    place: Code | None = None
    where: Where
    capacity: Capacity
    shifts: list[Row] = Field(min_length=1, max_length=10)
    for_whom: Level | None = None
    approval: bool = False
    opens: Moment | None = None
    closing: Literal["0", "1", "2", "3", "7"] = "0"
    leader: Id | None = None
    publish: bool = False

    def said(self) -> NewActivity:
        whole = self.model_dump(include={*Described.model_fields, "place", "publish"})
        return NewActivity.model_validate(whole | {"shifts": [self._shift(row) for row in self.shifts]})

    def _shift(self, row: Row) -> dict[str, Any]:
        days = timedelta(days=int(self.closing))
        return row.span | self.model_dump(include={"for_whom", "approval", "opens", "leader"}) | {
            "where": row.where or self.where, "capacity": row.capacity or self.capacity,
            "closes": row.span["starts"] - days if days else None,
        }  # fmt: skip


class ShiftTyped(Times):
    """A shift that is added or changed: all of it but its leader."""

    where: Where
    capacity: Capacity
    for_whom: Level | None = None
    approval: bool = False
    opens: Moment | None = None
    closes: Moment | None = None

    def said(self) -> dict[str, Any]:
        return self.span | self.model_dump(exclude={"day", "starts", "ends"})


class Again(Body):
    """The same once more: its first shift on this day, at this hour."""

    day: date
    starts: time
    publish: bool = False

    def said(self) -> NewStart:
        return NewStart(starts=_at(self.day, self.starts), publish=self.publish)


class Leader(Body):
    """Who records who came; left out: nobody in particular."""

    leader: Id | None = None


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)
