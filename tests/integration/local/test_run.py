"""The whole local run, with real broker, database, gateway and simulators, and services that only answer."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.integration.local.watching import listening, until, working_in
from tests.servers import free_port

REPOSITORY = Path(__file__).parents[3]
STUBS = Path(__file__).parent / "stubs" / "services"


class Run:
    """`python -m deploy.local` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        for name, target in (("deploy", REPOSITORY / "deploy"), ("shared", REPOSITORY / "shared"), ("services", STUBS)):
            (folder / name).symlink_to(target)
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.environment = {**os.environ, "PORT": str(self.port), "DATA": "data", "DEMO": "no"}

    def start(self, **environment: str) -> subprocess.Popen:
        with open(self.folder / "said", "w") as said:
            return subprocess.Popen(self.command("deploy.local"), cwd=self.folder, stdout=said, stderr=said,
                                    env={**self.environment, **environment})  # fmt: skip

    def start_until_ready(self) -> subprocess.Popen:
        process = self.start()
        until(lambda: "Lianxin is ready: " in self.said or process.poll() is not None, 180)
        assert f"\nLianxin is ready: http://127.0.0.1:{self.port}\n" in self.said
        return process

    def call(self, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(self.command(name, *arguments), cwd=self.folder, capture_output=True, text=True,
                              env={**self.environment, **environment}, timeout=60, check=False)  # fmt: skip

    def command(self, name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", name, *arguments]

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def status(self, name: str) -> dict:
        found = json.loads((self.data / "status.json").read_text())["processes"]
        return next(process for process in found if process["name"] == name)

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    made = Run(tmp_path_factory.mktemp("run"))
    process = made.start_until_ready()
    yield made
    process.terminate()
    assert process.wait(20) == 0
    assert not working_in(made.folder)


@pytest.mark.parametrize(("path", "seen"), [
    ("/registry/x", "/registry/x"), ("/notify/x?y=1", "/notify/x?y=1"), ("/activities", "/activities"),
    ("/asyncapi.json", "/asyncapi.json"),
])  # fmt: skip
def test_the_gateway_leads_to_the_services(run, path, seen):
    assert run.get(path) == (200, seen)


def test_the_gateway_leads_to_the_simulators(run):
    assert run.get("/dev/mail")[0] == 200
    assert run.get("/")[0] == 200


def test_nothing_listens_but_on_loopback(run):
    ports = json.loads((run.data / "ports.json").read_text())
    found = listening(set(working_in(run.folder)))
    assert {port for _, port in found} == {*ports.values(), run.port}
    assert {address for address, _ in found} == {"127.0.0.1"}


def test_a_second_run_on_the_same_data_is_refused(run):
    second = run.call("deploy.local", PORT=str(free_port()))
    assert second.returncode == 1
    assert f"already runs on {run.data} (http://127.0.0.1:{run.port}, process " in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize("name", ["broker", "database", "registry-web", "notify-loops", "gateway"])
def test_a_killed_process_comes_back(run, name):
    before = run.status(name)
    os.kill(before["pid"], signal.SIGKILL)
    after = until(lambda: newer(run.status(name), before))
    assert after["pid"] != before["pid"]
    assert until(lambda: run.get("/registry/x")) == (200, "/registry/x")


def newer(now, before):
    return now if now["restarts"] > before["restarts"] and now["state"] == "ready" else None


def test_the_clock_moves_and_waits_until_nothing_is_due(run):
    (run.folder / "due-notify").write_text("2")
    moved = run.call("deploy.local.clock", "1d12h")
    assert moved.returncode == 0, moved.stderr
    assert (run.folder / "due-notify").read_text() == "0"
    assert float((run.data / "clock").read_text()) == 129600
    refused = run.call("deploy.local.clock", "-1d")
    assert refused.returncode == 1
    assert float((run.data / "clock").read_text()) == 129600


def test_an_operator_command_has_the_settings_of_this_run(run):
    assert run.call("deploy.local.operate", "registry", "indexes").returncode == 0
    assert "one of registry, notify, activities" in run.call("deploy.local.operate", "regstry").stderr


def test_ctrl_c_stops_all_of_it_and_the_data_stay(tmp_path):
    run = Run(tmp_path)
    process = run.start_until_ready()
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert time.monotonic() - begun < 15
    assert not working_in(tmp_path)
    ports = (run.data / "ports.json").read_text()
    again = run.start_until_ready()
    assert (run.data / "ports.json").read_text() == ports
    again.kill()
    again.wait()
    until(lambda: not working_in(tmp_path), 10)


def test_a_run_that_is_stopped_while_it_starts_leaves_nothing(tmp_path):
    run = Run(tmp_path)
    process = run.start()
    until(lambda: "broker ready" in run.said or process.poll() is not None)
    process.terminate()
    assert process.wait(20) == 0
    assert "is ready" not in run.said
    assert not working_in(tmp_path)


def test_a_kafka_that_does_not_answer_is_one_plain_sentence(tmp_path):
    run = Run(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"127.0.0.1:{server.getsockname()[1]}"
    refused = run.call("deploy.local", KAFKA=closed)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Lianxin does not run: no broker answers at {closed}. Start it, ")


def test_a_taken_port_is_one_plain_sentence(tmp_path):
    run = Run(tmp_path)
    with socket.create_server(("127.0.0.1", run.port)):
        refused = run.call("deploy.local")
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Lianxin does not run: port {run.port} is taken by another program. "
        "Stop that one, or choose another port: make run PORT=8081\n"
    )


def test_a_folder_that_cannot_be_made_is_one_plain_sentence(tmp_path):
    refused = Run(tmp_path).call("deploy.local", DATA="/proc/lianxin")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Lianxin does not run: /proc/lianxin cannot be written (")
    assert refused.stderr.count("\n") == 1


def test_an_address_of_another_machine_is_one_plain_sentence(tmp_path):
    refused = Run(tmp_path).call("deploy.local", HOST="192.0.2.1")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "HOST=127.0.0.1" in refused.stderr


def test_commands_without_a_run_say_so(tmp_path):
    run = Run(tmp_path)
    for refused in (run.call("deploy.local.clock", "1d"), run.call("deploy.local.operate", "notify", "lag")):
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        assert "make run" in refused.stderr


