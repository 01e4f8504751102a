"""When a delivery may leave, and when it is tried again. Pure; times are UTC, quiet hours are Asia/Shanghai's."""

from datetime import UTC, datetime, time, timedelta

from services.notify.preferences.model import QUIET
from shared.clock import SHANGHAI

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 14400))
MOST_TRIES = len(WAITS) + 1


def send_at(now: datetime, category: str, quiet: tuple[time, time] = QUIET) -> datetime:
    """`now`, or the end of the quiet hours in which it lies (from `quiet[0]` on, before `quiet[1]`), in UTC.

    "critical" does not wait. Equal ends mean no quiet hours. ValueError for a time without zone."""
    if now.tzinfo is None:
        raise ValueError("a time without zone")
    start, end = quiet
    here = now.astimezone(SHANGHAI)
    at = here.time()
    over_midnight = start > end
    is_quiet = at >= start or at < end if over_midnight else start <= at < end
    if category == "critical" or not is_quiet:
        return now
    day = here.date() + timedelta(days=over_midnight and at >= start)
    return datetime.combine(day, end, SHANGHAI).astimezone(UTC)


def backoff(tries: int) -> timedelta | None:
    """How long to wait after `tries` failed tries (1 or more); None after the seventh, five hours on: it has ended.

    A message that is worthless sooner (a code of five minutes) is ended by its own expiry, not here."""
    if tries < 1:
        raise ValueError("tries: 1 or more")
    return WAITS[tries - 1] if tries < MOST_TRIES else None
