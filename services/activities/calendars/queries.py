"""What stands in a calendar: a member's own shifts, and those a place offers."""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.activities.activities.model import Activity, Shift
from services.activities.calendars.ics import Happening
from services.activities.calendars.model import Feed
from services.activities.names import queries as names
from services.activities.signups.model import SignUp
from shared.documents import EVERYBODY, Actor
from shared.errors import N_, NotFound, Text
from shared.tx import Tx, allow

BACK = timedelta(days=30)  # what is over stays in the calendar for so long
MOST = 500  # events of a feed
STATUS = {"accepted": "CONFIRMED", "waitlisted": "TENTATIVE", "offered": "TENTATIVE"}


class Address(NamedTuple):
    """Where a member's feed is: known only when it is made."""

    made_at: datetime
    address: str


class Feeding(NamedTuple):
    """A calendar. title: its name, in words."""

    title: Text
    events: list[Happening]


def hash_of(tx: Tx, secret: str) -> str:
    return tx.keys.hashed("calendar", secret)


def address_of(site: str, secret: str) -> str:
    return f"{site}/activities/api/v1/calendars/{secret}.ics"


@allow("member")
def my_feed(tx: Tx) -> Feed:
    feed = tx.peek(Feed, tx.by.id)
    if feed is None:
        raise NotFound(N_("您还没有日历订阅地址，可以现在生成一个。"), code="no_calendar_yet")
    return feed


@allow(*EVERYBODY)
def own_calendar(tx: Tx, secret: str) -> Feeding:
    """For who knows the secret, which stands for the member: what they hold or wait for."""
    feed = next(iter(tx.find(Feed, secret_hash=hash_of(tx, secret), limit=1)), None)
    if feed is None:
        raise NotFound(N_("这个日历地址已经停用，请在“我的报名”里生成新的。"), code="no_calendar")
    tx.by = Actor(feed.id, "member", (feed.id,))
    since = {"$gt": tx.now - BACK}
    signups = tx.find(SignUp, scopes=feed.id, member=feed.id, starts=since, sort="starts", limit=MOST)
    shown = [each for each in signups if each.state in STATUS or each.reason == "activity_cancelled"]
    return Feeding(N_("我的社区活动"), [_of_signup(each) for each in shown])


def _of_signup(signup: SignUp) -> Happening:
    return Happening(
        signup.shift, signup.title, signup.text, signup.where, signup.starts, signup.ends,
        STATUS.get(signup.state, "CANCELLED"), signup.version, signup.changed_at or signup.asked_at,
    )  # fmt: skip


@allow(*EVERYBODY)
def place_calendar(tx: Tx, code: str) -> Feeding:
    """What a place has published, and what of it was called off."""
    place, since = names.place(tx, code), {"$gt": tx.now - BACK}
    listed = tx.find(Shift, place=code, listed=True, starts=since, sort="starts", limit=MOST)
    unlisted = tx.find(Shift, place=code, listed=False, starts=since, sort="starts", limit=MOST)
    shifts = [*listed, *(each for each in unlisted if each.cancelled)]
    activities = {each.id: each for each in tx.fetch(Activity, {shift.activity for shift in shifts})}
    events = [_of_shift(shift, activities[shift.activity]) for shift in shifts if shift.activity in activities]
    return Feeding([N_("%(place)s活动"), {"place": place.name}], events)


def _of_shift(shift: Shift, activity: Activity) -> Happening:
    """The reason of what was called off is told to everybody, and so stands here too."""
    text = activity.reason if shift.cancelled and activity.reason else activity.text
    return Happening(
        shift.id, shift.title, text, shift.where, shift.starts, shift.ends,
        "CANCELLED" if shift.cancelled else "CONFIRMED", shift.version, shift.changed_at or shift.starts,
    )  # fmt: skip
