"""Who from the street looks after which branch (结对), and what came up when they went there (走访)."""

from datetime import datetime, timedelta
from typing import Literal

from services.registry.places.model import Place
from shared.clock import SHANGHAI
from shared.documents import Document, Sealed

Kind = Literal["home_visit", "phone", "meeting", "other"]  # 上门走访, 电话, 会议, 其他
EDITABLE = timedelta(days=7)  # after a visit was entered
WORDS_KEPT = timedelta(days=2 * 365)


class Pairing(Document, collection="pairings"):
    """结对: one instructor for one branch, which is a community's Party organisation (`branch` is the community's code)
    or one of its home branches. An ended one stays, with its dates. scopes: the community with what it lies in, and
    the instructor's account.
    """

    indexes = [("current", "community"), ("current", "-ended_at")]
    clock_indexes = [("community", "current")]
    branch: str
    branch_name: str
    community: str
    community_name: str
    instructor: str
    instructor_name: str
    current: bool = True
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None


class BranchPaired(Document, collection="branches_paired", unscoped=True):
    """Which pairing a branch has now. `id` is the branch."""

    pairing: str


class Visit(Document, collection="visits"):
    """走访/联系记录: an instructor was in touch with a community. No place and no picture is kept. scopes: as a
    pairing's.

    day: "2026-11-23", in Shanghai; month: "2026-11". sealed: {"text", "next_step"}, under a key of the visit's own, for
    the words may be about people: gone after `words_until`, when the visit only counts.
    """

    indexes = [("-day",), ("community", "-day"), ("instructor", "month")]
    clock_indexes = [("words_until",)]
    community: str
    community_name: str
    instructor: str
    instructor_name: str
    day: str
    month: str
    kind: Kind
    sealed: Sealed | None = None
    logged_at: datetime
    words_until: datetime | None = None


class MonthOfVisits(Document, collection="months_of_visits"):
    """How many visits of each kind a community had in a month. `id` is "community.month"."""

    visits: dict[Kind, int] = {}


def seen_by(community: Place, instructor: str) -> list[str]:
    return [scope for scope in (community.district, community.street, community.id, instructor) if scope]


def day_of(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}"
