"""Every place in which a running system keeps or says something: (where, text, whether names may stand there).

Documents are read through the driver, for the local database server encodes and compresses its files: a search in
the raw files would find nothing whatever they hold. Records are read from the broker, each partition from its beginning
to its end; log lines from the run's folder (the gateway's hold the URLs); metrics from each process.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import requests
from kafka import KafkaConsumer, TopicPartition

# A service that sorts or searches by name keeps it plain in its own projection, and drops it on `member_erased`.
NAMED = {
    "registry.accounts": {"name"},
    "registry.members": {"name"},
    "registry.pairings": {"instructor_name"},
    "registry.reports": {"name", "contact_name"},
    "registry.roster_entries": {"name"},
    "registry.visits": {"instructor_name"},
    "activities.attendances": {"name"},
    "activities.corrections": {"name"},
    "activities.people": {"name"},
    "activities.records": {"name"},
    "activities.shifts": {"leader_name"},
    "activities.signups": {"name"},
    "activities.statements": {"name"},
}
QUIET = 2.0  # seconds of silence that end a topic: the local broker's end offsets lag behind


class Text(NamedTuple):
    """One text of a place. `where` names it without its content."""

    where: str
    text: str
    named: bool = False


Place = list[Text]


def documents(service: str, db: Any) -> Iterator[Place]:
    """Of every collection of a service's database; a text for each field, and for each name of a field."""
    for collection in sorted(db.list_collection_names()):
        name = f"{service}.{collection}"
        for row in db[collection].find():
            yield [Text(f"document {name} {path}", text, path in NAMED.get(name, ())) for path, text in leaves(row)]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of everything in a document; what varies in names of fields is a text as well."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield f"{path}.(names)".lstrip("."), str(name)
            shown = name if str(name).replace("_", "").isalpha() and str(name).isascii() else "*"
            yield from leaves(each, f"{path}.{shown}".lstrip("."))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each, path)
    elif isinstance(value, bytes):
        yield path, value.decode("utf-8", "replace")
    elif value is not None and not isinstance(value, bool | float | datetime):
        yield path, str(value)


def records(kafka: dict[str, Any], only: str = "") -> Iterator[tuple[Any, Place]]:
    """Every record of every topic, or of one, with its key, value and headers."""
    consumer = KafkaConsumer(**kafka, enable_auto_commit=False, allow_auto_create_topics=False)
    try:
        for topic in sorted(consumer.topics()) if not only else [only]:
            partitions = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()]
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            for record in _to_the_end(consumer, partitions):
                yield record, record_texts(record)
    finally:
        consumer.close()


def _to_the_end(consumer: Any, partitions: list[TopicPartition]) -> Iterator[Any]:
    ends, heard = consumer.end_offsets(partitions), time.monotonic()
    while True:
        polled = consumer.poll(timeout_ms=300, max_records=2000)
        for batch in polled.values():
            yield from batch
        if polled:
            heard = time.monotonic()
        elif time.monotonic() - heard > QUIET:
            behind = [p for p in partitions if consumer.position(p) < ends[p]]
            if not behind:
                return
            if time.monotonic() - heard > 30:
                raise TimeoutError(f"{behind[0].topic} cannot be read to its end")


def record_texts(record: Any) -> Place:
    where = f"record {record.topic}/{record.partition}@{record.offset}"
    headers = [(f"header {name}", value) for name, value in record.headers]
    parts = [("key", record.key), ("value", record.value), *headers]
    return [Text(f"{where} {part}", value.decode("utf-8", "replace")) for part, value in parts if value]


def log_lines(folder: Path) -> Iterator[Place]:
    """Of every process, what it has said so far."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        with open(path, encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                yield [Text(f"log {path.name}:{number}", line)]


def metric_lines(urls: Iterable[tuple[str, str]]) -> Iterator[Place]:
    """`urls`: (process, address of its metrics)."""
    for process, url in urls:
        answer = requests.get(url, timeout=10)
        answer.raise_for_status()
        for number, line in enumerate(answer.text.splitlines(), 1):
            yield [Text(f"metric {process}:{number}", line)]
