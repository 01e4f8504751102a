"""What happens to the system, chosen by a seed: the same seed is the same plan.

A plan is a list of volleys. What is in a volley happens within seconds of each other, so that deaths meet what others
have left; then the system is given time to be well again.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from deploy.local.settings import SERVICES

ROLES = ("web", "consumer", "relay", "worker")
KILLS = ("web", "consumer", "relay", "worker", "relay in mid-batch", "worker in mid-task", "node", "database")
DISTURBANCES = (
    "pause consumer", "pause relay", "pause worker", "pause web", "pause node", "pause database",
    "cut database", "cut database", "cut kafka", "join", "leave", "join", "leave",
)  # fmt: skip
PAST_SESSIONS_AND_LEASES = (9.0, 14.0)  # seconds; a session is 6, a relay's lease 8
SHORT = (3.0, 6.0)  # seconds that a server is stopped


class Blow(NamedTuple):
    """`after`: seconds since the blow before. `number` chooses among those who are there. `seconds`: of a pause;
    `times`: of cuts."""

    what: str
    after: float
    service: str = ""
    number: int = 0
    seconds: float = 0.0
    times: int = 0

    def kills(self, nodes: int) -> int:
        return {"destroy the cluster": nodes}.get(self.what, int(self.what in KILLS))


Volley = list[Blow]


def plan(seed: int, kills: int, nodes: int) -> list[Volley]:
    """Volleys with `kills` deaths in all; one, about the middle, loses the whole cluster of `nodes`."""
    chance = random.Random(seed)  # nosec B311
    # A single node is the wheels': after a pause of it, a group of two members there may read nothing for minutes.
    survived = tuple(each for each in DISTURBANCES if nodes > 1 or each != "pause node")
    deaths, disturbances = _dealt(chance, KILLS), _dealt(chance, survived)
    volleys: list[Volley] = []
    left = kills - nodes
    while left > 0:
        together = min(left, chance.choice((1, 1, 2, 3)))
        left -= together
        what = [next(deaths) for _ in range(together)] + [next(disturbances)]
        chance.shuffle(what)
        volleys.append([_blow(chance, each) for each in what])
    volleys.insert(len(volleys) // 2, [_blow(chance, "destroy the cluster")])
    return volleys


def _dealt(chance: random.Random, cards: tuple[str, ...]) -> Iterator[str]:
    """Each card once before any comes again."""
    while True:
        yield from chance.sample(cards, len(cards))


def _blow(chance: random.Random, what: str) -> Blow:
    server = what.endswith((" node", " database"))
    return Blow(
        what,
        after=round(chance.uniform(0.0, 2.0), 2),
        service=chance.choice(SERVICES),
        number=chance.randrange(1000),
        seconds=round(chance.uniform(*(SHORT if server else PAST_SESSIONS_AND_LEASES)), 2),
        times=chance.randint(3, 12),
    )
