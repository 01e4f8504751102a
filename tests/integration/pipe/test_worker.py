"""What is due is done, whatever else cannot be."""

from datetime import datetime
from typing import Any

from shared.documents import Document
from shared.events import registry
from shared.loops import Health
from shared.service import Service
from shared.tx import Tx
from shared.worker import Task, WorkerLoop
from tests.servers import Database
from tests.stage import Stage, settings_for

AT_ONCE = 2
BROKEN = AT_ONCE + 1  # more than one look sees


class Thing(Document, collection="things"):
    clock_indexes = [("done", "at")]
    at: datetime
    done: bool = False


def things_to_do(tx: Tx) -> list[Thing]:
    return tx.find(Thing, done=False, sort="at", limit=AT_ONCE)


def do_thing(tx: Tx, id: str) -> None:
    _do(tx, id)


def do_things(tx: Tx, ids: list[str]) -> None:
    for id in ids:
        _do(tx, id)


def _do(tx: Tx, id: str) -> None:
    thing = tx.get(Thing, id)
    if id.startswith("broken"):
        raise ValueError(id)
    thing.done = True
    tx.save(thing)


def done_beside_broken_ones(database: Database, task: Task) -> set[str]:
    """Of some things behind those that fail again and again, the ones that are done after a few rounds."""
    toy = Service("toy", acted=registry.Acted, looked=registry.Looked, documents=[Thing], tasks=[task])
    stage = Stage(toy, settings_for(database.uri("worker")))

    def fill(tx: Any) -> None:
        for number in range(BROKEN):
            tx.add(Thing(id=f"broken {number}", at=tx.now))
        for number in range(3):
            tx.add(Thing(id=f"sound {number}", at=stage.clock.now.replace(year=2027)))

    stage.act(fill)
    loop = WorkerLoop(toy, stage.store, stage.settings, Health())
    for _ in range(6):
        loop.do_what_is_due()
    loop.close()
    return {row["_id"] for row in stage.db["things"].find({"done": True})}


def test_what_fails_again_and_again_holds_up_nothing_behind_it(database: Database) -> None:
    sound = {"sound 0", "sound 1", "sound 2"}
    assert done_beside_broken_ones(database, Task(due=things_to_do, do=do_thing)) == sound
    assert done_beside_broken_ones(database, Task(due=things_to_do, do=do_things, many=True)) == sound
