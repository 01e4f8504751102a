"""What an operator sees and mends of one service: its processes, what waits, what is bad. No personal data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.heartbeats import COUNTED, GONE
from shared.tx import Tx, allow

MINUTES = 60  # of throughput
MOST = 100  # rows of a kind that are shown
COUNT_TO = 100_000


@dataclass
class Operation:
    """processes: with their loops, the newest sign first. unread: per reader. bars: per measure and minute."""

    processes: list[dict[str, Any]]
    unread: dict[str, int]
    unsent: int
    oldest_unsent: datetime | None
    parked: list[dict[str, Any]]
    reasons: dict[str, str]
    bars: dict[str, list[int]]


@allow("operator")
def operation(tx: Tx) -> Operation:
    processes = list(tx.rows.find("heartbeats", {"at": {"$gte": tx.now - timedelta(hours=1)}}, [("at", -1)], MOST))
    for each in processes:
        each["gone"] = each["at"] < tx.now - GONE
    unread: dict[str, int] = {}
    for lag in (lag for each in processes if not each["gone"] for lag in each["lag"]):
        unread[lag["reader"]] = unread.get(lag["reader"], 0) + lag["records"]
    waiting: dict[str, Any] = {"unsent": True}
    oldest = next(iter(tx.rows.find("outbox", waiting, [("unsent", 1), ("stream", 1), ("sequence", 1)], 1)), None)
    parked = list(tx.rows.find("inbox", {"parked": {"$in": ["dead", "gap"]}}, [("parked", 1), ("reader", 1)], MOST))
    return Operation(
        processes, dict(sorted(unread.items())), tx.rows.count("outbox", waiting), oldest and oldest["at"], parked,
        {row["_id"]: _reason(tx, row) for row in parked}, _bars(tx),
    )  # fmt: skip


@allow("operator")
def may_repair(tx: Tx) -> None:
    """Redriving has transactions of its own, one an event; this is its door."""


def _reason(tx: Tx, row: dict[str, Any]) -> str:
    """Why the first that lies aside of a stream does."""
    where = {"reader": row["reader"], "stream": row["stream"]}
    first = next(iter(tx.rows.find("dead_letters", where, [("sequence", 1)], 1)), None)
    return f"{first['type']} {first['sequence']}: {first['reason']}" if first else ""


def _bars(tx: Tx) -> dict[str, list[int]]:
    """Per measure the last MINUTES, the oldest first, over all processes."""
    now = tx.now.replace(second=0, microsecond=0)
    bars = {name: [0] * MINUTES for name in COUNTED}
    since = now - timedelta(minutes=MINUTES - 1)
    for row in tx.rows.find("throughput", {"at": {"$gte": since}}, [("at", 1)], 10_000):
        minute = int((row["at"] - since).total_seconds() // 60)
        for name in bars:
            bars[name][min(minute, MINUTES - 1)] += int(row.get(name, 0))
    return bars
