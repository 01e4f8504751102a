"""What every role has in common: it runs until told to stop, waits out outages, and says how it is."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

import structlog
from kafka.errors import KafkaError
from pymongo.errors import PyMongoError

from shared import metrics

log = structlog.get_logger()

OUTAGES = (PyMongoError, KafkaError, OSError, TimeoutError)
LONGEST_WAIT = 5.0  # seconds between tries while broker or database is away
HANGS = 60.0  # seconds without a sign
WAITS = ("broker", "database", "code")  # what a loop may have to wait for


class ClusterChanged(KafkaError):
    """The broker at this address is another one: clients are built anew, and read from the beginning."""


class Stopped(Exception):
    """The process was told to end, and this is a good place to."""


class Loop(Protocol):
    """A role. `turn` does one round; `close` lets go of its clients."""

    name: str

    def turn(self) -> None: ...
    def close(self) -> None: ...


class Health:
    """How one loop is. Waiting out an outage is alive, but not ready."""

    def __init__(self, stop: threading.Event | None = None, name: str = "") -> None:
        self.stop, self.name = stop or threading.Event(), name
        self.turned = time.monotonic()
        self.trouble = "starting"
        self.outcomes: deque[bool] = deque(maxlen=100)  # of a reader's batches; they outlive a loop that is made anew

    def beat(self) -> None:
        """A sign of life between two pieces of work, both whole; Stopped if no other is to be begun."""
        self.turned = time.monotonic()
        if self.stop.is_set():
            raise Stopped

    def waits(self, caught: Exception) -> None:
        """Waiting out an outage, or a mistake: alive, not ready."""
        what = _away(caught)
        self.turned = time.monotonic()
        self.trouble = f"{'stopped' if what == 'code' else 'outage'}: {type(caught).__name__}"
        for each in WAITS:
            metrics.waits.labels(self.name, each).set(each == what)

    def goes_on(self) -> None:
        """A turn went well: alive and ready."""
        if self.trouble:
            for each in WAITS:
                metrics.waits.labels(self.name, each).set(0)
        self.turned, self.trouble = time.monotonic(), ""

    def alive(self) -> bool:
        return time.monotonic() - self.turned < HANGS


def _away(caught: Exception) -> str:
    if isinstance(caught, PyMongoError):
        return "database"
    return "broker" if isinstance(caught, OUTAGES) else "code"


def keep_turning(make: Callable[[Health], Loop], health: Health) -> None:
    """Turn a loop until told to stop. An outage, or a mistake, closes its clients; it is made anew after a growing
    wait."""
    wait = 0.2
    while not health.stop.is_set():
        loop = None
        try:
            loop = make(health)
            while not health.stop.is_set():
                loop.turn()
                health.goes_on()
                wait = 0.2
        except Stopped:
            pass
        except OUTAGES as caught:
            health.waits(caught)
            log.warning("waiting", loop=getattr(loop, "name", ""), trouble=health.trouble)
        except Exception as caught:
            health.waits(caught)
            log.error("loop_failed", loop=getattr(loop, "name", ""), trouble=health.trouble, exc_info=True)
        finally:
            if loop:
                _close(loop)
        health.stop.wait(wait)
        wait = min(LONGEST_WAIT, wait * 2)


def _close(loop: Loop) -> None:
    try:
        loop.close()
    except Exception as caught:
        log.warning("close_failed", loop=loop.name, trouble=type(caught).__name__)
