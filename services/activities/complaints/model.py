"""投诉建议: what somebody, signed in or not, has to say about a place or about the system, and its answer."""

from datetime import datetime, timedelta
from typing import Any, Literal

from services.activities.names.model import Level, Place
from shared.documents import Document, Sealed
from shared.errors import WrongState

CLIMBS = (timedelta(days=7), timedelta(days=14))  # unanswered: to the level above, and to the one above that
KEPT = timedelta(days=365)  # after it was answered
LEVELS: tuple[Level, ...] = ("community", "street", "district")
ANSWERS = {"community": ["secretary", "staff"], "street": ["street_officer"], "district": ["district_officer"]}


class Complaint(Document, collection="complaints"):
    """`id` is the keyed hash of the code by which its author follows it: whoever holds the code has the id as a scope.

    place, place_name, level: who is to answer; above: the places it lies in, the nearest first. climbed: how many of
    these know that it is overdue. climbs_at: when the next one will; gone_at: when it goes. passed_from: the place
    that passed it on, which may be done once. scopes: who sees it (`seen_from`), its own id, and the author's where
    somebody signed in left it, for their own list: nothing else says who that was.
    sealed: {"text", "contact", "answer"}, under a key of its own, whose id is the complaint's.
    """

    indexes = [("state", "asked_at"), ("-asked_at",)]
    clock_indexes = [("climbs_at",), ("gone_at",), ("state", "place")]
    kind: Literal["complaint", "suggestion"]
    about: Literal["place", "system"] = "place"
    place: str
    place_name: str
    level: Level
    above: list[str] = []
    climbed: int = 0
    state: Literal["waiting", "answered"] = "waiting"
    asked_at: datetime
    climbs_at: datetime | None = None
    passed_from: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    gone_at: datetime | None = None
    sealed: Sealed | None = None
    steps: list[dict[str, Any]] = []

    def wait_for(self, place: Place) -> None:
        """It is this place's to answer. Whoever saw it goes on seeing it, save the place that had it before."""
        others = [scope for scope in self.scopes if scope != self.place]
        self.place, self.place_name, self.level = place.id, place.name, place.level
        self.above = place.within[1:]
        self._wait(others)

    def climb(self) -> None:
        """One level more knows that it is overdue."""
        self.climbed += 1
        self._wait(self.scopes)

    def _wait(self, others: list[str]) -> None:
        self.scopes = list(dict.fromkeys([*self.seen_from, *others]))
        higher = self.climbed < len(self.above)
        self.climbs_at = self.asked_at + CLIMBS[self.climbed] if higher else None

    @property
    def seen_from(self) -> list[str]:
        """Its place, and above it who knows that it is overdue; of a complaint always the next level too: whom it is
        about is never the only one who sees it."""
        return [self.place, *self.above[: max(self.climbed, self.kind == "complaint")]]

    @property
    def answerers(self) -> dict[str, list[str]]:
        """Whose it is to answer: the place, with the roles there."""
        return {self.place: ANSWERS[self.level]}

    @property
    def overdue_for(self) -> dict[str, list[str]]:
        """The places above that know of it, each with the roles that do something about it."""
        higher = LEVELS[LEVELS.index(self.level) + 1 :]
        return {place: ANSWERS[level] for place, level in zip(self.above[: self.climbed], higher, strict=False)}

    def note(self, what: str, at: datetime, by: str = "", role: str = "") -> None:
        self.steps = [*self.steps, {"what": what, "at": at, "place": self.place_name, "by": by, "role": role}]

    def answer(self, at: datetime, by: str, role: str) -> None:
        if self.state != "waiting":
            raise WrongState
        self.state, self.climbs_at = "answered", None
        self.answered_at, self.answered_by, self.gone_at = at, by, at + KEPT
        self.note("answered", at, by, role)
