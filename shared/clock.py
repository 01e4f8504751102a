"""The time, passed in everywhere. UTC inside; Asia/Shanghai is for the screen and for quiet hours."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def __call__(self) -> datetime: ...


def to_milliseconds(moment: datetime) -> datetime:
    """MongoDB keeps milliseconds; what is computed and what is read again must be equal."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def system_clock() -> datetime:
    return to_milliseconds(datetime.now(UTC))


class MovableClock:
    """The local run's clock: the system's plus the seconds in a file, looked up again at most ten times a second."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._offset, self._looked = 0.0, 0.0

    def __call__(self) -> datetime:
        if time.monotonic() - self._looked > 0.1:
            self._offset, self._looked = self._read(), time.monotonic()
        return system_clock() + timedelta(seconds=self._offset)

    def _read(self) -> float:
        try:
            return float(self._path.read_text() or 0)
        except FileNotFoundError:
            return 0.0
