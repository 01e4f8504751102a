"""What is due outside the system (mail, SMS): claimed in the database, done without it, settled in it."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, NamedTuple

from pymongo.errors import OperationFailure

from shared import metrics
from shared.documents import CLOCK
from shared.loops import Health
from shared.perform import Store, is_outage, perform
from shared.settings import Settings

AT_ONCE = 8  # batches of one kind
MOST_CLAIMED = 25  # in one batch: of so many a process that is killed leaves the outcome unknown
BEGUN_WITHIN = 60.0  # seconds after its claim; leases are longer


class Errand(NamedTuple):
    """`claim(tx, ids)` leases those that are still due and gives {id: what to send}, `run(settings, what)` does one
    without a transaction, `settle(tx, {id: outcome})` keeps what came of them. `put_back(tx, {id: what})`: claimed and
    not begun; without it that is found when the lease is over."""

    due: Callable
    claim: Callable
    run: Callable
    settle: Callable
    put_back: Callable | None = None


class Outside:
    """Runs the errands of one worker, some batches at once of each kind. `failed(name, id, caught)` notes that one
    failed, or raises again what concerns them all."""

    def __init__(self, service: str, store: Store, settings: Settings, health: Health, failed: Callable) -> None:
        self.service, self.store, self.settings, self.health, self.failed = service, store, settings, health, failed
        self.pools: dict[str, ThreadPoolExecutor] = {}
        self.under_way: dict[tuple[str, tuple[str, ...]], Future[int]] = {}

    def turn_to(self, errand: Errand, due: Callable[[Callable, int], list[str]]) -> int:
        """Begin what there is room for; gives how many ended since the last round. An outage in one is raised here."""
        name = errand.due.__name__
        ended = [key for key, future in self.under_way.items() if key[0] == name and future.done()]
        done = sum(self.under_way.pop(key).result() for key in ended)
        running = [ids for kind, ids in self.under_way if kind == name]
        if room := AT_ONCE - len(running):
            ids = [id for id in due(errand.due, room * MOST_CLAIMED) if not any(id in batch for batch in running)]
            size = -(-len(ids) // room)  # few go side by side, not one after the other
            for start in range(0, len(ids), size or 1):
                batch = tuple(ids[start : start + size])
                self.under_way[name, batch] = self._pool(name).submit(self._run, errand, batch)
        return done

    def wait(self, seconds: float) -> None:
        """Until one has ended, where any is under way."""
        if self.under_way:
            wait(self.under_way.values(), seconds, FIRST_COMPLETED)
        else:
            time.sleep(seconds)

    def close(self) -> None:
        for pool in self.pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _pool(self, name: str) -> ThreadPoolExecutor:
        """One for each kind: a mail server that hangs must not hold up a sign-in code."""
        return self.pools.setdefault(name, ThreadPoolExecutor(AT_ONCE, "errand"))

    def _run(self, errand: Errand, ids: tuple[str, ...]) -> int:
        """Claim them all, run one after the other, settle them all; apart where one of them fails the whole."""
        name = errand.due.__name__
        self.health.beat()
        try:
            claimed = self._perform(errand.claim, list(ids))
        except Exception as caught:
            if len(ids) > 1 and not is_away(caught):
                return sum(self._run(errand, (id,)) for id in ids)
            return self.failed(name, ids[0], caught)
        outcomes = self._outcomes(errand, claimed)
        done = self._settle(name, errand.settle, outcomes)
        if errand.put_back:
            self._settle(name, errand.put_back, claimed)
        metrics.task_done.labels(self.service, errand.run.__name__).inc(done)
        return done

    def _outcomes(self, errand: Errand, claimed: dict[str, Any]) -> dict[str, Any]:
        """What came of each. Those stay in `claimed` that were not begun: when a server is so slow that their leases
        might end, or when the process is to stop."""
        outcomes, end = {}, time.monotonic() + BEGUN_WITHIN
        while claimed and time.monotonic() < end and not self.health.stop.is_set():
            id = next(iter(claimed))
            what = claimed.pop(id)
            try:
                outcomes[id] = errand.run(self.settings, what)
            except Exception as caught:
                self.failed(errand.due.__name__, id, caught)
        return outcomes

    def _settle(self, name: str, settle: Callable, outcomes: dict[str, Any]) -> int:
        if not outcomes:
            return 0
        try:
            self._perform(settle, outcomes)
        except Exception as caught:
            if len(outcomes) > 1 and not is_away(caught):
                return sum(self._settle(name, settle, {id: outcome}) for id, outcome in outcomes.items())
            return self.failed(name, next(iter(outcomes)), caught)
        return len(outcomes)

    def _perform(self, action: Callable, argument: Any) -> Any:
        return perform(self.store, action, CLOCK, argument, origin="clock")


def is_away(caught: Exception) -> bool:
    """The database as a whole, and not one document that it gives up on."""
    return is_outage(caught) and not isinstance(caught, OperationFailure)
