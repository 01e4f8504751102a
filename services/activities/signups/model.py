"""报名: a member's seat, or wait for one, on a shift."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.activities.signups.words import in_words
from shared.documents import Actor, Document
from shared.errors import Text, WrongState

LIFE = {
    "new": {"requested", "accepted", "waitlisted"},  # never stored
    "requested": {"accepted", "waitlisted", "declined", "cancelled"},
    "waitlisted": {"offered", "cancelled", "expired"},
    "offered": {"accepted", "declined", "expired", "cancelled"},
    "accepted": {"cancelled"},
    "declined": {"requested", "accepted", "waitlisted"},  # by staff, or an offer not taken: one may ask again
    "expired": {"requested", "accepted", "waitlisted"},
    "cancelled": {"requested", "accepted", "waitlisted"},
}
HOLDS_A_SEAT = ("offered", "accepted")
AHEAD = ("requested", "waitlisted", "offered", "accepted")


def signup_id(shift: str, member: str) -> str:
    """One for each two of them."""
    return f"{shift}.{member}"


class SignUp(Document, collection="signups"):
    """`id` names the shift and the member. scopes: the member, the shift's places.

    name, pinyin, masked_phone: plain copies for the lists of those who run the shift, gone with the person.
    title, where, starts, ends: of the shift, as they now are. number: in the line of the waitlist.
    until: when an offer expires. reason: a code ("by_member", "activity_cancelled", "by_staff", …).
    remind: a reminder is still to be said, the day before; reminded: it was, for this shift or for the activity.
    leaving: the member left or closed the account, so that it is to end. changed_at: its state or its shift changed.
    """

    indexes = [
        ("member", "starts"), ("shift", "state", "pinyin"), ("shift", "state", "number"),
        ("shift", "state", "asked_at"),
    ]  # fmt: skip
    clock_indexes = [
        ("shift",), ("shift", "state", "number"), ("state", "until"), ("state", "starts"), ("remind", "starts"),
        ("member", "starts"), ("activity", "state"), ("leaving",),
    ]  # fmt: skip
    member: str
    name: str = ""
    pinyin: str = ""
    masked_phone: str = ""
    shift: str
    activity: str
    title: str
    place: str
    where: str
    starts: datetime
    ends: datetime
    state: str = "new"
    number: int | None = None
    until: datetime | None = None
    asked_at: datetime
    reason: str | None = None
    remind: bool = False
    reminded: bool = False
    leaving: bool = False
    changed_at: datetime | None = None
    steps: list[dict[str, Any]] = []

    @property
    def text(self) -> Text:
        return in_words(self.state, self.reason, self.number)

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state, self.reason, self.changed_at = state, why, at
        self.steps = [*self.steps[-99:], {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]


class Taken(BaseModel):
    """A time of a member's that is given away."""

    shift: str
    title: str
    starts: datetime
    ends: datetime


class Calendar(Document, collection="calendars", unscoped=True):
    """`id` is a member's: the shifts ahead that they hold or wait for. Every sign-up writes it, so that of two at the
    same time, which overlap, the second begins again and sees the first. gone: they left or closed the account; what
    lay ahead is given back, and nothing is added, even where the news that they left is not here yet."""

    taken: list[Taken] = []
    gone: bool = False
