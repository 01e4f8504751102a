"""How often something may be tried: counted in the database, so that every process counts together."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.documents import Document
from shared.errors import TooMany
from shared.tx import Found, Tx


class Throttle(Document, collection="throttles", unscoped=True):
    """How often something was tried since its window began. `id`: limit and (hashed) who; `until`: the window's end."""

    clock_indexes = [("until",)]
    count: int
    until: datetime


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


def ended_throttles(tx: Tx) -> Found[Throttle]:
    return tx.find(Throttle, sort="until", until={"$lte": tx.now})


def drop_ended(tx: Tx, ids: list[str]) -> None:
    tx.remove(Throttle, *ids)
