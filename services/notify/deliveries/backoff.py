"""When a delivery that failed is tried again. Pure."""

from datetime import timedelta

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 14400))
MOST_TRIES = len(WAITS) + 1


def backoff(tries: int) -> timedelta | None:
    """How long to wait after `tries` failed tries (1 or more); None after the seventh, five hours on: it has ended.

    A message that is worthless sooner (a code of five minutes) is ended by its own expiry, not here."""
    if tries < 1:
        raise ValueError("tries: 1 or more")
    return WAITS[tries - 1] if tries < MOST_TRIES else None
