"""When the system is well again: every process says that it is ready, and what is said is heard within seconds."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from tests.chaos.stage import Stage

PROMPT = 3.0  # seconds in which, when all is well, every reader has heard what was said
LIMIT = 180.0  # seconds after which it is not waited for any longer
LOOK = 0.2  # seconds between looks
Said = dict[str, int]  # stream -> its last sequence


def recovered(stage: Stage, limit: float = LIMIT) -> float | None:
    """The moment (of time.monotonic) from which all was well; None where the limit passed before."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        stage.tend()
        if not stage.unready():
            moment = time.monotonic()
            if _heard_within(stage, PROMPT):
                return moment
        time.sleep(LOOK)
    return None


def what_is_left(stage: Stage) -> str:
    """For whoever asks why it is not well: names of processes and readers."""
    try:
        behind = [name for name, is_behind in _readers(stage, _said(stage)) if is_behind()]
        return ", ".join([*stage.unready(), *behind]) or "nothing"
    except PyMongoError as caught:
        return f"the database: {type(caught).__name__}"


def _heard_within(stage: Stage, seconds: float) -> bool:
    """Whether all that has been said by now is heard by then."""
    end = time.monotonic() + seconds
    try:
        left = _readers(stage, _said(stage))
        while left := [each for each in left if each[1]()]:
            if time.monotonic() > end:
                return False
            time.sleep(LOOK)
    except PyMongoError:
        return False
    return True


def _said(stage: Stage) -> Said:
    rows = [row for house in stage.houses.values() for row in house.store.db["streams"].find({}, {"last": 1})]
    return {row["_id"]: row["last"] for row in rows}


def _readers(stage: Stage, said: Said) -> list[tuple[str, Callable[[], bool]]]:
    """Each reader with the question whether it is behind. One that waits behind a dead letter is not: it waits for an
    operator, and is found at the end."""
    looks: list[tuple[str, Callable[[], bool]]] = []
    for name, (service, store) in stage.houses.items():
        inbox = store.db["inbox"]
        for reader in service.readers:
            topics = set(reader.topics)
            theirs = {stream: last for stream, last in said.items() if stream.partition("/")[0] in topics}

            looks.append((f"{name}.{reader.name}", partial(_is_behind, inbox, reader.name, theirs)))
    return looks


def _is_behind(inbox: Collection[Any], reader: str, said: Said) -> bool:
    rows = inbox.find({"reader": reader}, {"stream": 1, "last": 1, "parked": 1})
    heard = {row["stream"]: row for row in rows}
    return any(_waits(heard.get(stream), last) for stream, last in said.items())


def _waits(row: dict[str, Any] | None, last: int) -> bool:
    return row is None or (row["last"] < last and row.get("parked") != "dead")
