"""活动: what a community, street or district offers, and its shifts (场次)."""

from datetime import datetime, timedelta
from typing import Any, Literal

from services.activities.names.model import Level, Place
from shared.documents import Actor, Document
from shared.errors import WrongState

LIFE = {
    "draft": {"awaiting_review", "published"},
    "awaiting_review": {"published", "returned"},
    "returned": {"awaiting_review", "published"},
    "published": {"cancelled", "ended"},
    "cancelled": set(),
    "ended": {"archived"},
    "archived": set(),
}
LONGEST = timedelta(hours=24)  # a shift
ON_SITE = {"not_started": {"running", "closed"}, "running": {"closed"}, "closed": set()}
LEVELS: tuple[Level, ...] = ("community", "street", "district")  # each within the next
PUBLIC = ("published", "cancelled", "ended", "archived")  # what everybody may read
AHEAD = ("draft", "awaiting_review", "returned", "published")  # what is not over yet
LOOKED_AT = ("title", "text", "risk", "insurance")  # by who reviews it; and of its shifts:
LOOKED_AT_OF_SHIFT = ("starts", "ends", "where", "capacity", "for_whom")
OF_ACTIVITY = ("title", "place", "level", "street", "district", "skills", "interests")  # a shift's copies


class Activity(Document, collection="activities", public=True):
    """Everybody may read what was published; the rest only whose scopes it has (see queries). scopes: its place and
    what that lies in.

    place: the code of the community, street or district that offers it; level: which of them. starts, ends: of its
    first and last shift. skills, interests: that it suits; risk, insurance: notices to read before signing up.
    reason: why it was returned or cancelled. series: the activity it is an occurrence of, the first one too. copy_of:
    the one it was copied from. by: the account that made it. changed_after_review: when it last became other than the
    street that reviewed it has seen; nothing waits for that.
    """

    indexes = [("scopes", "state", "starts"), ("place", "state", "starts"), ("place", "state", "ends")]
    clock_indexes = [("state", "ends"), ("series", "starts")]
    title: str
    text: str = ""
    place: str
    place_name: str = ""
    level: Level
    street: str | None = None
    district: str
    state: str = "draft"
    skills: list[str] = []
    interests: list[str] = []
    risk: str = ""
    insurance: str = ""
    starts: datetime
    ends: datetime
    series: str | None = None
    copy_of: str | None = None
    reason: str | None = None
    by: str
    changed_after_review: datetime | None = None
    steps: list[dict[str, Any]] = []

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]

    def differ(self, at: datetime) -> None:
        """Something that a review looks at is another."""
        if [step["to"] for step in self.steps][-2:] == ["awaiting_review", "published"]:
            self.changed_after_review = at

    def offered_by(self, place: Place) -> None:
        self.place, self.place_name, self.level = place.id, place.name, place.level
        self.street, self.district, self.scopes = place.street, place.district, place.within

    def span(self, shifts: "list[Shift]") -> None:
        """From its first shift to its last."""
        self.starts, self.ends = min(each.starts for each in shifts), max(each.ends for each in shifts)


class Shift(Document, collection="shifts", public=True):
    """One time and place of an activity; `id` is its own.

    title, place, level, street, district, skills, interests, scopes: the activity's. listed: the activity is
    published, so that people may see it; a cancelled one is listed no more. opens, closes: of the sign-up window.
    for_whom: the members of which place may come; members_of: that place's code. approval: staff answers each request.
    leader: the account or member who records who came; leader_name: a member's. code: on its sheets and its QR.
    telling: its sign-ups do not know yet what became of it, those after told_to. changes: how often its time or place
    has changed since it was published. changed_at: when anything of it last changed, for calendars.
    """

    indexes = [
        ("scopes", "starts"), ("activity", "starts"), ("place", "listed", "starts"), ("leader", "starts"),
        ("members_of", "listed", "starts"),
    ]  # fmt: skip
    clock_indexes = [
        ("activity", "starts"), ("listed", "state", "starts"), ("code",), ("telling",), ("over", "ends"),
    ]  # fmt: skip
    activity: str
    title: str
    place: str
    level: Level
    street: str | None = None
    district: str
    skills: list[str] = []
    interests: list[str] = []
    listed: bool = False
    cancelled: bool = False
    state: Literal["not_started", "running", "closed"] = "not_started"
    starts: datetime
    ends: datetime
    where: str
    capacity: int
    opens: datetime | None = None
    closes: datetime | None = None
    for_whom: Level = "community"
    members_of: str = ""
    approval: bool = False
    leader: str | None = None
    leader_name: str = ""
    code: str
    over: bool = False
    telling: bool = False
    told_to: str | None = None
    changes: int = 0
    changed_at: datetime | None = None

    def belong_to(self, activity: Activity) -> None:
        """Take over what is the activity's, and who may see it."""
        for name in OF_ACTIVITY:
            setattr(self, name, getattr(activity, name))
        self.members_of = self.place if self.for_whom == self.level else str(getattr(self, self.for_whom))
        self.scopes = activity.scopes

    def led_by(self, leader: str | None, name: str = "") -> None:
        self.leader, self.leader_name = leader, name

    def begun(self, now: datetime) -> bool:
        """Published, and begun: whoever was to come has come, and what it was it stays."""
        return self.listed and self.starts <= now

    def move_to(self, state: Literal["running", "closed"]) -> None:
        if state not in ON_SITE[self.state]:
            raise WrongState
        self.state = state


class Seats(Document, collection="seats", unscoped=True):
    """The seats of the shift whose id it has. Every sign-up writes it: of two who want the last seat, the database lets
    one begin again. A member writes it who may not write the shift.

    capacity, starts, listed: the shift's. taken: seats accepted or offered; waiting: on the waitlist; line: the last
    number in it; requests: to be answered by staff. offer_due: there is a seat for somebody who waits.
    """

    clock_indexes = [("offer_due", "starts")]
    capacity: int
    starts: datetime
    listed: bool = False
    taken: int = 0
    waiting: int = 0
    line: int = 0
    requests: int = 0
    offer_due: bool = False

    def seats(self, taken: int = 0, waiting: int = 0) -> None:
        """Count seats taken (or, negative, given back) and people who wait."""
        self.taken += taken
        self.waiting += waiting
        self.offer_due = self.listed and self.waiting > 0 and self.taken < self.capacity


class ReviewRule(Document, collection="review_rules", public=True):
    """Whether the communities of a street (`id`) have their activities reviewed by it before they are published."""

    reviews: bool = False
