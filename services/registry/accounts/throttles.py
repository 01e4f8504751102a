"""How often something may be tried: counted in the database, so that every process counts together."""

import math
from datetime import timedelta
from typing import NamedTuple

from services.registry.accounts.model import Throttle
from shared.errors import TooMany
from shared.tx import Tx


class Limit(NamedTuple):
    """At most `times` within `seconds` of the first."""

    name: str
    times: int
    seconds: int


def seconds_to_wait(tx: Tx, limit: Limit, who: str) -> int:
    """Until `who` may try again; 0: now."""
    seen = tx.peek(Throttle, f"{limit.name}:{who}")
    if seen is None or seen.until <= tx.now or seen.count < limit.times:
        return 0
    return math.ceil((seen.until - tx.now).total_seconds())


def refuse_beyond(tx: Tx, limit: Limit, who: str) -> None:
    if wait := seconds_to_wait(tx, limit, who):
        raise TooMany(retry_after=wait)


def count(tx: Tx, limit: Limit, who: str) -> None:
    id, until = f"{limit.name}:{who}", tx.now + timedelta(seconds=limit.seconds)
    seen = tx.peek(Throttle, id)
    if seen is None:
        tx.add(Throttle(id=id, count=1, until=until))
        return
    if seen.until <= tx.now:
        seen.count, seen.until = 0, until
    seen.count += 1
    tx.save(seen)


def clear(tx: Tx, limit: Limit, who: str) -> None:
    if tx.peek(Throttle, f"{limit.name}:{who}"):
        tx.remove(Throttle, f"{limit.name}:{who}")


def drop_ended(tx: Tx, ids: list[str]) -> None:
    tx.remove(Throttle, *ids)
