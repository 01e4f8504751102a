import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.make import left_by_make
from deploy.local.processes import end_group
from tests.integration.local.watching import until, working_in

REPOSITORY = Path(__file__).parents[3]
PROGRAM = """
import os, signal, time
from deploy.local.make import left_by_make
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
left = left_by_make()
open("began", "w").close()
while not left():
    time.sleep(0.05)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_ends_make_ends_what_it_runs(tmp_path, number):
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} program.py\n")
    (tmp_path / "program.py").write_text(PROGRAM)
    make = subprocess.Popen(["make", "run"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
                            stderr=subprocess.DEVNULL, process_group=0, preexec_fn=heed_interrupts)  # fmt: skip
    try:
        until((tmp_path / "began").exists)
        make.send_signal(number)
        make.wait(10)
        until(lambda: not working_in(tmp_path), 10)
    finally:
        end_group(make.pid)


def test_without_make_nobody_leaves(monkeypatch):
    monkeypatch.delenv("MAKELEVEL", raising=False)
    assert not left_by_make()()


def heed_interrupts():
    """Whoever runs the tests in the background of a shell has SIGINT ignored, and so would all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
