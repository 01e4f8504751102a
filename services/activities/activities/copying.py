"""The same once more: one activity, a month of them, or a series."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from services.activities.activities.actions import place_for
from services.activities.activities.dates import Every, later, month_later, month_of
from services.activities.activities.making import lay_shifts, leader_name
from services.activities.activities.model import LIFE, Activity, Shift
from services.activities.activities.publishing import publish
from services.activities.activities.queries import MAKERS, after_in_series, for_officer, own, shifts_of
from shared.errors import N_, Invalid, Refused, WrongState
from shared.tx import Tx, allow, new_id

SAID = {"where", "capacity", "for_whom", "approval"}  # what a shift's copy keeps; its times move
MOST = 300  # activities of one place in a month
KEPT = ["published", "ended", "archived"]


@allow(*MAKERS)
def copy_activity(tx: Tx, activity_id: str, starts: datetime, published: bool = False) -> dict[str, Any]:
    """A draft of the same, whose first shift begins then; `published`: it goes on at once."""
    activity = own(tx, activity_id)
    copy, shifts = _copy(tx, activity, starts - activity.starts)
    if published:
        publish(tx, copy, shifts)
    return for_officer(tx, copy, shifts)


@allow(*MAKERS)
def copy_month(tx: Tx, month: str, place: str | None = None) -> list[Activity]:
    """A place's activities of that month become drafts in the month after it, on the same weekdays. What is there
    already, copied before or as part of a series, is not copied again."""
    code = place_for(tx, place).id
    begins, ends = month_of(month)
    found = tx.find(Activity, place=code, state={"$in": KEPT}, starts=_within(begins, ends), sort="starts", limit=MOST)
    there = _there(tx, code, *month_of(month, 1))
    wanted = [each for each in found if each.id not in there and each.series not in there]
    return [_copy(tx, each, month_later(each.starts))[0] for each in wanted]


def _there(tx: Tx, place: str, begins: datetime, ends: datetime) -> set[str]:
    """Of which activities there are copies, and of which series occurrences."""
    states, starts = {"$in": list(LIFE)}, _within(begins, ends)
    found = tx.find(Activity, place=place, state=states, starts=starts, sort="starts", limit=2 * MOST)
    return {name for each in found for name in (each.copy_of, each.series) if name}


@allow(*MAKERS)
def repeat_activity(tx: Tx, activity_id: str, every: Every, count: int) -> list[Activity]:
    """`count` times more, each an activity of its own: drafts of a draft; of a published one published too, or sent to
    review."""
    activity = own(tx, activity_id)
    if activity.state not in ("draft", "returned", "published"):
        raise WrongState
    if after_in_series(tx, activity):
        raise Refused(N_("它后面已经有重复的活动，请从最后一次开始再重复。"), code="already_repeated")
    activity.series = activity.series or activity.id
    tx.save(activity)
    apart = [later(activity.starts, every, times) for times in range(1, count + 1)]
    made = [_copy(tx, activity, by, activity.series) for by in apart]
    if activity.state == "published":
        for occurrence, shifts in made:
            publish(tx, occurrence, shifts)
    return [occurrence for occurrence, _ in made]


def _copy(tx: Tx, activity: Activity, by: timedelta, series: str | None = None) -> tuple[Activity, list[Shift]]:
    """A draft, everything later `by` so much."""
    copy = activity.model_copy(update={
        "id": new_id(), "version": 0, "state": "draft", "steps": [], "reason": None, "series": series,
        "copy_of": activity.id, "by": tx.by.id, "changed_after_review": None,
    })  # fmt: skip
    shifts = lay_shifts(tx, copy, [_said(tx, activity, shift, by) for shift in shifts_of(tx, activity.id)])
    copy.span(shifts)
    return tx.add(copy), shifts


def _said(tx: Tx, activity: Activity, shift: Shift, by: timedelta) -> dict[str, Any]:
    times = {name: at and at + by for name, at in shift if name in ("starts", "ends", "opens", "closes")}
    return shift.model_dump(include=SAID) | times | {"leader": _still_leads(tx, activity, shift.leader)}


def _still_leads(tx: Tx, activity: Activity, leader: str | None) -> str | None:
    """Who has left in the meantime leads no copy."""
    if leader:
        with suppress(Invalid):
            leader_name(tx, activity, leader)
            return leader
    return None


def _within(begins: datetime, ends: datetime) -> dict[str, datetime]:
    return {"$gte": begins, "$lt": ends}
