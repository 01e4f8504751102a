"""Whether the whole local run has come to rest: nothing due, nothing unsent, nothing unread.

What is unread is told by comparing what each publisher has said in a stream with how far each reader has come, for the
local broker's end offsets lag behind. One that waits behind a dead letter waits for an operator, not for us.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from pymongo.errors import PyMongoError

from deploy.local.settings import SERVICES, Refused
from shared.documents import CLOCK
from shared.inbox import Reader
from shared.perform import Store, perform
from shared.service import Service
from shared.settings import Settings

SOON = timedelta(seconds=2)  # a notice that waits for its facts is due again within this
PAUSE = (0.1, 1.0)  # seconds before the first look again, and the most before a later one: a look disturbs who works


class Opened(NamedTuple):
    service: Service
    store: Store


Houses = dict[str, Opened]


def open_services(environments: dict[str, dict[str, str]]) -> Houses:
    """Every service with its database; `environments`: the settings of each, by its name."""
    services = {name: import_module(f"services.{name}.service").service for name in SERVICES}
    return {name: Opened(it, it.store(settings_of(environments[name]))) for name, it in services.items()}


def settings_of(environment: dict[str, str]) -> Settings:
    """As the service would read them from its environment."""
    given = {name.removeprefix("LIANXIN_").lower(): value for name, value in environment.items()}
    decoded = {name: json.loads(given[name]) for name in ("signing_key", "verify_keys") if name in given}
    return Settings.model_validate(given | decoded)


def settle(houses: Houses, seconds: float) -> None:
    """Wait until every look has found nothing left twice since one last did: between two looks a fact may be in
    neither's hands. Refused with what is left when the time is over."""
    looks = [look for name in houses for look in _looks(houses, name)]
    limit, clean, pause = time.monotonic() + seconds, 0, PAUSE[0]
    while clean < 2 * len(looks):
        what, is_left = looks[clean % len(looks)]
        if not _is_left(is_left):
            clean, pause = clean + 1, PAUSE[0]
            continue
        if time.monotonic() > limit:
            raise Refused(f"after {seconds:.0f} s there is still {what}. Look with: make clock ADD=0s")
        looks = [*looks[clean % len(looks) :], *looks[: clean % len(looks)]]
        time.sleep(pause)
        clean, pause = 0, min(PAUSE[1], pause * 1.5)


def _is_left(look: Callable[[], Any]) -> bool:
    """A database that does not answer now may have something left."""
    try:
        return bool(look())
    except PyMongoError:
        return True


def _looks(houses: Houses, name: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What may be left to do in a service: each with its name."""
    service, store = houses[name]
    for due in [*(task.due for task in service.tasks), *(errand.due for errand in service.errands)]:
        yield f"{due.__name__} of {name}", partial(_due, store, due)
    yield f"something unsent of {name}", partial(store.db["outbox"].find_one, {"unsent": True})
    yield f"a key unsent of {name}", partial(store.db["keys"].find_one, {"unsent": True, "local": False})
    for reader in service.readers:
        yield f"something unread by {name}.{reader.name}", partial(_is_behind, reader, store, houses)


def _due(store: Store, due: Callable) -> list[Any]:
    return list(perform(replace(store, now=lambda: store.now() + SOON), due, CLOCK))


def _is_behind(reader: Reader, store: Store, houses: Houses) -> bool:
    rows = store.db["inbox"].find({"reader": reader.name}, {"stream": 1, "last": 1, "parked": 1})
    taken = {row["stream"]: row for row in rows}
    for topic in reader.topics:
        said = houses[topic.partition(".")[0]].store.db["streams"]
        for stream in said.find({"_id": {"$gte": f"{topic}/", "$lt": f"{topic}0"}}):
            mine = taken.get(stream["_id"], {"last": 0})
            if mine["last"] < stream["last"] and mine.get("parked") != "dead":
                return True
    return False
