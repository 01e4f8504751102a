"""The role `worker`: does what is due. State is the only queue, so a kill loses nothing."""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import structlog

from shared import metrics
from shared.documents import CLOCK
from shared.errands import Errand, Outside, is_away
from shared.errors import Refused
from shared.housekeeping import EVERY, sweep
from shared.loops import Health, Stopped
from shared.perform import Store, is_outage, perform
from shared.settings import Settings
from shared.tx import Tx

log = structlog.get_logger()
IDLE = 0.5  # seconds between rounds that found nothing
LONGEST_PAUSE = 300.0  # seconds until a document that fails is tried again
MOST_DONE = 500  # of one task in one round
MOST_LOOKED_PAST = 5000  # documents that fail, of one task
REFUSED_TOO_LONG = 60.0  # seconds of pause from which a refusal is no longer somebody else's being quicker


class Task(NamedTuple):
    """What time brings: each document that `due` finds gets one `do(tx, id)`, in a transaction of its own.
    `many`: one `do(tx, ids)` for up to 500."""

    due: Callable
    do: Callable
    many: bool = False


class Job(NamedTuple):
    """What takes longer than a transaction may. `work(act, id)` does it piece by piece, each in a transaction of its
    own: `act(action, *args)` performs one. It runs beside the rounds, one at a time a worker, and goes on after a kill
    from what it has kept."""

    due: Callable
    work: Callable


class WorkerLoop:
    """Turns over every task and errand of a service. Several may run: the database decides between them."""

    def __init__(self, service: Any, store: Store, settings: Settings, health: Health | None = None) -> None:
        self.name = f"{service.name}.worker"
        self.service, self.store, self.settings = service, store, settings
        self.health = health or Health()
        self.outside = Outside(service.name, store, settings, self.health, self._failed)
        self.beside = ThreadPoolExecutor(1, thread_name_prefix="job")
        self.job: Future[None] | None = None
        self.paused: dict[tuple[str, str], tuple[float, float]] = {}  # what failed: until when, and for how long
        self.found: dict[str, list[str]] = {}  # what was due and had no turn yet
        self.next_sweep = 0.0

    def turn(self) -> None:
        if not self.do_what_is_due():
            self.outside.wait(IDLE)

    def do_what_is_due(self) -> int:
        """One round; gives how much was done. A task whose query fails holds up no other."""
        done = 0
        for what in (*self.service.tasks, *self.service.errands):
            self.health.beat()
            try:
                done += self._turn_to(what)
            except Exception as caught:
                self._failed(what.due.__name__, "", caught)
        return done + self._keep_house()

    def _turn_to(self, what: Task | Errand | Job) -> int:
        if isinstance(what, Job):
            return self._begin_job(what)
        if isinstance(what, Errand):
            return self.outside.turn_to(what, self._due)
        return self._do_task(what)

    def _keep_house(self) -> int:
        now = time.monotonic()
        if now < self.next_sweep:
            return 0
        for key, (until, _) in self.paused.copy().items():
            if until + LONGEST_PAUSE < now:  # it is due no more: somebody else has done it
                self.paused.pop(key, None)
        removed = sweep(self.store, self.settings, self.service.kept_days)
        if not removed:
            self.next_sweep = now + EVERY
        return removed

    def _do_task(self, task: Task) -> int:
        ids = self._due(task.due)
        if task.many and ids:
            try:
                return self._perform(task.do, ids, count=len(ids))
            except Exception as caught:
                if is_outage(caught):
                    raise
                log.info("one_by_one", task=task.do.__name__)
        return sum(self._alone(task, id) for id in ids)

    def _due(self, due: Callable, most: int = MOST_DONE) -> list[str]:
        """Up to `most` of what was found when last looked, or is found now. It may be done already: `do` looks."""
        name = due.__name__
        found = self.found.pop(name, None) or self._look(due)
        self.found[name] = found[most:]
        return found[:most]

    def _look(self, due: Callable) -> list[str]:
        """What failed is left out until its pause is over, and looked past: it hides nothing that is due behind it."""
        now = time.monotonic()
        failed = {id: until for (name, id), (until, _) in self.paused.copy().items() if name == due.__name__}
        if failed.get("", now) > now:
            return []
        found = perform(self.store, _look, CLOCK, due, min(len(failed), MOST_LOOKED_PAST))
        ids = [document.id for document in found if failed.get(document.id, now) <= now]
        random.shuffle(ids)  # so that several workers seldom meet
        return ids

    def _alone(self, task: Task, id: str) -> int:
        self.health.beat()
        try:
            done = self._perform(task.do, [id] if task.many else id, count=1)
        except Exception as caught:
            return self._failed(task.due.__name__, id, caught)
        self.paused.pop((task.due.__name__, id), None)
        return done

    def _perform(self, do: Callable, argument: Any, count: int) -> int:
        perform(self.store, do, CLOCK, argument, origin="clock")
        metrics.task_done.labels(self.service.name, do.__name__).inc(count)
        return count

    def _failed(self, name: str, id: str, caught: Exception) -> int:
        """Nothing done. A document that fails is tried again later and later, so that it holds up nothing else, also
        where the server refuses it or gives up on it. One that is refused was done by somebody quicker, unless it is
        refused again and again. What concerns them all is raised again."""
        if isinstance(caught, Stopped) or is_away(caught):
            raise caught
        pause = min(LONGEST_PAUSE, 2 * self.paused.get((name, id), (0.0, 0.25))[1])
        self.paused[name, id] = (time.monotonic() + pause, pause)
        if not isinstance(caught, Refused) or pause > REFUSED_TOO_LONG:
            metrics.task_failed.labels(self.service.name, name).inc()
            log.error("task_failed", task=name, document=id, trouble=type(caught).__name__, exc_info=True)
        return 0

    def _begin_job(self, job: Job) -> int:
        """Nothing done yet; an outage that ended the job before is raised here."""
        if self.job and not self.job.done():
            return 0
        ended, self.job = self.job, None
        if ended:
            ended.result()
        for id in self._due(job.due, 1):
            self.job = self.beside.submit(self._work, job, id)
        return 0

    def _work(self, job: Job, id: str) -> None:
        def act(action: Callable, *args: Any) -> Any:
            self.health.beat()
            return perform(self.store, action, CLOCK, *args, origin="clock")

        try:
            job.work(act, id)
        except Exception as caught:
            self._failed(job.due.__name__, id, caught)
            return
        self.paused.pop((job.due.__name__, id), None)
        metrics.task_done.labels(self.service.name, job.work.__name__).inc()

    def close(self) -> None:
        self.beside.shutdown(wait=True, cancel_futures=True)
        self.outside.close()


def _look(tx: Tx, due: Callable, besides: int) -> Any:
    tx.besides = besides
    return due(tx)
