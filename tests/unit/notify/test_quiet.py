from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.deliveries.backoff import MOST_TRIES, backoff
from services.notify.preferences.quiet import send_at
from shared.clock import SHANGHAI


def shanghai(day, hour, minute=0, second=0):
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (shanghai(5, 20, 59, 59), shanghai(5, 20, 59, 59)),
        (shanghai(5, 21), shanghai(6, 8)),
        (shanghai(5, 23, 30), shanghai(6, 8)),
        (shanghai(6, 0), shanghai(6, 8)),
        (shanghai(6, 7, 59, 59), shanghai(6, 8)),
        (shanghai(6, 8), shanghai(6, 8)),
        (shanghai(31, 22), datetime(2026, 4, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_at_eight_in_shanghai(now, expected):
    assert send_at(now, False) == expected


def test_critical_does_not_wait():
    assert send_at(shanghai(5, 23), True) == shanghai(5, 23)


def test_quiet_hours_within_one_day():
    noon = (time(12), time(14))
    assert send_at(shanghai(5, 13), False, noon) == shanghai(5, 14)
    assert send_at(shanghai(5, 23), False, noon) == shanghai(5, 23)


def test_equal_ends_are_no_quiet_hours():
    assert send_at(shanghai(5, 23), False, (time(8), time(8))) == shanghai(5, 23)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        send_at(datetime(2026, 3, 5, 12), False)  # noqa: DTZ001


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.tuples(st.times(), st.times()),
)
def test_what_waits_leaves_within_a_day_and_never_in_quiet_hours(now, quiet):
    at = send_at(now, False, quiet)
    assert timedelta(0) <= at - now < timedelta(days=1)
    assert send_at(at, False, quiet) == at
    assert at.utcoffset() == timedelta(0)


def test_backoff_grows_and_ends():
    waits = [backoff(tries) for tries in range(1, MOST_TRIES)]
    assert None not in waits
    assert waits == sorted(set(waits))
    assert backoff(MOST_TRIES) is None
    assert backoff(MOST_TRIES + 5) is None
    assert sum(waits, timedelta()) < timedelta(hours=6)


def test_backoff_before_a_try_is_refused():
    with pytest.raises(ValueError, match="tries"):
        backoff(0)
