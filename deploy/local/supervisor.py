"""Starts the processes in the order of their needs, restarts what crashes, stops all layer by layer.

Not the supervisor package: it knows no readiness and no needs, gives a process up after some crashes, and its
children survive its own kill -9. All three would stand around it, and be longer than this.
"""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.local.data import Data
from deploy.local.processes import Guard, Process, end_group, log_end, rotate, spawn
from deploy.local.settings import Refused, Say

TURN_SECONDS = 0.1
START_LIMIT_SECONDS = 180
STOP_LIMIT_SECONDS = 14
LAST_LAYERS_SECONDS = 3  # kept back for broker and database
STEADY_SECONDS = 60  # a run that long forgives earlier crashes
LONGEST_PAUSE_SECONDS = 10
FULL_DISK_MB = 20
Layers = Sequence[Sequence[Process]]


class Child:
    """One process and what became of it so far."""

    def __init__(self, process: Process, log: Path, guard: Guard) -> None:
        self.process, self.log, self.guard = process, log, guard
        self.running: subprocess.Popen | None = None
        self.state = "waiting"  # starting, ready, restarting, done, stopped
        self.crashes = self.restarts = 0
        self.was_ready = False
        self.started = self.next_start = 0.0

    def start(self) -> None:
        self.state, self.started = "starting", time.monotonic()
        rotate(self.log)
        self.running = spawn(self.process.command(), self.process.environment, self.log, self.process.shown)
        self.guard.add(self.running.pid)

    def crashed(self) -> None:
        """Plan the next start: soon at first, at ever longer intervals when it keeps failing."""
        if time.monotonic() - self.started > STEADY_SECONDS:
            self.crashes = 0
        pause = min(0.25 * 2**self.crashes, LONGEST_PAUSE_SECONDS)
        self.crashes += 1
        self.restarts += 1
        self.state, self.next_start = "restarting", time.monotonic() + pause

    def ended(self) -> int | None:
        """Its exit code once it has ended and nothing of its group is left; None while it runs."""
        if self.running is None or (code := self.running.poll()) is None:
            return None
        end_group(self.running.pid)
        self.guard.remove(self.running.pid)
        self.running = None
        return code

    def summary(self) -> dict[str, object]:
        """What status.json shows."""
        pid, log = self.running.pid if self.running else None, str(self.log)
        return {"name": self.process.name, "state": self.state, "pid": pid, "restarts": self.restarts, "log": log}


class Supervisor:
    """`layers` is the order of stopping, last one first; within a layer all stop together."""

    def __init__(self, layers: Layers, data: Data, say: Say, abandoned: Callable[[], bool] = lambda: False) -> None:
        self.guard = Guard()
        self.layers = [[self._child(process, data.log) for process in layer] for layer in layers]
        self.children = {child.process.name: child for layer in self.layers for child in layer}
        self.data, self.say, self.abandoned = data, say, abandoned
        self.stops_asked = 0
        self.shown: list[dict[str, object]] = []

    def listen(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal stop the run; a second one hastens it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._asked)

    def start(self) -> bool:
        """Return once all is ready: True, or False when asked to stop before. Refused when something cannot start."""
        begun = heard = time.monotonic()
        while not self.stopping:
            if self.turn():
                heard = time.monotonic()
            waiting = [name for name, child in self.children.items() if child.state not in ("ready", "done")]
            if not waiting:
                return True
            if time.monotonic() - heard > 10:
                self.say(f"  waiting for {', '.join(waiting)} …")
                heard = time.monotonic()
            self._give_up_if_hopeless(waiting, begun)
            time.sleep(TURN_SECONDS)
        return False

    def watch(self) -> None:
        """Keep all of it running until asked to stop."""
        while not self.stopping:
            self.turn()
            time.sleep(TURN_SECONDS)

    def stop(self) -> None:
        """End every process, the last layer first, all of it in STOP_LIMIT_SECONDS; nothing is left behind."""
        limit = time.monotonic() + STOP_LIMIT_SECONDS
        for number, layer in reversed(list(enumerate(self.layers))):
            self._end(layer, limit - (LAST_LAYERS_SECONDS if number > 1 else 0))
        self._show_status()
        self.guard.close()

    @property
    def stopping(self) -> bool:
        return bool(self.stops_asked) or self.abandoned()

    def turn(self) -> bool:
        """Look at each process once; whether anything changed."""
        for child in self.children.values():
            if child.running:
                self._look_at(child)
            elif child.state in ("waiting", "restarting") and self._may_start(child):
                self._start(child)
        return self._show_status()

    def _child(self, process: Process, logs: Path) -> Child:
        return Child(process, logs / f"{process.name}.log", self.guard)

    def _look_at(self, child: Child) -> None:
        code = child.ended()
        if code is None:
            if child.state == "starting" and child.process.ready() and not child.process.once:
                self._became("ready", child)
        elif code == 0 and child.process.once:
            self._became("done", child)
        else:
            child.crashed()
            how = f"killed by signal {-code}" if code < 0 else f"code {code}"
            self.say(f"  {child.process.name} ended ({how}), starting it again{self._disk_hint()}; see {child.log}")

    def _became(self, state: str, child: Child) -> None:
        child.state = state
        self.say(f"  {child.process.name} {state} after {time.monotonic() - child.started:.1f} s")
        child.was_ready = True

    def _may_start(self, child: Child) -> bool:
        needed = (self.children[name].state for name in child.process.needs)
        return time.monotonic() >= child.next_start and all(state in ("ready", "done") for state in needed)

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except OSError as caught:
            child.crashed()
            self.say(f"  {child.process.name} cannot be started ({caught.strerror}){self._disk_hint()}; trying again")

    def _give_up_if_hopeless(self, waiting: list[str], begun: float) -> None:
        for child in (self.children[name] for name in waiting):
            too_long = time.monotonic() - begun > START_LIMIT_SECONDS and child.state == "starting"
            if child.process.shown:
                too_long = False  # it shows what it does, and may have much to do
            if (child.crashes >= child.process.tries and not child.was_ready) or too_long:
                raise Refused(
                    f"{child.process.name} does not start{self._disk_hint()}. Its log is {child.log} and ends with:\n"
                    f"{log_end(child.log)}"
                )

    def _end(self, layer: list[Child], limit: float) -> None:
        """Ask all of a layer to end, and kill what has not ended in time or when there is haste."""
        begun, names = time.monotonic(), ", ".join(child.process.name for child in layer if child.running)
        for child in layer:
            if child.running:
                child.running.send_signal(child.process.stop_signal)
        while left := [child.running for child in layer if child.ended() is None and child.running]:
            if time.monotonic() > limit or self.stops_asked > 1:
                for process in left:
                    end_group(process.pid)
            time.sleep(TURN_SECONDS / 5)
        for child in layer:
            child.state = "stopped"
        if names:
            self.say(f"  {names} stopped after {time.monotonic() - begun:.1f} s")

    def _disk_hint(self) -> str:
        free = shutil.disk_usage(self.data.folder).free // 1_000_000
        return f": the disk is full, free some space on {self.data.folder}" if free < FULL_DISK_MB else ""

    def _show_status(self) -> bool:
        now = [child.summary() for child in self.children.values()]
        if now == self.shown:
            return False
        self.shown = now
        with contextlib.suppress(OSError):  # a full disk stops no process
            self.data.write("status.json", {"processes": now})
        return True

    def _asked(self, *_: object) -> None:
        self.stops_asked += 1
