"""When what is sent may leave. Pure; times are UTC, quiet hours are Asia/Shanghai's."""

from datetime import UTC, datetime, time, timedelta

from services.notify.preferences.model import QUIET
from shared.clock import SHANGHAI


def send_at(now: datetime, critical: bool, quiet: tuple[time, time] = QUIET) -> datetime:
    """`now`, or the end of the quiet hours in which it lies (from `quiet[0]` on, before `quiet[1]`), in UTC.

    What is critical does not wait. Equal ends mean no quiet hours. ValueError for a time without zone."""
    if now.tzinfo is None:
        raise ValueError("a time without zone")
    start, end = quiet
    at = now.astimezone(SHANGHAI).time()
    is_quiet = at >= start or at < end if start > end else start <= at < end
    return now if critical or not is_quiet else quiet_over(now, quiet)


def quiet_over(now: datetime, quiet: tuple[time, time] = QUIET) -> datetime:
    """The next end of quiet hours: of these, or of those that come, in UTC."""
    here = now.astimezone(SHANGHAI)
    over = datetime.combine(here.date(), quiet[1], SHANGHAI)
    return (over if over > here else over + timedelta(days=1)).astimezone(UTC)
