"""The whole system as `make run` starts it, in an empty folder of its own and on a free port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import requests

from deploy.local.clock import LIMIT_SECONDS, move, parse
from deploy.local.settings import SERVICES, Refused, local_settings
from deploy.local.settled import Houses, open_services, settle
from deploy.local.stack import Stack, running_stack
from shared.clock import SHANGHAI, MovableClock
from tests.servers import free_port

READY_WITHIN, STOPPED_WITHIN = 180, 30  # seconds
WITHIN = 20.0  # seconds that a projection may take
Found = TypeVar("Found")


class Wrong(AssertionError):
    """What was expected and what was seen, without anybody's data."""


def until(look: Callable[[], Found], expected: str, seconds: float = WITHIN) -> Found:
    """The first true answer of `look`; Wrong when the time is over."""
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise Wrong(f"expected within {seconds:.0f} s: {expected}; saw: not yet")
        time.sleep(0.1)
    return found


class System:
    """`folder` is empty, or holds the data of a run before, and takes data and output."""

    def __init__(self, folder: Path, port: int | None = None, kafka: str = "", mongo: str = "") -> None:
        self.folder, self.port = folder, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.chosen = {"PORT": str(self.port), "DATA": str(folder / "data"), "DEMO": "no"}
        self.chosen |= {"KAFKA": kafka, "MONGO": mongo}
        self.environment = os.environ | self.chosen
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once it is ready; Wrong with the end of what it said if it is not."""
        said = self.folder / "said"
        with open(said, "wb") as out:
            command = [sys.executable, "-m", "deploy.local"]
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env=self.environment)
        ended = self.process.poll

        def ready() -> bool:
            if ended() is not None:
                raise Wrong("the system ended: " + said.read_text()[-2000:])
            return f"Lianxin is ready: {self.url}\n" in said.read_text()

        until(ready, "the line “Lianxin is ready:”", READY_WITHIN)

    def stop(self) -> list[str]:
        """As Ctrl-C does, once. Gives what is left over: nothing."""
        process, self.process = self.process, None
        if process is None:
            return []
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            return ["the whole system, which does not stop"]
        return [*([f"code {code}"] if code not in (0, 130) else []), *self._left()]

    def _left(self) -> list[str]:
        """Processes that were given this run's folder (Linux)."""
        mark, found = f"DATA={self.folder / 'data'}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "comm").read_text().strip())
            except OSError:
                continue
        return found

    def command(self, service: str, *arguments: str) -> str:
        """An operator's command; what it says. Wrong where it fails."""
        return self._run("deploy.local.operate", service, *arguments)

    @property
    def now(self) -> datetime:
        """By the clock that all its processes have."""
        return MovableClock(str(self.folder / "data" / "clock"))()

    def move_clock(self, by: str) -> None:
        """As `make clock` does: everybody's clock goes on, and all that is then due is done."""
        try:
            move(self.stack.data.clock, parse(by))
            settle(self.houses, LIMIT_SECONDS)
        except Refused as refused:
            raise Wrong(str(refused)) from None

    @cached_property
    def stack(self) -> Stack:
        """With the settings of each service."""
        return running_stack(local_settings(**{name.lower(): value for name, value in self.chosen.items()}))

    @cached_property
    def houses(self) -> Houses:
        """Every service with its database, as deploy.local.settled looks at them."""
        return open_services({service: self.stack.environment(service) for service in SERVICES})

    def let_it_be_day(self) -> None:
        """Right after the start."""
        if seconds := till_morning(datetime.now(SHANGHAI)):
            self.move_clock(f"{seconds}s")

    def _run(self, module: str, *arguments: str) -> str:
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, check=False)
        if done.returncode:
            said = done.stderr.strip()[-300:]
            raise Wrong(f"{module} {arguments[0]}: expected code 0, saw {done.returncode}: {said}")
        return done.stdout.strip()

    def mail(self, to: str | None = None) -> list[dict[str, Any]]:
        """What the simulated providers took, newest first: to, channel, text, code, link, at."""
        asked = {"format": "json"} | ({"to": to} if to else {})
        return requests.get(f"{self.url}/dev/mail", params=asked, timeout=10).json()["items"]


def till_morning(now: datetime) -> int:
    """Seconds until 9, none between 9 and 16: people are told most things by day only, and a walk takes its time."""
    morning = now.replace(hour=9, minute=0, second=0) + timedelta(days=now.hour >= 9)
    return 0 if 9 <= now.hour < 16 else (morning - now).seconds
