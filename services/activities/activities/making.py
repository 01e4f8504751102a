"""Shifts as they are laid down and changed: checked against their activity, their seats kept in step, their sign-ups
told. And the steps of an activity, with what waits for whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from services.activities.activities.listing import say_listing
from services.activities.activities.model import LEVELS, LONGEST, Activity, Seats, Shift
from services.activities.activities.queries import MAKERS
from services.activities.people.model import Person
from services.activities.people.queries import of_place
from shared.errors import N_, Invalid, Problem, Refused
from shared.events.activities import TodoClosed, TodoOpened
from shared.signs import new_code
from shared.tx import Tx, new_id
from shared.web.session import Standing

FURTHEST = timedelta(days=2 * 366)
WAITS = {
    "awaiting_review": ("activity_to_review", ["street_officer"]),
    "returned": ("activity_to_correct", ["secretary", "staff"]),
}


# shifts


def lay_shifts(tx: Tx, activity: Activity, said: Iterable[dict[str, Any]]) -> list[Shift]:
    """New shifts of the activity, from the fields of ShiftSaid."""
    laid = []
    for number, fields in enumerate(said):
        leader, whom = fields.pop("leader", None), fields.pop("for_whom", None)
        shift = Shift(
            id=new_id(), activity=activity.id, title=activity.title, place=activity.place, level=activity.level,
            district=activity.district, for_whom=whom or activity.level, code=new_code(10),
            changed_at=tx.now, **fields,
        )  # fmt: skip
        if leader:
            shift.led_by(leader, leader_name(tx, activity, leader, f"shifts.{number}.leader"))
        check(tx, shift, f"shifts.{number}.")
        _follow(shift, activity)
        tx.add(shift)
        tx.add(Seats(id=shift.id, capacity=shift.capacity, starts=shift.starts, listed=shift.listed))
        laid.append(shift)
    return laid


def save_shift(tx: Tx, activity: Activity, shift: Shift) -> None:
    """As it now is, its seats in step, and known to who shows it."""
    was_listed = shift.listed
    if not shift.begun(tx.now):
        _follow(shift, activity)
    shift.over = shift.over and shift.ends <= tx.now  # a draft may be put off
    seats = tx.get(Seats, shift.id)
    seats.capacity, seats.starts, seats.listed = shift.capacity, shift.starts, shift.listed
    seats.seats()
    tx.save(seats)
    shift.changed_at = tx.now
    tx.save(shift)
    say_listing(tx, shift, was_listed)


def _follow(shift: Shift, activity: Activity) -> None:
    shift.belong_to(activity)
    shift.listed = activity.state == "published" and not shift.cancelled


def tell(shift: Shift) -> None:
    """Whoever is signed up is to hear of what became of it; the clock does it."""
    shift.telling, shift.told_to = True, None


def check(tx: Tx, shift: Shift, at: str = "") -> None:
    """Its times and for whom it is; `at`: how its fields were named by who sent them."""
    wrong = [
        (shift.ends <= shift.starts or shift.ends - shift.starts > LONGEST, "ends",
         N_("结束时间要在开始之后，一场最长 24 小时。")),
        (abs(shift.starts - tx.now) > FURTHEST, "starts", N_("请选择两年以内的时间。")),
        (shift.closes is not None and shift.closes > shift.ends, "closes", N_("报名截止时间不能晚于活动结束。")),
        (shift.opens is not None and shift.opens >= (shift.closes or shift.ends), "opens",
         N_("报名开始时间要早于报名截止和活动结束。")),
        (LEVELS.index(shift.for_whom) < LEVELS.index(shift.level), "for_whom",
         N_("参加范围不能小于举办活动的社区、街道或区。")),
    ]  # fmt: skip
    if problems := [Problem(f"{at}{field}", text) for is_wrong, field, text in wrong if is_wrong]:
        raise Invalid(fields=problems)


def leader_name(tx: Tx, activity: Activity, leader: str, field: str = "leader") -> str:
    """A member's name; of an account nothing is known but that it is of the place. Refused for anybody else."""
    person = tx.peek(Person, leader)
    if person and of_place(person, activity.place):
        return person.name
    account = tx.peek(Standing, leader)
    if not account or not account.active or account.role not in MAKERS or activity.place not in account.grants:
        raise Invalid(fields=[Problem(field, N_("负责人要是本地的工作人员或已报到党员，请重新选择。"))])
    return ""


def refuse_past(tx: Tx, times: Iterable[datetime]) -> None:
    if any(starts <= tx.now for starts in times):
        raise Refused(N_("有场次的开始时间已经过去，请先改好时间再发布。"), code="shift_in_past")


# the activity's own steps


def step(tx: Tx, activity: Activity, to: str, reason: str | None = None) -> None:
    """One step of its life; whom it waits for is told, and no longer whom it waited for before."""
    waits_no_longer(tx, activity)
    activity.move_to(to, tx.by, tx.now)
    activity.reason = reason
    waits(tx, activity)
    tx.save(activity)


def go_live(tx: Tx, activity: Activity, shifts: list[Shift]) -> None:
    """Published: its shifts are shown, and people sign up."""
    refuse_past(tx, [shift.starts for shift in shifts])
    step(tx, activity, "published")
    for shift in shifts:
        save_shift(tx, activity, shift)


def waits(tx: Tx, activity: Activity) -> None:
    if activity.state in WAITS:
        kind, roles = WAITS[activity.state]
        scope = str(activity.street) if kind == "activity_to_review" else activity.place
        tx.emit(TodoOpened(
            todo=f"{kind}:{activity.id}", kind=kind, subject=activity.id, scopes=[scope], roles=roles, since=tx.now
        ))  # fmt: skip


def waits_no_longer(tx: Tx, activity: Activity) -> None:
    if activity.state in WAITS:
        tx.emit(TodoClosed(todo=f"{WAITS[activity.state][0]}:{activity.id}", subject=activity.id))
