"""Which activities fit, and why; and days that come again."""

from datetime import UTC, datetime, timedelta

import pytest

from services.activities.activities.dates import later, month_later, month_of
from services.activities.activities.matching import Wishes, fit, times_of
from shared.clock import SHANGHAI

NOBODY = Wishes([], [], [])


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


SATURDAY_MORNING = here("2026-11-28T09:00")


def test_a_skill_outweighs_an_interest_and_that_the_time() -> None:
    of = ["书法"], ["摄影"], [SATURDAY_MORNING], "street"
    skill = fit(Wishes(["书法"], [], []), *of)
    interest = fit(Wishes([], ["摄影"], ["周六上午"]), *of)
    time = fit(Wishes([], [], ["周六上午"]), *of)
    assert skill.score > interest.score > time.score > fit(NOBODY, *of).score


def test_the_sentence_names_what_fits() -> None:
    found = fit(Wishes(["书法"], ["摄影"], ["周六上午"]), ["书法"], ["摄影"], [SATURDAY_MORNING], "street")
    assert found.why == [
        "用得上您的特长“%(what)s”，时间（%(when)s）您也方便。", {"what": "书法", "when": ["周六上午", {}]}
    ]  # fmt: skip
    by_time = fit(Wishes([], [], ["周六上午"]), [], [], [SATURDAY_MORNING], "street")
    assert by_time.why == ["时间（%(when)s）是您方便的。", {"when": ["周六上午", {}]}]
    assert fit(NOBODY, ["书法"], [], [SATURDAY_MORNING], "district").why == "这是您所在区的活动。"


@pytest.mark.parametrize(("at", "names"), [
    ("2026-11-23T09:00", ["工作日白天"]), ("2026-11-23T18:00", ["工作日晚上"]),
    ("2026-11-28T11:59", ["周六上午", "节假日"]), ("2026-11-28T12:00", ["周六下午", "节假日"]),
    ("2026-11-29T08:00", ["周日上午", "节假日"]), ("2026-11-29T19:00", ["周日下午", "节假日"]),
    ("2026-10-01T09:00", ["节假日"]), ("2026-02-17T09:00", ["节假日"]),  # 春节
    ("2026-02-14T09:00", ["工作日白天"]),  # a Saturday worked for it
    ("2040-10-01T09:00", ["节假日"]), ("2040-10-06T09:00", ["周六上午", "节假日"]),  # not announced yet
])  # fmt: skip
def test_what_a_member_would_call_a_time(at: str, names: list[str]) -> None:
    assert times_of(here(at)) == names


@pytest.mark.parametrize(("start", "then"), [
    ("2026-11-14T09:00", "2026-12-12T09:00"),  # the second Saturday to the second
    ("2026-11-28T09:00", "2026-12-26T09:00"),
    ("2026-05-31T20:00", "2026-06-28T20:00"),  # the fifth Sunday to the last of four
    ("2026-12-05T00:30", "2027-01-02T00:30"),  # across the year, just after midnight here
])  # fmt: skip
def test_a_month_later_is_the_same_weekday_of_the_month(start: str, then: str) -> None:
    assert here(start) + month_later(here(start)) == here(then)


def test_repetitions_are_whole_weeks() -> None:
    assert later(SATURDAY_MORNING, "week", 3) == timedelta(weeks=3)
    assert later(SATURDAY_MORNING, "two_weeks", 3) == timedelta(weeks=6)
    assert [later(SATURDAY_MORNING, "month", n).days % 7 for n in range(1, 27)] == [0] * 26


def test_a_month_begins_at_midnight_here() -> None:
    assert month_of("2026-12") == (here("2026-12-01T00:00"), here("2027-01-01T00:00"))
    assert month_of("2026-12", 1) == (here("2027-01-01T00:00"), here("2027-02-01T00:00"))
