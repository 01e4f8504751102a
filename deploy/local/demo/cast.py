"""The people of the rosters as the story casts them: always the same ones for the same parts."""

import random
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from deploy.local.demo.stage import Stage
from deploy.local.settings import Refused
from services.registry.rosters.queries import roster_entries
from shared.documents import Actor

SEED = 310106
ANSWERING = "0123456"  # last digits of phones whose messages are taken at the first try


class Person(NamedTuple):
    """Somebody on a roster. employer: the login of its officer. phone: E.164."""

    entry: str
    name: str
    phone: str
    employer: str
    community: str
    skills: list[str]


class Member(NamedTuple):
    """Somebody who has signed in. report: the id of their report."""

    actor: Actor
    person: Person
    report: str


class Nine(NamedTuple):
    """Those at Sanxing, by their parts. i leads."""

    a: Member
    b: Member
    c: Member
    d: Member
    e: Member
    f: Member
    g: Member
    h: Member
    i: Member


class Company:
    """Those who take part in activities, as soon as they have reported: by the login of their secretary.

    guest: the member of the table of accounts. unlisted: works where nobody uses the system.
    """

    nine: Nine
    guest: Member
    unlisted: Member

    def __init__(self) -> None:
        self.people: dict[str, list[Member]] = defaultdict(list)


class Cast:
    """Each person plays one part."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._waiting = sorted(people, key=lambda person: (person.phone, person.name))
        random.Random(SEED).shuffle(self._waiting)  # nosec B311

    def take(self, count: int, *, at: str = "", home: str = "", ends: str = ANSWERING) -> list[Person]:
        """So many who work and live there, and whose phones end so; anywhere where nothing is said."""
        fits = (
            person for person in self._waiting
            if at in ("", person.employer) and home in ("", person.community) and person.phone[-1] in ends
        )  # fmt: skip
        taken = [person for person, _ in zip(fits, range(count), strict=False)]
        if len(taken) < count:
            raise Refused(f"the rosters have only {len(taken)} of {count} people for a part of the story ({at} {home})")
        self._waiting = [person for person in self._waiting if person not in taken]
        return taken


def people_on_roster(stage: Stage, login: str) -> list[Person]:
    """Everybody on it, as its officer reads the list."""
    found: list[Person] = []
    cursor = None
    while True:
        page = stage.do(login, roster_entries, "current", None, cursor, 200)
        found += [Person(c.id, c.name, c.known["phone"], login, c.community, c.skills) for c in page]
        if not (cursor := page.next):
            return found
