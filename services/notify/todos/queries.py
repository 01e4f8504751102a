from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notify.todos.model import Todo
from services.notify.todos.words import ORDER, words_of
from shared.errors import Text
from shared.tx import Found, Tx, allow

ANYBODY = (
    "member", "secretary", "staff", "instructor", "street_officer", "district_officer", "employer_officer",
)  # fmt: skip


@dataclass
class Waiting:
    """text: what waits, in words. to: the page where it is answered."""

    kind: str
    count: int
    oldest: datetime

    @property
    def text(self) -> Text:
        return [words_of(self.kind).text, {"count": self.count}]

    @property
    def to(self) -> str:
        return words_of(self.kind).to


@allow(*ANYBODY)
def todos(tx: Tx) -> list[Waiting]:
    """What waits for whoever asks: of each kind how many, and since when the oldest; first what is first to do."""
    found: list[Waiting] = []
    while kinds := tx.find(Todo, **_mine(tx), kind={"$gt": found[-1].kind if found else ""}, sort="kind", limit=1):
        kind = kinds[0].kind
        oldest = todos_of_kind(tx, kind, limit=1)[0]
        found.append(Waiting(kind, tx.count(Todo, **_mine(tx), kind=kind), oldest.since))
    return sorted(found, key=_turn)


def _turn(waiting: Waiting) -> int:
    return ORDER.index(waiting.kind) if waiting.kind in ORDER else len(ORDER)


@allow(*ANYBODY)
def todos_of_kind(tx: Tx, kind: str, limit: int = 50, after: str | None = None) -> Found[Todo]:
    """The oldest first."""
    return tx.find(Todo, **_mine(tx), kind=kind, sort="since", limit=limit, after=after)


def _mine(tx: Tx) -> dict[str, Any]:
    """What the one who asks can do."""
    return {"roles": tx.by.role, "not_by": {"$ne": tx.by.id}}
