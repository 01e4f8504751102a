"""Which activities fit a member, and why, in one sentence. Pure."""

from datetime import date, datetime
from typing import NamedTuple

import chinese_calendar

from shared.clock import SHANGHAI
from shared.errors import N_, Text

# Times as members name them (registry's profile).
WEEKDAY, EVENING, HOLIDAY = N_("工作日白天"), N_("工作日晚上"), N_("节假日")
SATURDAY = N_("周六上午"), N_("周六下午")
SUNDAY = N_("周日上午"), N_("周日下午")
EVENING_BEGINS, NOON = 18, 12  # hours
# Statutory days with a fixed date (全国年节及纪念日放假办法, 2025), for years whose holidays are not announced yet.
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}

NEAR = {
    "community": N_("这是您所在社区的活动。"),
    "street": N_("这是您所在街道的活动。"),
    "district": N_("这是您所在区的活动。"),
}
WITH_SKILL = N_("用得上您的特长“%(what)s”。"), N_("用得上您的特长“%(what)s”，时间（%(when)s）您也方便。")
WITH_INTEREST = N_("合您的兴趣“%(what)s”。"), N_("合您的兴趣“%(what)s”，时间（%(when)s）您也方便。")
AT_FREE_TIME = N_("时间（%(when)s）是您方便的。")


class Wishes(NamedTuple):
    """What a member can and likes to do, and when."""

    skills: list[str]
    interests: list[str]
    free_times: list[str]


class Fit(NamedTuple):
    """score: more is better; a skill outweighs an interest, and that the time. why: one sentence."""

    score: int
    why: Text


def fit(wishes: Wishes, skills: list[str], interests: list[str], starts: list[datetime], near: str) -> Fit:
    """Of an activity that suits these skills and interests, with shifts that begin then. near: how close it is."""
    skill = next((each for each in skills if each in wishes.skills), None)
    interest = next((each for each in interests if each in wishes.interests), None)
    free = {time for each in starts for time in times_of(each)} & set(wishes.free_times)
    score = 4 * bool(skill) + 2 * bool(interest) + bool(free)
    when = [min(free), {}] if free else None
    if what := skill or interest:
        return Fit(score, [(WITH_SKILL if skill else WITH_INTEREST)[bool(free)], {"what": what, "when": when}])
    return Fit(score, [AT_FREE_TIME, {"when": when}] if free else NEAR[near])


def times_of(starts: datetime) -> list[str]:
    """By which names a member would call this time free."""
    here = starts.astimezone(SHANGHAI)
    off, weekend = is_day_off(here.date()), here.weekday() >= 5
    if not off:
        return [EVENING if here.hour >= EVENING_BEGINS else WEEKDAY]
    if not weekend:
        return [HOLIDAY]
    return [(SATURDAY if here.weekday() == 5 else SUNDAY)[here.hour >= NOON], HOLIDAY]


def is_day_off(day: date) -> bool:
    """As the State Council announced it for the year: holidays of the lunar calendar, and weekends worked instead."""
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return day.weekday() >= 5 or (day.month, day.day) in FIXED_HOLIDAYS
