"""The role `worker`: does what is due. State is the only queue, so a kill loses nothing."""

import random
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, NamedTuple

import structlog
from pymongo.errors import OperationFailure

from shared import metrics
from shared.documents import CLOCK
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
AT_ONCE = 8  # errands of one kind


class Task(NamedTuple):
    """What time brings: each document that `due` finds gets one `do(tx, id)`, in a transaction of its own.
    `many`: one `do(tx, ids)` for up to 500."""

    due: Callable
    do: Callable
    many: bool = False


class Errand(NamedTuple):
    """What is due outside the system (mail, SMS): `claim(tx, id)` leases it and gives what to send (None: nothing),
    `run(settings, what)` does it without a transaction, `settle(tx, id, outcome)` keeps what came of it."""

    due: Callable
    claim: Callable
    run: Callable
    settle: Callable


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
        # A pool for each kind: a mail server that hangs must not hold up a sign-in code.
        self.outside = {e.due.__name__: ThreadPoolExecutor(AT_ONCE, "errand") for e in service.errands}
        self.under_way: dict[tuple[str, str], Future[int]] = {}
        self.beside = ThreadPoolExecutor(1, thread_name_prefix="job")
        self.job: Future[None] | None = None
        self.paused: dict[tuple[str, str], tuple[float, float]] = {}  # what failed: until when, and for how long
        self.next_sweep = 0.0

    def turn(self) -> None:
        if not self.do_what_is_due():
            if self.under_way:
                wait(self.under_way.values(), IDLE, FIRST_COMPLETED)
            else:
                time.sleep(IDLE)

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
        return self._do_task(what) if isinstance(what, Task) else self._run_errands(what)

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

    def _due(self, due: Callable) -> list[str]:
        """What failed is left out until its pause is over, and looked past: it hides nothing that is due behind it."""
        now = time.monotonic()
        failed = {id: until for (name, id), (until, _) in self.paused.copy().items() if name == due.__name__}
        if failed.get("", now) > now:
            return []
        found = perform(self.store, _look, CLOCK, due, min(len(failed), MOST_LOOKED_PAST))
        ids = [document.id for document in found if failed.get(document.id, now) <= now][:MOST_DONE]
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
        if isinstance(caught, Stopped) or (is_outage(caught) and not isinstance(caught, OperationFailure)):
            raise caught
        pause = min(LONGEST_PAUSE, 2 * self.paused.get((name, id), (0.0, 0.25))[1])
        self.paused[name, id] = (time.monotonic() + pause, pause)
        if not isinstance(caught, Refused) or pause > REFUSED_TOO_LONG:
            metrics.task_failed.labels(self.service.name, name).inc()
            log.error("task_failed", task=name, document=id, trouble=type(caught).__name__, exc_info=True)
        return 0

    def _run_errands(self, errand: Errand) -> int:
        """Begin what there is room for; gives how many ended since the last round. An outage in one is raised here."""
        name = errand.due.__name__
        ended = [key for key, future in self.under_way.items() if key[0] == name and future.done()]
        done = sum(self.under_way.pop(key).result() for key in ended)
        running = {id for kind, id in self.under_way if kind == name}
        if len(running) < AT_ONCE:
            for id in [id for id in self._due(errand.due) if id not in running][: AT_ONCE - len(running)]:
                self.under_way[name, id] = self.outside[name].submit(self._run_errand, errand, id)
        return done

    def _run_errand(self, errand: Errand, id: str) -> int:
        self.health.beat()
        try:
            what = perform(self.store, errand.claim, CLOCK, id, origin="clock")
            if what is None:
                return 0
            perform(self.store, errand.settle, CLOCK, id, errand.run(self.settings, what), origin="clock")
        except Exception as caught:
            return self._failed(errand.due.__name__, id, caught)
        self.paused.pop((errand.due.__name__, id), None)
        metrics.task_done.labels(self.service.name, errand.run.__name__).inc()
        return 1

    def _begin_job(self, job: Job) -> int:
        """Nothing done yet; an outage that ended the job before is raised here."""
        if self.job and not self.job.done():
            return 0
        ended, self.job = self.job, None
        if ended:
            ended.result()
        for id in self._due(job.due)[:1]:
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
        for pool in self.outside.values():
            pool.shutdown(wait=True, cancel_futures=True)


def _look(tx: Tx, due: Callable, besides: int) -> Any:
    tx.besides = besides
    return due(tx)
