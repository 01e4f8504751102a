"""Each process says every few seconds that it lives, how its loops are, and what it has done: for the operators' page.
No personal data: names of loops and readers, and numbers."""

import os
import socket
from datetime import timedelta
from functools import partial
from typing import Any

from pymongo import UpdateOne

from shared import metrics
from shared.loops import Health
from shared.perform import Store, transact
from shared.tx import Tx

EVERY = 5.0  # seconds
GONE = timedelta(seconds=30)  # without a sign
COUNTED = {"taken": metrics.taken, "relayed": metrics.relayed, "done": metrics.task_done, "asked": metrics.requests}


class HeartbeatLoop:
    """One a process. `healths`: of the loops beside it; none in a process that only answers the web."""

    def __init__(self, service: str, store: Store, healths: dict[str, Health], own: Health) -> None:
        self.name, self.store, self.healths, self.own = f"{service}.heartbeat", store, healths, own
        self.process = f"{socket.gethostname()}-{os.getpid()}"
        self.counted = _counted()

    def turn(self) -> None:
        now, before = _counted(), self.counted
        transact(self.store, partial(self._tell, done={name: now[name] - before[name] for name in now}), by=None)
        self.counted = now
        self.own.stop.wait(EVERY)

    def _tell(self, tx: Tx, done: dict[str, float]) -> None:
        loops = {name: _trouble(health) for name, health in self.healths.items()} or {"web": ""}
        fields = {"at": tx.now, "loops": _plain(loops), "lag": _lag()}
        tx.write("heartbeats", UpdateOne({"_id": self.process}, {"$set": fields}, upsert=True))
        minute = tx.now.replace(second=0, microsecond=0)
        if any(done.values()):
            row = {"_id": f"{minute.isoformat()}|{self.process}"}
            tx.write("throughput", UpdateOne(row, {"$inc": done, "$set": {"at": minute}}, upsert=True))

    def close(self) -> None:
        """Its row grows old, and is seen to."""


def _trouble(health: Health) -> str:
    return health.trouble if health.alive() else "hangs"


def _plain(loops: dict[str, str]) -> list[dict[str, str]]:
    """Names have dots, which are no names of fields."""
    return [{"name": name, "trouble": trouble} for name, trouble in sorted(loops.items())]


def _counted() -> dict[str, float]:
    return {name: _total(metric) for name, metric in COUNTED.items()}


def _total(metric: Any) -> float:
    samples = (sample for family in metric.collect() for sample in family.samples)
    return sum(sample.value for sample in samples if sample.name.endswith(("_total", "_count")))


def _lag() -> list[dict[str, Any]]:
    samples = (sample for family in metrics.lag.collect() for sample in family.samples)
    return [{"reader": sample.labels["reader"], "records": int(sample.value)} for sample in samples]

