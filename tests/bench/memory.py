"""What a process held at most, with those it started, by Linux's own count."""

import threading
from pathlib import Path


class Peak:
    """Watches a process until `stop`; `megabytes` is the most that it and its children held at one moment."""

    def __init__(self, pid: int) -> None:
        self.pid, self.megabytes = pid, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self.megabytes

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.megabytes = max(self.megabytes, sum(map(held, family(self.pid))))


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in family(int(child)))]


def held(pid: int) -> float:
    """MB in memory now (RSS); 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def seconds_of_cpu(pid: int) -> float:
    """User and system time that the process has taken."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100
