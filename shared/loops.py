"""What every role has in common: it runs until told to stop, waits out outages, and says how it is."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog
from kafka.errors import KafkaError
from pymongo.errors import PyMongoError

log = structlog.get_logger()

OUTAGES = (PyMongoError, KafkaError, OSError, TimeoutError)
LONGEST_WAIT = 5.0  # seconds between tries while broker or database is away


class ClusterChanged(KafkaError):
    """The broker at this address is another one: clients are built anew, and read from the beginning."""


class Loop(Protocol):
    """A role. `turn` does one round; `close` lets go of its clients."""

    name: str

    def turn(self) -> None: ...
    def close(self) -> None: ...


class Health:
    """How one loop is. Waiting out an outage is alive, but not ready."""

    def __init__(self) -> None:
        self.turned = time.monotonic()
        self.trouble = "starting"

    def waits(self, trouble: str) -> None:
        """Waiting out an outage: alive, not ready."""
        self.turned, self.trouble = time.monotonic(), trouble

    def alive(self) -> bool:
        return time.monotonic() - self.turned < 60


def keep_turning(make: Callable[[], Loop], health: Health, stop: threading.Event) -> None:
    """Turn a loop until `stop`. An outage, or a mistake, closes its clients; it is made anew after a growing wait."""
    wait = 0.2
    while not stop.is_set():
        loop = None
        try:
            loop = make()
            while not stop.is_set():
                loop.turn()
                health.turned, health.trouble, wait = time.monotonic(), "", 0.2
        except OUTAGES as caught:
            health.waits(f"outage: {type(caught).__name__}")
            log.warning("waiting", loop=getattr(loop, "name", ""), trouble=health.trouble)
        except Exception as caught:
            health.waits(f"stopped: {type(caught).__name__}")
            log.error("loop_failed", loop=getattr(loop, "name", ""), trouble=health.trouble, exc_info=True)
        finally:
            if loop:
                _close(loop)
        stop.wait(wait)
        wait = min(LONGEST_WAIT, wait * 2)


def _close(loop: Loop) -> None:
    try:
        loop.close()
    except Exception as caught:
        log.warning("close_failed", loop=loop.name, trouble=type(caught).__name__)
