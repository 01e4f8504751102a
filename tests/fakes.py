"""A real Tx over a list: scope, refusals and events in microseconds."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from shared.documents import Actor, Document
from shared.sealed import Keys
from shared.tx import Tx

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
KEYS = Keys({"k1": b"1" * 32}, b"h" * 32)

_COMPARE = {
    "$lte": lambda a, b: a is not None and a <= b,
    "$lt": lambda a, b: a is not None and a < b,
    "$gte": lambda a, b: a is not None and a >= b,
    "$gt": lambda a, b: a is not None and a > b,
    "$ne": lambda a, b: b not in a if isinstance(a, list) else a != b,
    "$in": lambda a, b: any(each in b for each in a) if isinstance(a, list) else a in b,
    "$nin": lambda a, b: a not in b,
    "$exists": lambda a, b: (a is not None) == b,
    "$regex": lambda a, b: isinstance(a, str) and re.search(b, a) is not None,
}


class MemoryRows:
    """The rows of a Tx, in a list. Knows equality and simple comparisons; what needs more is an integration test."""

    def __init__(self, *documents: Document) -> None:
        self.stored = [(document.collection, document.row()) for document in documents]

    def find(self, collection: str, where: dict, sort: list[tuple[str, int]], limit: int) -> Iterable[dict[str, Any]]:
        hits = [row for name, row in self.stored if name == collection and _fits(row, where)]
        for field, step in reversed(sort):
            hits.sort(key=lambda row, f=field: (row.get(f) is not None, row.get(f)), reverse=step < 0)
        return hits[:limit]

    def count(self, collection: str, where: dict) -> int:
        return sum(name == collection and _fits(row, where) for name, row in self.stored)


def _fits(row: dict[str, Any], where: dict[str, Any]) -> bool:
    return all(
        any(_fits(row, each) for each in wanted) if field == "$or" else _matches(_value(row, field), wanted)
        for field, wanted in where.items()
    )


def _value(row: dict[str, Any], path: str) -> Any:
    for part in path.split("."):
        row = row.get(part) if isinstance(row, dict) else None  # type: ignore[assignment]
    return row


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(_COMPARE[operator](value, operand) for operator, operand in wanted.items())
    return wanted in value if isinstance(value, list) else value == wanted


def a_tx(*documents: Document, by: Actor, now: datetime = NOON) -> Tx:
    """As at the start of a transaction in which these documents exist. Personal keys are made as they are asked for."""
    return Tx(MemoryRows(*documents), by, now, KEYS)
