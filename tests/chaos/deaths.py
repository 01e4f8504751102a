"""Does to the stage what the plan says, and keeps when each death was."""

import re
import signal
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pymongo.errors import PyMongoError

from deploy.local.processes import wait_until
from shared.documents import CLOCK
from shared.perform import perform
from tests.chaos.plan import ROLES, Blow, Volley
from tests.chaos.stage import LOOPS, Joined, Stage, Target

MOMENT = 10.0  # seconds that a moment is waited for; then death comes at any other
BETWEEN_CUTS = 0.1  # seconds
WITHOUT_CLUSTER = 5.0  # seconds that the services run with none
MOST_JOINED = 6  # processes beside the supervisor's


class Deaths:
    """`died`: the moments (of time.monotonic) of this volley's deaths; `told`: what was done, for the reader."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.cuts = stage, 0
        self.died: list[float] = []
        self.told: list[str] = []
        self._halted: list[tuple[float, Callable[[], None]]] = []

    def volley(self, volley: Volley) -> None:
        """Return when it is over and everything that was stopped goes on."""
        self.died, self.told = [], []
        for blow in volley:
            time.sleep(blow.after)
            self._strike(blow)
        last = 0.0
        for until, go_on in sorted(self._halted, key=lambda each: each[0]):
            time.sleep(max(0.0, until - time.monotonic()))
            go_on()
            last = time.monotonic()
        self._halted.clear()
        # While one is stopped by us, nobody can be well again: the time is taken from its end.
        self.died = [max(moment, last) for moment in self.died]

    def _strike(self, blow: Blow) -> None:
        what, _, rest = blow.what.partition(" ")
        if blow.what in ROLES:
            self._kill(self._one_of(blow, blow.what))
        elif blow.what == "relay in mid-batch":
            self._kill(self._relaying(blow))
        elif blow.what == "worker in mid-task":
            self._at(lambda: self._has_due(blow.service))
            self._kill(self._one_of(blow, "worker"))
        elif blow.what == "destroy the cluster":
            self._destroy(blow)
        elif what == "pause":
            self._pause(blow, rest)
        elif what == "cut":
            self._cut(blow, rest)
        elif what in ("node", "database"):
            self._kill_server(blow)
        else:
            self._join(blow) if what == "join" else self._leave(blow)

    def _kill(self, target: Target | None) -> None:
        if target:
            target.send(signal.SIGKILL)
            self._dead(target.name)

    def _kill_server(self, blow: Blow) -> None:
        self._server(blow, blow.what).kill()
        self._dead(blow.what)

    def _dead(self, name: str) -> None:
        self.died.append(time.monotonic())
        self.told.append(f"killed {name}")

    def _one_of(self, blow: Blow, role: str) -> Target | None:
        """One that lives; where all are dead just now, once one is started again."""
        found: list[Target] = []

        def look() -> bool:
            self.stage.tend()
            found[:] = self.stage.targets(blow.service, role)
            return bool(found)

        wait_until(look, 30)
        return found[blow.number % len(found)] if found else None

    def _relaying(self, blow: Blow) -> Target | None:
        """The one that holds the lease, as rows wait: it is seen by its count that grows."""
        before = {each: _relayed(each) for each in self.stage.targets(blow.service, "relay")}
        grown: list[Target] = []

        def look() -> bool:
            grown[:] = [each for each, count in before.items() if _relayed(each) > count]
            return bool(grown)

        wait_until(look, MOMENT)
        outbox = self.stage.houses[blow.service].store.db["outbox"]
        self._at(lambda: outbox.find_one({"unsent": True}, {"_id": 1}) is not None)
        return grown[0] if grown else self._one_of(blow, "relay")

    def _has_due(self, service: str) -> bool:
        """Whether a worker has something to do now."""
        house = self.stage.houses[service]
        every = [*house.service.tasks, *house.service.errands]
        return any(list(perform(house.store, each.due, CLOCK)) for each in every)

    def _at(self, moment: Callable[[], bool]) -> None:
        with suppress(PyMongoError):
            wait_until(moment, MOMENT)

    def _server(self, blow: Blow, what: str) -> Any:
        nodes = self.stage.brokers.nodes
        server = nodes[blow.number % len(nodes)] if what == "node" else self.stage.database
        if not server.running:
            server.start()
        return server

    def _pause(self, blow: Blow, what: str) -> None:
        """SIGSTOP; it goes on at the end of the volley, and not before its time."""
        if what in ROLES:
            target = self._one_of(blow, what)
            if target is None:
                return
            name, send = target.name, target.send
        else:
            server = self._server(blow, what)
            name, send = what, server.process.send_signal
        send(signal.SIGSTOP)
        self._halted.append((time.monotonic() + blow.seconds, lambda: send(signal.SIGCONT)))
        self.told.append(f"stopped {name} for {blow.seconds:.0f} s")

    def _cut(self, blow: Blow, what: str) -> None:
        proxies = self.stage.brokers.proxies if what == "kafka" else [self.stage.doorway]
        proxy = proxies[blow.number % len(proxies)]
        for _ in range(blow.times):
            proxy.cut_next_reply()
            time.sleep(BETWEEN_CUTS)
        self.cuts += blow.times
        self.told.append(f"cut {blow.times} replies of {what}")

    def _join(self, blow: Blow) -> None:
        if len(self.stage.joined) < MOST_JOINED:
            one = self.stage.join(blow.service, (LOOPS[blow.number % len(LOOPS)],))
            self.told.append(f"{one.name} joined")

    def _leave(self, blow: Blow) -> None:
        alone = [each for each in self.stage.joined if len(each.roles) == 1]
        if alone:
            one: Joined = alone[blow.number % len(alone)]
            self.stage.leave(one)
            self.told.append(f"{one.name} left")

    def _destroy(self, blow: Blow) -> None:
        """The loops of one service are stopped until it has unsent rows and unread records; then the cluster is lost
        with all its data, everybody goes on for a while without one, and an empty one comes."""
        stopped = {each for role in LOOPS for each in self.stage.targets(blow.service, role)}
        for each in stopped:
            each.send(signal.SIGSTOP)
        outbox = self.stage.houses[blow.service].store.db["outbox"]
        self._at(lambda: outbox.count_documents({"unsent": True}, limit=20) == 20)
        waited = outbox.count_documents({"unsent": True})
        self.stage.brokers.destroy()
        for _ in self.stage.brokers.nodes:
            self._dead("node")
        for each in stopped:
            each.send(signal.SIGCONT)
        time.sleep(WITHOUT_CLUSTER)
        self.stage.brokers.start()
        self.told.append(f"with all its data, while {blow.service} read nothing and {waited} of its rows were unsent")


def _relayed(target: Target) -> float:
    """Rows that it has brought to the broker; 0 where it does not answer."""
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{target.port}/metrics", timeout=1) as answer:
        found = re.search(rb"^lianxin_events_relayed_total\{.*\} (\S+)", answer.read(), re.M)
        return float(found[1]) if found else 0.0
    return 0.0
