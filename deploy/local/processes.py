"""One process of the local run: how it is started, watched and ended.

Every process leads a group of its own, so that what it started ends with it. Should this program be killed by
kill -9, the kernel kills the processes it started (on Linux; therefore all are started from the main thread), and a
guard, everywhere, what is left of their groups.
"""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOG_LIMIT_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def ready_at_once() -> bool:
    return True


@dataclass(frozen=True)
class Process:
    """What shall run. `command` is asked anew at each start; `needs` names what must be ready before."""

    name: str
    command: Callable[[], Sequence[str]]
    environment: Mapping[str, str] = field(default_factory=dict)
    needs: Sequence[str] = ()
    ready: Callable[[], bool] = ready_at_once
    once: bool = False  # a step of the start: done when it ends with code 0
    tries: int = 5  # failures before its first readiness that give the start up
    stop_signal: signal.Signals = signal.SIGTERM
    shown: bool = False  # its standard output is for the person at the terminal


class Guard:
    """A process that waits for this program's end, then kills the groups that it was told of and not told off."""

    CODE = """
import os, signal, sys
groups = set()
for line in sys.stdin:
    number = int(line)
    groups.add(number) if number > 0 else groups.discard(-number)
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
"""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", "-c", self.CODE]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)

    def add(self, group: int) -> None:
        self._tell(group)

    def remove(self, group: int) -> None:
        self._tell(-group)

    def close(self) -> None:
        """Let it go."""
        with contextlib.suppress(OSError):
            self.process.communicate()

    def _tell(self, number: int) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # somebody killed it; the kernel still keeps watch
            self.process.stdin.write(f"{number}\n")
            self.process.stdin.flush()


def spawn(command: Sequence[str], environment: Mapping[str, str], log: Path, shown: bool = False) -> subprocess.Popen:
    """Start it with its output appended to the log."""
    with open(log, "ab") as output:
        return subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=None if shown else output,
            stderr=output,
            process_group=0,
            preexec_fn=_die_with(os.getpid()),
        )


def end_group(pid: int) -> None:
    """kill -9 whatever is left of the group this process led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def rotate(log: Path) -> None:
    """Keep one older log once this one has grown."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def log_end(log: Path, lines: int = 5) -> str:
    try:
        with open(log, "rb") as file:
            file.seek(max(0, log.stat().st_size - 4000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def listens(host: str, port: int) -> Callable[[], bool]:
    def probe() -> bool:
        with socket.socket() as client:
            client.settimeout(1)
            return client.connect_ex((host, port)) == 0

    return probe


def answers(host: str, port: int, path: str) -> Callable[[], bool]:
    """Whether a GET there is answered 200."""

    def probe() -> bool:
        client = http.client.HTTPConnection(host, port, timeout=2)
        try:
            client.request("GET", path)
            return client.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    return probe


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.05)
    return True


def _die_with(parent: int) -> Callable[[], None] | None:
    def in_child() -> None:
        assert PRCTL is not None
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return in_child if PRCTL else None
