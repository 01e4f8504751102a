"""A row of the outbox, and the record that the relay makes of it."""

from datetime import datetime
from typing import Any

from shared.errors import TooLarge
from shared.events import MAX_BYTES, Event
from shared.tx import new_id


def outbox_row(event: Event, sequence: int, at: datetime, traceparent: str) -> dict[str, Any]:
    data = event.model_dump_json(exclude_none=True)
    if len(data.encode()) > MAX_BYTES:
        raise TooLarge
    return {
        "_id": new_id(), "stream": event.stream, "sequence": sequence, "topic": event.topic, "key": event.subject_id,
        "type": event.type, "at": at, "data": data, "traceparent": traceparent, "unsent": True,
    } | ({"of": event.sealed_of} if event.sealed_of else {})  # fmt: skip


def envelope(row: dict[str, Any]) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0, binary mode, with the sequence and partitioning extensions."""
    head = {
        "ce_specversion": "1.0", "ce_id": row["_id"], "ce_source": f"/{row['type'].partition('.')[0]}",
        "ce_type": row["type"], "ce_time": row["at"].isoformat(), "ce_subject": row["key"],
        "ce_partitionkey": row["key"], "ce_sequence": str(row["sequence"]), "content-type": "application/json",
        "traceparent": row["traceparent"], "ce_mark": row.get("mark", ""),
    }  # fmt: skip
    return [(name, value.encode()) for name, value in head.items() if value]
