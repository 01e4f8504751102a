"""What is shown of activities: to officers within their scopes, to everybody what was published. And what is due."""

from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from services.activities.activities.model import AHEAD, PUBLIC, Activity, ReviewRule, Seats, Shift
from services.activities.names import queries as names
from services.activities.names.model import Place
from services.activities.people.model import REPORTED, Person
from shared.documents import EVERYBODY
from shared.errors import NotAllowed, NotFound
from shared.tx import Found, Tx, allow

MAKERS = ("secretary", "staff", "street_officer", "district_officer")
OFFICERS = (*MAKERS, "instructor")
Which = Literal["drafts", "waiting", "published", "past", "cancelled"]
STATES: dict[str, list[str]] = {
    "drafts": ["draft", "returned"], "waiting": ["awaiting_review"], "published": ["published"],
    "past": ["ended", "archived"], "cancelled": ["cancelled"],
}  # fmt: skip
ARCHIVED_AFTER = timedelta(days=90)
AT_ONCE = 100  # of one kind, for the clock
NAMESAKES = 5
MOVED_AT_ONCE = 20  # each with its shifts and their seats


class Known(NamedTuple):
    """Somebody of the place."""

    member: str
    name: str
    masked_phone: str


class ToAnswer(NamedTuple):
    """A shift (its id) for which people wait for an answer."""

    id: str
    title: str
    starts: datetime
    requests: int


def within_scope(tx: Tx, activity_id: str, version: int | None = None) -> Activity:
    """Of a place that the officer looks after."""
    activity = tx.get(Activity, activity_id, version)
    if not set(activity.scopes) & set(tx.by.scopes):
        raise NotFound
    return activity


def own(tx: Tx, activity_id: str, version: int | None = None) -> Activity:
    """Offered by the officer's own community, street or district: theirs to change."""
    activity = within_scope(tx, activity_id, version)
    if activity.place not in tx.by.scopes:
        raise NotAllowed
    return activity


def shifts_of(tx: Tx, activity_id: str) -> list[Shift]:
    return tx.find(Shift, activity=activity_id, sort="starts")


def after_in_series(tx: Tx, activity: Activity) -> list[Activity]:
    """The occurrences after this one."""
    if activity.series is None:
        return []
    return tx.find(Activity, series=activity.series, starts={"$gt": activity.starts}, sort="starts")


def reviewed(tx: Tx, activity: Activity) -> bool:
    """Whether the street asks to see it first."""
    rule = tx.peek(ReviewRule, activity.street) if activity.level == "community" and activity.street else None
    return rule is not None and rule.reviews


def with_shifts(tx: Tx, activity: Activity, shifts: list[Shift]) -> dict[str, Any]:
    """The activity and its shifts, each with how many of its seats are taken."""
    ordered = sorted(shifts, key=lambda shift: shift.starts)
    seats = tx.fetch(Seats, [shift.id for shift in ordered])
    counted = [
        shift.model_dump() | {"taken": held.taken, "waiting": held.waiting}
        for shift, held in zip(ordered, seats, strict=True)
    ]
    return activity.model_dump() | {"shifts": counted}


def for_officer(tx: Tx, activity: Activity, shifts: list[Shift]) -> dict[str, Any]:
    """The same; officers also see which member leads."""
    tx.look([shift for shift in shifts if shift.leader_name], "leader")
    return with_shifts(tx, activity, shifts)


# what officers ask


@allow(*OFFICERS)
def activity(tx: Tx, activity_id: str) -> dict[str, Any]:
    return for_officer(tx, within_scope(tx, activity_id), shifts_of(tx, activity_id))


@allow(*OFFICERS)
def activities(
    tx: Tx, which: Which, place: str | None = None, limit: int = 50, after: str | None = None
) -> Found[Activity]:
    """Of one place, or of all that the officer looks after; drafts only one's own. What is past: the newest first."""
    where: dict[str, Any] = {"scopes": {"$in": list(tx.by.scopes)}}
    if which == "drafts":
        where = {"place": {"$in": [code for code in tx.by.scopes if place in (None, code)]}}
    elif place:
        if not set(names.place(tx, place).within) & set(tx.by.scopes):
            raise NotFound
        where = {"place": place}
    sort = "-starts" if which in ("past", "cancelled") else "starts"
    return tx.find(Activity, state={"$in": STATES[which]}, sort=sort, limit=limit, after=after, **where)


@allow(*OFFICERS)
def review_rule(tx: Tx, street: str) -> ReviewRule:
    """Version 0 stands for nothing set yet."""
    place = names.place(tx, street)
    if place.level != "street" or not _near(tx, place):
        raise NotFound
    return tx.peek(ReviewRule, street) or ReviewRule(id=street, scopes=place.within)


def _near(tx: Tx, street: Place) -> bool:
    """Above it, or in it."""
    return any(code in street.within or names.place(tx, code).street == street.id for code in tx.by.scopes)


@allow(*MAKERS)
def own_places(tx: Tx) -> list[Place]:
    """For which the officer may offer activities."""
    return [names.place(tx, code) for code in tx.by.scopes]


@allow(*MAKERS)
def shifts_to_answer(tx: Tx) -> list[ToAnswer]:
    """Those of one's own place ahead, for which requests wait, the next first."""
    own, ahead = {"$in": list(tx.by.scopes)}, {"$gt": tx.now}
    coming = tx.find(Shift, place=own, listed=True, starts=ahead, sort="starts")
    asked = [shift for shift in coming if shift.approval]
    seats = tx.fetch(Seats, [shift.id for shift in asked])
    found = zip(asked, seats, strict=True)
    return [ToAnswer(shift.id, shift.title, shift.starts, held.requests) for shift, held in found if held.requests]


@allow(*MAKERS)
def people_named(tx: Tx, shift_id: str, name: str) -> list[Known]:
    """People of the place with exactly this name: to sign one up, or to name who leads."""
    shift = tx.get(Shift, shift_id)
    if shift.place not in tx.by.scopes:
        raise NotFound
    found = tx.find(Person, scopes=shift.place, name=name, state={"$in": REPORTED}, limit=NAMESAKES)
    tx.look(found, "id")
    return [Known(each.id, each.name, each.masked_phone) for each in found]


# what everybody asks


@allow(*EVERYBODY)
def announcement(tx: Tx, activity_id: str) -> dict[str, Any]:
    """What was published, whatever became of it since."""
    found = tx.get(Activity, activity_id)
    if found.state not in PUBLIC:
        raise NotFound
    return with_shifts(tx, found, shifts_of(tx, activity_id))


@allow(*EVERYBODY)
def next_activities(tx: Tx, place: str, limit: int = 50, after: str | None = None) -> Found[Activity]:
    """A place's own that are not over yet, what ends first at the top."""
    coming = {"$gt": tx.now}
    return tx.find(Activity, place=place, state="published", ends=coming, sort="ends", limit=limit, after=after)


# what is due


def over(tx: Tx) -> Found[Activity]:
    return tx.find(Activity, state="published", ends={"$lte": tx.now}, sort="ends", limit=AT_ONCE)


def long_over(tx: Tx) -> Found[Activity]:
    return tx.find(Activity, state="ended", ends={"$lte": tx.now - ARCHIVED_AFTER}, sort="ends", limit=AT_ONCE)


def left_behind(tx: Tx) -> list[Activity]:
    """What closed communities still have ahead."""
    closed, states = names.closed_communities(tx), {"$in": list(AHEAD)}
    return tx.find(Activity, place={"$in": closed}, state=states, limit=MOVED_AT_ONCE) if closed else []
