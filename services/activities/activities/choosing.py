"""What a member may choose from: what is near first, and there what fits them first."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from services.activities.activities.matching import Fit, Wishes, fit
from services.activities.activities.model import LEVELS, Activity, Seats, Shift
from services.activities.activities.queries import with_shifts
from services.activities.names.model import Level
from services.activities.people.model import Person
from services.activities.people.queries import reported
from shared.errors import N_, Invalid, Problem
from shared.tx import Found, Tx, allow

AHEAD = 300  # shifts of one place that are looked through, the next ones
CURSOR = re.compile(r"^(\d)\.(\d)\.(\d{1,15})\.([\w.-]{1,80})$")
Place = tuple[int, int, int, str]


class Choice(NamedTuple):
    """An activity with what of its shifts is open to the member. near: community, street or district."""

    activity: str
    shifts: list[Shift]
    near: Level
    fit: Fit

    @property
    def place(self) -> Place:
        """In the order of the list."""
        first = min(shift.starts for shift in self.shifts)
        return LEVELS.index(self.near), 9 - self.fit.score, int(first.timestamp()), self.activity


@allow("member")
def activities_for_me(tx: Tx, limit: int = 50, after: str | None = None) -> Found[dict[str, Any]]:
    """Activities of the member's community, then of its street, then of the district, as far as they are open to them
    and ahead; of each first those that fit, with one sentence why."""
    person = reported(tx, tx.by.id)
    beyond = _read(after) if after else None
    choices = sorted(_choices(tx, person), key=lambda choice: choice.place)
    rest = [choice for choice in choices if beyond is None or choice.place > beyond]
    page = rest[:limit]
    activities = tx.fetch(Activity, [choice.activity for choice in page])
    tx.fetch(Seats, [shift.id for choice in page for shift in choice.shifts])
    found = Found(_shown(tx, *each) for each in zip(activities, page, strict=True))
    if len(rest) > limit:
        found.next = ".".join(map(str, page[-1].place))
    return found


def _shown(tx: Tx, activity: Activity, choice: Choice) -> dict[str, Any]:
    return with_shifts(tx, activity, choice.shifts) | {"near": choice.near, "why": choice.fit.why}


def _choices(tx: Tx, person: Person) -> Iterable[Choice]:
    by_activity: dict[str, list[Shift]] = {}
    for code in filter(None, (person.community, person.street, person.district)):
        ahead = tx.find(Shift, members_of=code, listed=True, starts={"$gt": tx.now}, sort="starts", limit=AHEAD)
        for shift in ahead:
            by_activity.setdefault(shift.activity, []).append(shift)
    for activity, shifts in by_activity.items():
        one, near = shifts[0], _near(shifts[0], person)
        starts: list[datetime] = [shift.starts for shift in shifts]
        wishes = Wishes(person.skills, person.interests, person.free_times)
        yield Choice(activity, shifts, near, fit(wishes, one.skills, one.interests, starts, near))


def _near(shift: Shift, person: Person) -> Level:
    """Whose activity it is: of one's community, of its street (or another community there), of the district."""
    if shift.place == person.community:
        return "community"
    return "street" if person.street and person.street in (shift.place, shift.street) else "district"


def _read(cursor: str) -> Place:
    found = CURSOR.match(cursor)
    if not found:
        raise Invalid(fields=[Problem("cursor", N_("请从第一页重新开始。"))])
    near, fitting, first, activity = found.groups()
    return int(near), int(fitting), int(first), activity
