import json
import os
import signal
import sys
import time

import pytest

from deploy.local import supervisor as module
from deploy.local.data import Data
from deploy.local.processes import Process
from deploy.local.settings import Refused
from deploy.local.supervisor import Supervisor
from tests.integration.local.watching import until, working_in

SLEEP = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('ended', flush=True))); "
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"


def python(code):
    return lambda: [sys.executable, "-S", "-c", code]


def sleeper(name, **more):
    return Process(name, python(SLEEP + "time.sleep(99)"), **more)


@pytest.fixture
def supervise(tmp_path, monkeypatch):
    """A supervisor over given layers, stopped at the end of the test; `said` holds what it told."""
    monkeypatch.chdir(tmp_path)
    made, said = [], []

    def make(*layers):
        data = Data(tmp_path)
        data.prepare()
        made.append(Supervisor(layers, data, said.append))
        made[0].said = said
        return made[0]

    yield make
    made[0].stops_asked = 2
    made[0].stop()
    assert not working_in(tmp_path)


def test_a_process_waits_for_what_it_needs(supervise, tmp_path):
    gate = tmp_path / "gate"
    slow = sleeper("slow", ready=gate.exists)
    run = supervise([slow], [sleeper("quick", needs=["slow"])])
    until(lambda: run.turn() or run.children["slow"].state == "starting")
    for _ in range(5):
        run.turn()
    assert run.children["quick"].state == "waiting"
    gate.touch()
    assert run.start()
    assert {child.state for child in run.children.values()} == {"ready"}


def test_a_step_is_done_once_and_never_repeated(supervise, tmp_path):
    step = Process("step", python("open('times', 'a').write('x')"), once=True)
    run = supervise([step], [sleeper("after", needs=["step"])])
    assert run.start()
    for _ in range(20):
        run.turn()
    assert (tmp_path / "times").read_text() == "x"
    assert run.children["step"].state == "done"


def test_a_killed_process_is_restarted_with_what_it_had_started_gone(supervise, tmp_path):
    parent = "import subprocess, time; subprocess.Popen(['sleep', '98']); time.sleep(99)"
    run = supervise([Process("a", python(parent))])
    assert run.start()
    first = run.children["a"].running.pid
    until(lambda: sleeping(tmp_path) == 1)
    os.kill(first, signal.SIGKILL)
    until(lambda: run.turn() and run.children["a"].state == "ready")
    assert run.children["a"].running.pid != first
    until(lambda: sleeping(tmp_path) == 1)
    assert any("a ended (killed by signal 9), starting it again" in line for line in run.said)
    status = json.loads((tmp_path / "status.json").read_text())["processes"][0]
    assert (status["name"], status["state"], status["restarts"]) == ("a", "ready", 1)


def sleeping(folder):
    return sum("sleep 98" in line for line in working_in(folder).values())


def test_the_pause_before_a_restart_grows_and_has_an_end(supervise):
    run = supervise([sleeper("a")])
    child, pauses = run.children["a"], []
    child.started = time.monotonic()
    for _ in range(9):
        child.crashed()
        pauses.append(round(child.next_start - time.monotonic(), 2))
    assert pauses == sorted(pauses)
    assert pauses[0] < 0.3
    assert pauses[-1] <= module.LONGEST_PAUSE_SECONDS
    child.started -= module.STEADY_SECONDS + 1
    child.crashed()
    assert child.next_start - time.monotonic() < 0.3


def test_what_cannot_start_is_refused_with_the_end_of_its_log(supervise):
    run = supervise([Process("a", python("raise SystemExit('LIANXIN_BIND: expected host:port')"), tries=2)])
    with pytest.raises(Refused, match="(?s)a does not start.*expected host:port"):
        run.start()


def test_a_program_that_is_missing_is_a_failed_start_too(supervise):
    run = supervise([Process("a", lambda: ["/no/such/program"], tries=2)])
    with pytest.raises(Refused, match="a does not start"):
        run.start()


def test_the_last_layer_stops_first(supervise, tmp_path, monkeypatch):
    write = "signal.signal(signal.SIGTERM, lambda *_: (open('order', 'a').write('{0}'), sys.exit()));"
    code = "import signal, sys, time; " + write + " open('{0}', 'w').close(); time.sleep(99)"
    layers = [[Process(name, python(code.format(name)), ready=(tmp_path / name).exists)] for name in "abc"]
    run = supervise(*layers)
    assert run.start()
    run.stop()
    assert (tmp_path / "order").read_text() == "cba"


def test_a_process_that_will_not_end_is_killed_in_time(supervise, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "STOP_LIMIT_SECONDS", 2)
    monkeypatch.setattr(module, "LAST_LAYERS_SECONDS", 1)
    log = tmp_path / "log" / "stubborn.log"
    stubborn = Process("stubborn", python(STUBBORN), ready=lambda: "up" in log.read_text())
    run = supervise([sleeper("database")], [sleeper("broker")], [stubborn])
    assert run.start()
    begun = time.monotonic()
    run.stop()
    assert 0.9 < time.monotonic() - begun < 3
    assert not working_in(tmp_path)


def test_a_grown_log_is_put_aside_at_the_next_start(supervise, tmp_path, monkeypatch):
    run = supervise([sleeper("a")])
    (tmp_path / "log" / "a.log").write_bytes(b"x" * 6_000_000)
    assert run.start()
    assert (tmp_path / "log" / "a.log.1").stat().st_size == 6_000_000
    assert (tmp_path / "log" / "a.log").stat().st_size < 1000
