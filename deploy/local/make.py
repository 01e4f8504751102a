"""How a program learns what happened to the make that started it.

make passes SIGTERM on, but neither kill -9 nor a SIGINT that was sent to it alone: after that it waits for its
program, for ever if the program knows nothing. On Linux one can see that it gave up its handler for SIGINT.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path


def left_by_make() -> Callable[[], bool]:
    """Tells whether make is gone or waits for us to end; always False when make did not start us."""
    if "MAKELEVEL" not in os.environ:
        return lambda: False
    make = os.getppid()
    caught = _catches_interrupt(make)
    return lambda: os.getppid() != make or (caught and not _catches_interrupt(make))


def _catches_interrupt(pid: int) -> bool:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # no such process, or no Linux
        return False
    caught = next((line.split()[1] for line in lines if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) & 1 << (signal.SIGINT - 1))
