"""When a delivery that failed is tried again, and when a provider is asked whether what it took arrived. Pure."""

from datetime import timedelta

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 14400))
MOST_TRIES = len(WAITS) + 1
RECEIPT_WAITS = tuple(timedelta(minutes=m) for m in (15, 60, 360, 1440))  # by 15 a call to 60 000 people has left


def backoff(tries: int) -> timedelta | None:
    """How long to wait after `tries` failed tries (1 or more); None after the seventh, five hours on: it has ended.

    A message that is worthless sooner (a code of five minutes) is ended by its own expiry, not here."""
    if tries < 1:
        raise ValueError("tries: 1 or more")
    return WAITS[tries - 1] if tries < MOST_TRIES else None


def receipt_wait(asks: int) -> timedelta | None:
    """How long to wait before asking for a receipt, after `asks` questions (0 or more); None after the fourth, a day
    and seven hours on: nobody will say."""
    return RECEIPT_WAITS[asks] if asks < len(RECEIPT_WAITS) else None
