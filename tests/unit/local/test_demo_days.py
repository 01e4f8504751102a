"""The demo's story, told on whatever day: its scenes follow one another and none is ahead of that day."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from deploy.local.demo.activities import season
from deploy.local.demo.days import AFTERNOON, Days, Scene, in_order, moment, saturday
from deploy.local.demo.opening import communities
from deploy.local.demo.season import HALF
from deploy.local.demo.story import Story

ANY_DAY = [date(2027, 12, 15) + timedelta(days=number) for number in range(400)]  # a leap year within


def story_of(today):
    return Story(SimpleNamespace(days=Days.seen_from(today), begins=datetime.combine(today, time(3), UTC)))


def test_no_scene_is_ahead_of_the_day_on_which_the_story_is_told():
    for today in ANY_DAY:
        days = [scene.day for scene in in_order(story_of(today).scenes(), today)]
        assert days == sorted(days)
        assert days[-1] == today
        assert days[0] < today - timedelta(days=110)


def test_each_chapter_keeps_its_order_whatever_the_day():
    """The season's scenes, and those of the last weeks, may stand in any order to one another."""
    for today in ANY_DAY:
        story = story_of(today)
        order = in_order(story.scenes(), today)
        for teller in (story, story.season, story.lately):
            assert of(teller, order) == of(teller, story.scenes()) != []
        assert order.index(of(story, order)[5]) < order.index(of(story.season, order)[0])  # known, then asked
        assert order.index(of(story.season, order)[2]) < order.index(of(story.lately, order)[0])  # the same people


def of(teller, scenes):
    return [scene for scene in scenes if scene.tell.__self__ is teller]


@pytest.mark.parametrize("today", [date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])
def test_the_seasons_activities_lie_between_the_scenes_that_announce_and_record_them(today):
    days = Days.seen_from(today)
    for number, row in enumerate(season()):
        day = saturday(days.into(int(row["day"])))
        recorded = days.into(30) if number < HALF else days.into(84)
        assert days.into(12) < day < recorded
        assert days.quarter.starts < moment(day, 14) < days.quarter.ends


def test_every_community_of_the_story_has_an_activity_in_the_season():
    assert sorted(row["login"] for row in season()) == sorted(each["login"] for each in communities())
    assert len(season()) == 2 * HALF == 20


def test_what_comes_after_the_quarter_is_told_today_where_it_is_still_to_come():
    days = Days.seen_from(date(2026, 10, 5))
    assert (days.quarter.key, days.quarter_before.key) == ("2026-Q3", "2026-Q2")
    assert (days.before(1), days.into(0)) == (date(2026, 6, 30), date(2026, 7, 1))
    assert (days.after(1), days.after(9)) == (date(2026, 10, 2), days.today)


def test_scenes_of_one_day_go_by_the_hour_and_those_of_today_as_they_are_listed():
    day, today = date(2026, 11, 1), date(2026, 11, 2)
    scenes = [Scene(today, "late", print, AFTERNOON), Scene(today, "early", print), Scene(day, "pm", print, AFTERNOON),
              Scene(day, "am", print)]  # fmt: skip
    assert [scene.what for scene in in_order(scenes, today)] == ["am", "pm", "late", "early"]
