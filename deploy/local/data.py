"""The folder that holds everything of one local run: who holds it, its ports, its secrets, its clock, its logs.

Files in it: lock, ports.json, secrets.json (0600), clock (seconds to add to the time), status.json, demo.json,
database/ and log/. Each small file is written whole or not at all.
"""

import errno
import fcntl
import json
import os
import random
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from deploy.local.settings import INNER_HOST, Refused

NEEDED_MB = 300
INNER_PORTS = range(20000, 32000)  # below what systems hand out to outgoing connections


class Data:
    """Paths and small files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, self.database = folder / "log", folder / "database"
        self.clock, self.status, self.demo = folder / "clock", folder / "status.json", folder / "demo.json"
        self.demo_begun = folder / "demo.begun"

    def prepare(self) -> None:
        """Make the folder, for its owner only; Refused where that cannot be or the disk is all but full."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.mkdir(exist_ok=True)
        free = shutil.disk_usage(self.folder).free // 1_000_000
        if free < NEEDED_MB:
            raise Refused(
                f"the disk of {self.folder} is full ({free} MB free, {NEEDED_MB} needed). "
                "Free some space, or choose a folder on another disk: make run DATA=/other/disk/lianxin"
            )

    @contextmanager
    def held(self, by: str) -> Iterator[None]:
        """This run alone uses the folder inside the block; Refused when another one does."""
        with plain_disk_errors(self.folder):
            lock = open(self.folder / "lock", "a+", encoding="utf-8")  # noqa: SIM115  closed below
        with lock:
            if not _lock(lock):
                raise Refused(
                    f"it already runs on {self.folder} ({_read(lock)}). Stop that one with Ctrl-C, "
                    "or start a second one beside it: make run DATA=var/second PORT=8081"
                )
            lock.truncate(0)
            lock.write(by)
            lock.flush()
            yield

    def in_use(self) -> bool:
        """Whether a local run holds the folder now."""
        try:
            with open(self.folder / "lock", "r+", encoding="utf-8") as lock:
                return not _lock(lock)
        except FileNotFoundError:
            return False

    def ports(self, names: list[str], but: int) -> dict[str, int]:
        """The same loopback ports as last time where they are still free, others where not; never the one that the
        gateway is to open last of all."""
        kept: dict[str, int] = self.read("ports.json") or {}
        chosen: dict[str, int] = {}
        for name in names:
            old = kept.get(name, 0)
            taken = {but, *chosen.values()}
            usable = old in INNER_PORTS and old not in taken and is_free(INNER_HOST, old)
            chosen[name] = old if usable else _free_port(taken)
        self.write("ports.json", chosen)
        return chosen

    def read(self, name: str) -> Any:
        """What a small JSON file holds; None when there is no such file."""
        try:
            return json.loads((self.folder / name).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            raise Refused(f"{self.folder / name} is damaged. Put it back from a copy, or delete it.") from None

    def write(self, name: str, content: Any) -> None:
        write_whole(self.folder / name, json.dumps(content, ensure_ascii=False, indent=1))

    def forget_half_told_demo(self) -> None:
        """A demo that was cut short is thrown away with its database, and told again from the start."""
        if self.demo_begun.exists() and not self.demo.exists():
            shutil.rmtree(self.database, ignore_errors=True)
            self.clock.unlink(missing_ok=True)
            self.demo_begun.unlink()

    def wants_demo(self) -> bool:
        """Only a folder whose database is still empty takes the demo, so that nobody's own data meets it."""
        return not self.demo.exists() and not self.database.exists()


@contextmanager
def plain_disk_errors(folder: Path) -> Iterator[None]:
    """An error of the disk becomes a plain refusal."""
    try:
        yield
    except OSError as caught:
        raise Refused(
            f"{folder} cannot be written ({caught.strerror or caught}). "
            "Choose a folder that you may write to, on a disk with space: make run DATA=/other/lianxin"
        ) from None


def write_whole(path: Path, text: str) -> None:
    """Readable by its owner only; after a crash the old text or the new one, never a part."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now. OSError when the address is none of this machine's."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as caught:
            if caught.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def _free_port(taken: set[int]) -> int:
    for port in random.sample(INNER_PORTS, len(INNER_PORTS)):  # nosec B311
        if port not in taken and is_free(INNER_HOST, port):
            return port
    raise Refused("no port is free on this machine between 20000 and 32000. Stop some programs and try again.")


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(lock: TextIO) -> str:
    lock.seek(0)
    return lock.read().strip() or "by another process"
