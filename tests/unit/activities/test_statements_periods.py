"""Quarters, half-years and years of Shanghai; names as strangers see them; hours as they are read."""

from datetime import UTC, datetime

import pytest

from services.activities.statements.masks import masked_name
from services.activities.statements.model import hours
from services.activities.statements.periods import before, in_words, named, newest_ended, period_of, within_year
from shared.web.room import said


@pytest.mark.parametrize(("moment", "length", "key", "ended"), [
    (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), "quarter", "2026-Q3", "2026-Q2"),
    (datetime(2026, 9, 30, 16, 0, tzinfo=UTC), "quarter", "2026-Q4", "2026-Q3"),
    (datetime(2026, 1, 1, tzinfo=UTC), "quarter", "2026-Q1", "2025-Q4"),
    (datetime(2026, 6, 30, 16, tzinfo=UTC), "half_year", "2026-H2", "2026-H1"),
    (datetime(2026, 6, 30, 15, tzinfo=UTC), "half_year", "2026-H1", "2025-H2"),
    (datetime(2025, 12, 31, 16, tzinfo=UTC), "year", "2026", "2025"),
    (datetime(2025, 12, 31, 15, tzinfo=UTC), "year", "2025", "2024"),
])  # fmt: skip
def test_a_moment_lies_in_a_period_of_shanghai(moment, length, key, ended):
    period = period_of(moment, length)
    assert period.key == key
    assert period.starts <= moment < period.ends
    assert newest_ended(moment, length) == named(ended)
    assert newest_ended(moment, length).ends <= moment


@pytest.mark.parametrize("length", ["quarter", "half_year", "year"])
def test_periods_follow_each_other_without_a_gap(length):
    period = period_of(datetime(2024, 2, 29, tzinfo=UTC), length)
    for _ in range(12):
        after = period_of(period.ends, length)
        assert (after.starts, newest_ended(period.ends, length)) == (period.ends, period)
        assert before(after) == period
        period = after


@pytest.mark.parametrize("key", ["2026-Q5", "2026-Q0", "2026-H3", "2026-X1", "26-Q1-", "", "2026-"])
def test_what_is_no_period_is_refused(key):
    with pytest.raises(ValueError):  # noqa: PT011
        named(key)


def test_a_year_has_seven_periods_each_with_its_words():
    names = within_year("2026")
    assert [named(key).key for key in names] == names
    assert [said(in_words(key)) for key in names] == [
        "2026年", "2026年上半年", "2026年下半年", "2026年第一季度", "2026年第二季度", "2026年第三季度",
        "2026年第四季度",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "masked"), [
    ("王伟", "王*"), ("王小明", "王**"), ("欧阳娜娜", "欧阳**"), ("欧阳", "欧*"), ("阿卜杜拉·买买提", "阿***·***"),
    ("欧阳·巴图", "欧*·**"), ("𠮷野", "𠮷*"), ("王", "*"), ("", ""),
])  # fmt: skip
def test_a_masked_name_shows_the_family_name_alone(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize(("minutes", "read"), [(0, "0"), (15, "0.25"), (60, "1"), (150, "2.5"), (600, "10")])
def test_hours_are_read_without_needless_digits(minutes, read):
    assert hours(minutes) == read
