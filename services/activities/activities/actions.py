"""How officers make and change activities of their own community, street or district. What becomes of them:
publishing.py; copies and series: copying.py."""

from typing import Any

from services.activities.activities.forms import NewActivity, ShiftSaid
from services.activities.activities.making import check, lay_shifts, leader_name, refuse_past, save_shift, tell
from services.activities.activities.model import LOOKED_AT, LOOKED_AT_OF_SHIFT, Activity, Seats, Shift
from services.activities.activities.publishing import publish
from services.activities.activities.queries import MAKERS, for_officer, own, shifts_of
from services.activities.names import queries as names
from services.activities.names.model import Place
from shared.errors import N_, Invalid, NotAllowed, Problem, Refused, WrongState
from shared.tx import Tx, allow, new_id

MOST_SHIFTS = 60  # of an activity
EDITABLE = ("draft", "returned", "published")


@allow(*MAKERS)
def create_activity(tx: Tx, form: NewActivity) -> dict[str, Any]:
    """A draft with its shifts; with `publish` it goes on at once."""
    fields = form.model_dump(exclude={"shifts", "publish", "place"})
    place = place_for(tx, form.place)
    activity = Activity(
        id=new_id(), place=place.id, level=place.level, district=place.district, by=tx.by.id,
        starts=form.shifts[0].starts, ends=form.shifts[0].ends, **fields,
    )  # fmt: skip
    activity.offered_by(place)
    shifts = lay_shifts(tx, activity, (each.model_dump() for each in form.shifts))
    activity.span(shifts)
    tx.add(activity)
    if form.publish:
        publish(tx, activity, shifts)
    return for_officer(tx, activity, shifts)


def place_for(tx: Tx, code: str | None) -> Place:
    """The officer's own place; where there are several, the one that is named."""
    if code is None and len(tx.by.scopes) != 1:
        raise Invalid(fields=[Problem("place", N_("您负责几个地方，请选择由哪一个举办。"))])
    place = names.place(tx, code or tx.by.scopes[0])
    if place.id not in tx.by.scopes:
        raise NotAllowed
    if not place.active:
        raise Refused(N_("这个社区已经撤销，请在它并入的社区操作。"), code="place_closed")
    return place


@allow(*MAKERS)
def edit_activity(tx: Tx, activity_id: str, version: int, changes: dict[str, Any]) -> dict[str, Any]:
    """changes: of title, text, skills, interests, risk, insurance those given."""
    activity = _editable(tx, activity_id, version)
    renamed = changes.get("title", activity.title) != activity.title
    if any(changes.get(name, getattr(activity, name)) != getattr(activity, name) for name in LOOKED_AT):
        activity.differ(tx.now)
    for field, value in changes.items():
        setattr(activity, field, value)
    shifts = shifts_of(tx, activity_id)
    for shift in shifts:
        if shift.begun(tx.now):
            continue
        if renamed and shift.listed:
            tell(shift)
        save_shift(tx, activity, shift)
    tx.save(activity)
    return for_officer(tx, activity, shifts)


@allow(*MAKERS)
def add_shift(tx: Tx, activity_id: str, said: ShiftSaid) -> dict[str, Any]:
    activity, there = _editable(tx, activity_id), shifts_of(tx, activity_id)
    if activity.state == "published":
        refuse_past(tx, [said.starts])
    if len(there) >= MOST_SHIFTS:
        raise Refused(N_("一个活动最多 60 场，请另建一个活动。"), code="too_many_shifts")
    activity.differ(tx.now)
    return _saved(tx, activity, [*there, *lay_shifts(tx, activity, [said.model_dump()])])


@allow(*MAKERS)
def edit_shift(tx: Tx, shift_id: str, version: int, changes: dict[str, Any]) -> dict[str, Any]:
    """changes: of the fields of ShiftSaid those given. Whoever is signed up is told of another time or place. Once it
    has begun, only its leader changes."""
    shift = tx.get(Shift, shift_id, version)
    activity = _editable(tx, shift.activity)
    if shift.cancelled or (shift.begun(tx.now) and set(changes) - {"leader"}):
        raise WrongState
    before = shift.model_copy()
    leader = changes.get("leader", shift.leader)
    for field in changes.keys() - {"leader"}:
        setattr(shift, field, changes[field])
    if leader != shift.leader:
        shift.led_by(leader, leader_name(tx, activity, leader) if leader else "")
    check(tx, shift)
    if any(getattr(shift, name) != getattr(before, name) for name in LOOKED_AT_OF_SHIFT):
        activity.differ(tx.now)
    if shift.listed:
        _announce(tx, shift, before)
    save_shift(tx, activity, shift)
    return _saved(tx, activity, shifts_of(tx, activity.id))


def _announce(tx: Tx, shift: Shift, before: Shift) -> None:
    """A published shift has changed: what was promised is kept, and who is signed up is told."""
    if shift.starts != before.starts:
        refuse_past(tx, [shift.starts])
    if shift.capacity < (taken := tx.get(Seats, shift.id).taken):
        text = N_("已有 %(taken)s 人有名额，不能少于这个数。")
        raise Invalid(fields=[Problem("capacity", text, {"taken": taken})])
    if any(getattr(shift, name) != getattr(before, name) for name in ("starts", "ends", "where")):
        shift.changes += 1
        tell(shift)


@allow(*MAKERS)
def remove_shift(tx: Tx, shift_id: str) -> dict[str, Any]:
    """From a draft, which keeps at least one."""
    shift = tx.get(Shift, shift_id)
    activity = _editable(tx, shift.activity)
    left = [each for each in shifts_of(tx, activity.id) if each is not shift]
    if activity.state == "published":
        raise WrongState
    if not left:
        raise Refused(N_("活动至少要有一个场次；不办了，可以删除整个活动草稿。"), code="last_shift")
    tx.remove(Shift, shift_id)
    tx.remove(Seats, shift_id)
    return _saved(tx, activity, left)


def _saved(tx: Tx, activity: Activity, shifts: list[Shift]) -> dict[str, Any]:
    """With other shifts. It is saved with each of them, so that of two who change its shifts at once, or publish it
    meanwhile, the second begins again."""
    activity.span(shifts)
    tx.save(activity)
    return for_officer(tx, activity, shifts)


def _editable(tx: Tx, activity_id: str, version: int | None = None) -> Activity:
    activity = own(tx, activity_id, version)
    if activity.state not in EDITABLE:
        raise WrongState
    return activity
