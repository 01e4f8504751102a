"""Services as operators run them: a process for each role, and two for web behind the gateway of the local run.

An account that is made at registry (web) is carried (relay) and taken by notify (consumer), which then knows it; what
is to be sent leaves by notify's worker to the simulated provider.
"""

import base64
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.gateway import PROXY
from deploy.local.processes import answers, spawn
from deploy.local.simulator.__main__ import running
from services.notify.service import service as notify
from services.registry.service import service as registry
from shared.clock import system_clock
from tests.builders_accounts import PLACES
from tests.servers import Database, free_port
from tests.stage import SIGNING_KEY, Stage, settings_for, until

READY_WITHIN = 150  # seconds, on a machine that does other things too
ROLES = {"web": "registry", "relay": "registry", "consumer": "notify", "worker": "notify"}  # role -> of which service


class Member:
    """One process of a role."""

    def __init__(self, town: "Town", role: str, number: int) -> None:
        self.town, self.role, self.service, self.port = town, role, ROLES[role], free_port()
        self.log = town.folder / f"{self.service}-{role}-{number}.log"
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        command = [sys.executable, "-m", f"services.{self.service}", self.role]
        where = {"LIANXIN_BIND" if self.role == "web" else "LIANXIN_HEALTH_BIND": f"127.0.0.1:{self.port}"}
        self.process = spawn(command, self.town.environment(self.service) | where, self.log)
        self.town.processes.append(self.process)

    def move(self) -> None:
        """To another address, beside the process that still has this one."""
        self.port = free_port()

    @property
    def ready(self) -> bool:
        path = f"/{self.service}/health/ready" if self.role == "web" else "/ready"
        return answers("127.0.0.1", self.port, path)()

    def await_ready(self) -> None:
        until(lambda: self.process.poll() is not None or self.ready, READY_WITHIN)
        assert self.process.poll() is None, self.log.read_text()[-2000:]

    def metric(self, name: str, **labels: str) -> float:
        """The highest of these series that it shows now; 0 where it shows none."""
        path = f"/{self.service}/metrics" if self.role == "web" else "/metrics"
        text = requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10).text
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        values = [s.value for s in samples if s.name == name and labels.items() <= s.labels.items()]
        return max(values, default=0.0)

    def end(self) -> None:
        """SIGTERM, as an orchestrator does; code 0 within its ten seconds."""
        self.process.terminate()
        assert self.process.wait(12) == 0, self.log.read_text()[-2000:]


class Town:
    def __init__(self, folder: Path, database: Database, bootstrap: str, replication: int = 1, sms: str = "") -> None:
        """`sms`: URL of another provider than the simulated one."""
        self.folder, self.replication, self.port, self.open = folder, replication, free_port(), ExitStack()
        self.numbers = itertools.count()  # of those who are sent something
        self.stages = {
            service.name: Stage(service, settings_for(database.uri(f"town_{service.name}"), bootstrap),
                                system_clock)
            for service in (registry, notify)
        }  # fmt: skip
        self.stages["registry"].db["places"].insert_many([place.row() for place in PLACES])
        address = ("127.0.0.1", free_port())
        self.mailbox = self.open.enter_context(running(("127.0.0.1", free_port()), address))
        self.sms_url = sms or f"http://127.0.0.1:{address[1]}/sms"
        self.members: dict[str, list[Member]] = {}
        self.processes: list[subprocess.Popen[bytes]] = []

    def environment(self, service: str) -> dict[str, str]:
        settings = self.stages[service].settings
        return {
            "LIANXIN_MONGO_URI": settings.mongo_uri, "LIANXIN_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
            "LIANXIN_KAFKA_PARTITIONS": "4", "LIANXIN_KAFKA_REPLICATION": str(self.replication),
            "LIANXIN_MASTER_KEYS": f"k1:{base64.b64encode(b'1' * 32).decode()}",
            "LIANXIN_HASH_KEY": base64.b64encode(b"h" * 32).decode(),
            "LIANXIN_SIGNING_KEY": json.dumps(SIGNING_KEY.as_dict(private=True)),
            "LIANXIN_VERIFY_KEYS": json.dumps({"keys": [SIGNING_KEY.as_dict(private=False)]}),
            "LIANXIN_PUBLIC_URL": self.url, "LIANXIN_SMS_URL": self.sms_url,
        }  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Return when all are ready."""
        self.members = {role: [Member(self, role, n) for n in range(2 if role == "web" else 1)] for role in ROLES}
        everybody = [member for members in self.members.values() for member in members]
        self._make_topics()
        for member in everybody:
            member.start()
        for member in everybody:
            member.await_ready()
        self._start_gateway()

    def _make_topics(self) -> None:
        """Of all services: a reader waits for the topics of those that do not run here, too."""
        for service in ("registry", "notify", "activities"):
            given = os.environ | self.environment("registry")
            command = [sys.executable, "-m", f"services.{service}", "topics"]
            made = subprocess.run(command, env=given, capture_output=True, text=True)
            assert not made.returncode, made.stderr

    def _start_gateway(self) -> None:
        addresses = " ".join(f"127.0.0.1:{member.port}" for member in self.members["web"])
        proxy = PROXY.format(address=addresses)
        rules = f"{{\n\tadmin off\n\tauto_https off\n}}\nhttp://:{self.port} {{\n\tbind 127.0.0.1\n\t{proxy}\n}}\n"
        (self.folder / "Caddyfile").write_text(rules)
        program = str(Path(sys.executable).with_name("caddy"))
        gateway = spawn([program, "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"],
                             {"XDG_DATA_HOME": str(self.folder)}, self.folder / "gateway.log")  # fmt: skip
        self.processes.append(gateway)
        until(answers("127.0.0.1", self.port, "/registry/health/ready"), READY_WITHIN)

    def restart(self, member: Member) -> None:
        """Web: its address is known to the gateway, so it ends first, and the other one answers meanwhile. Loops: the
        new one is ready before the old one ends."""
        if member.role == "web":
            member.end()
            member.start()
            member.await_ready()
            return
        old = member.process
        member.move()
        member.start()
        member.await_ready()
        old.terminate()
        assert old.wait(12) == 0, member.log.read_text()[-2000:]

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.open.close()


Start = Callable[..., Town]  # what the fixture `start` is
