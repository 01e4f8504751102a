"""What was asked of the system and what it answered, on disk before the next request: nothing personal in it."""

import json
import threading
from pathlib import Path
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """`what`: report, acceptance, signup, roster, activity. `status`: of the answer; 0: given up without one.
    `id`: of what came of it. `about`: what it was asked for."""

    what: str
    key: str
    status: int
    id: str = ""
    about: str = ""
    tries: int = 1
    seconds: float = 0.0

    @property
    def acked(self) -> bool:
        return 200 <= self.status < 300


class Ledger:
    """Append-only; several threads write it."""

    def __init__(self, path: Path) -> None:
        self.path, self.entries, self._lock = path, list[Entry](), threading.Lock()

    def add(self, *given: Any, **named: Any) -> None:
        entry = Entry(*given, **named)
        with self._lock, open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry._asdict()) + "\n")
            self.entries.append(entry)

    @property
    def acked(self) -> int:
        return sum(entry.acked for entry in self.entries)

    def of(self, what: str) -> list[Entry]:
        """Those of one kind that were acknowledged."""
        return [entry for entry in self.entries if entry.what == what and entry.acked]
