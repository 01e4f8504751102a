"""The whole system on servers that may die, with as many processes for a role as have joined."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from deploy.local.database import database_uri
from deploy.local.processes import answers, end_group, spawn
from deploy.local.settings import SERVICES
from deploy.local.settled import Houses, open_services
from deploy.local.stack import module
from tests.chaos import nodes
from tests.chaos.proxy import Proxy
from tests.e2e.system import System, Wrong, until
from tests.servers import Database, free_port

LOOPS = ("consumer", "relay", "worker")
IMPATIENT = "&serverSelectionTimeoutMS=1000&socketTimeoutMS=5000"


class Target(NamedTuple):
    """A process of the system and all that it has started. `port`: of its health and metrics, where it has loops."""

    name: str
    pid: int
    port: int

    def send(self, number: signal.Signals) -> None:
        """To its whole group; nothing where it is dead already."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)


class Joined:
    """A process beside those of the supervisor, which this stage starts again where it dies."""

    def __init__(self, stage: "Stage", service: str, roles: tuple[str, ...], number: int) -> None:
        self.name, self.service, self.roles = f"{service}-{'-'.join(roles)}-{number}", service, roles
        self.port, self.log = free_port(), stage.folder / f"{service}-joined-{number}.log"
        bound = {"LIANXIN_HEALTH_BIND": f"127.0.0.1:{self.port}"}
        self.environment = stage.system.stack.environment(service) | stage.system.environment | bound
        self.process: subprocess.Popen
        self.start()

    def start(self) -> None:
        self.process = spawn(module(f"services.{self.service}", *self.roles), self.environment, self.log)

    def leave(self) -> None:
        """As an operator scales down: asked to end, and it does. Wrong where it does not."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            end_group(self.process.pid)
            raise Wrong(f"expected {self.name} to end when asked; saw: it runs on") from None


class Stage:
    """`on_wheels`: the servers of the local run; otherwise Apache Kafka and the Rust database."""

    def __init__(self, folder: Path, on_wheels: bool) -> None:
        self.folder = folder
        self.brokers = nodes.tansu(folder) if on_wheels else nodes.kafka(folder)
        self.database = Database(folder / "database") if on_wheels else nodes.rust(folder)
        self.doorway = Proxy(self.database.port)
        self.system = System(folder, None, self.brokers.bootstrap, f"127.0.0.1:{self.doorway.port}")
        self.system.environment = self.system.environment | {
            "LIANXIN_KAFKA_REPLICATION": str(self.brokers.replication)
        }
        self.joined: list[Joined] = []
        self._number = 0

    def start(self) -> None:
        """Return when all is ready: two processes with every loop for each service."""
        self.database.launch()
        self.brokers.start()
        self.database.await_start()
        self.system.start()
        for service in SERVICES:
            self.join(service, LOOPS)
        until(lambda: not self.unready(), "every process ready", 120)

    def stop(self) -> None:
        for each in self.joined:
            each.process.terminate()
        for each in self.joined:
            each.leave()
        left = self.system.stop()
        self.brokers.stop()
        self.database.kill()
        if left:
            raise Wrong(f"expected nothing to be left, saw: {', '.join(left)}")

    def join(self, service: str, roles: tuple[str, ...]) -> Joined:
        self._number += 1
        self.joined.append(Joined(self, service, roles, self._number))
        return self.joined[-1]

    def leave(self, one: Joined) -> None:
        self.joined.remove(one)
        one.leave()

    def tend(self) -> None:
        """What an operator's machines do: start again what died."""
        for each in self.joined:
            if each.process.poll() is not None:
                each.start()
        for server in (self.database, *self.brokers.nodes):
            if not server.running:
                server.launch()

    def targets(self, service: str, role: str) -> list[Target]:
        """Who has this role and lives, the supervisor's first."""
        name = f"{service}-{'web' if role == 'web' else 'loops'}"
        port = self.system.stack.ports[name]
        own = [Target(name, row["pid"], port) for row in self._status() if row["name"] == name and row["pid"]]
        beside = [each for each in self.joined if (each.service, role) in [(service, r) for r in each.roles]]
        return [*own, *(Target(e.name, e.process.pid, e.port) for e in beside if e.process.poll() is None)]

    def unready(self) -> list[str]:
        """Processes that are down or say of themselves that they wait."""
        servers = (self.database, *self.brokers.nodes)
        found = [type(server).__name__ for server in servers if not server.running]
        found += [row["name"] for row in self._status() if row["state"] not in ("ready", "done")]
        ports = self.system.stack.ports
        for service in SERVICES:
            if not answers("127.0.0.1", ports[f"{service}-web"], f"/{service}/health/ready")():
                found.append(f"{service}-web")
            if not answers("127.0.0.1", ports[f"{service}-loops"], "/ready")():
                found.append(f"{service}-loops")
        return found + [each.name for each in self.joined if not answers("127.0.0.1", each.port, "/ready")()]

    @cached_property
    def houses(self) -> Houses:
        """Every service with its database, past the proxy and in no patience with one that is away."""
        given = {}
        for service in SERVICES:
            uri = database_uri(f"127.0.0.1:{self.database.port}", service, "") + IMPATIENT
            given[service] = self.system.stack.environment(service) | {"LIANXIN_MONGO_URI": uri}
        return open_services(given)

    def _status(self) -> list[dict[str, Any]]:
        """Of the supervisor's processes, as it wrote it last."""
        path = self.folder / "data" / "status.json"
        for _ in range(50):
            with suppress(FileNotFoundError, ValueError):
                return list(json.loads(path.read_text())["processes"])
            time.sleep(0.02)
        raise Wrong("expected the supervisor's status; saw: none")
