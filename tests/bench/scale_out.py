"""Notify's consumer as 1, 2 and 4 processes on 12 partitions of Apache Kafka: events a second from a backlog, how long
the backlog stands still when a process joins and when one leaves, and how long one process would need for the rest.

Two cores carry the broker, the database and all readers: what more processes gain beyond the second is what this
machine hides. The baseline of each line is one process.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from services.notify.service import service
from shared.outbox import envelope, outbox_row
from tests.bench.bare import empty_database
from tests.bench.fan_out_run import drafted
from tests.bench.line import Line
from tests.bench.scale_out_reader import READER
from tests.servers import die_with_parent
from tests.stage import START, until

PARTITIONS, EVENTS, SMALL_EVENTS = 12, 40_000, 4_000
A_SECOND = 200  # while processes come and go
WATCHED = 8.0  # seconds after a process joined or left
LONGEST_PAUSE = 2.0  # seconds
LIMIT = 180.0


def run(stage: Any) -> Iterator[Line]:
    events = SMALL_EVENTS if stage.small else EVENTS
    _publish(stage.kafka.bootstrap, events)
    alone: list[float] = []
    for count in (1, 2, 4):
        readers = Readers(stage, f"scale_{count}")
        rate = readers.drain(count, events)
        alone = alone or [rate]
        yield Line(f"scale-out-{count}", [rate], "one-process", alone, note=f"events/s, lag {events} to 0")
    yield from _pauses(Readers(stage, "scale_pause"), events)


def _pauses(readers: "Readers", events: int) -> Iterator[Line]:
    """While A_SECOND events come, a second process joins the first, and leaves it again."""
    over = threading.Event()
    feed = threading.Thread(target=_feed, args=(readers.bootstrap, events, over))
    try:
        readers.start()
        until(lambda: readers.taken() >= events, LIMIT)
        feed.start()
        readers.start()
        joined = readers.longest_pause()
        readers.stop()
        left = readers.longest_pause()
    finally:
        over.set()
        readers.close()
    feed.join()
    for name, pause in (("join", joined), ("leave", left)):
        yield Line(f"scale-out-{name}", [pause], "limit", [LONGEST_PAUSE], target=1, less_is_better=True,
                   note="seconds that a partition stood still, at most")  # fmt: skip


class Readers:
    """Processes of one consumer group over an empty database."""

    def __init__(self, stage: Any, name: str) -> None:
        self.uri, self.bootstrap = stage.database.uri(name), stage.kafka.bootstrap
        self.log = stage.folder / f"{name}.log"
        db = empty_database(self.uri, service)
        self.notices, self.positions = db["notices"], db["positions"]
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.bench.scale_out_reader", self.uri, self.bootstrap]
        with open(self.log, "ab") as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=die_with_parent))

    def stop(self) -> None:
        process = self.processes.pop()
        process.terminate()
        process.wait(30)

    def close(self) -> None:
        while self.processes:
            self.stop()

    def taken(self) -> int:
        return self.notices.estimated_document_count()

    def drain(self, count: int, events: int) -> float:
        """Events a second, from the first tenth to the last."""
        try:
            for _ in range(count):
                self.start()
            until(lambda: self.taken() >= events // 10, LIMIT)
            first, began = self.taken(), time.perf_counter()
            until(lambda: self.taken() >= events, LIMIT)
            return (events - first) / (time.perf_counter() - began)
        finally:
            self.close()

    def longest_pause(self) -> float:
        """The longest time that any one partition stood still while events came to it all the time."""
        end, longest = time.perf_counter() + WATCHED, 0.0
        seen: dict[str, tuple[int, float]] = {}
        while (now := time.perf_counter()) < end:
            for row in self.positions.find():
                last, since = seen.setdefault(row["_id"], (row["last"], now))
                longest = max(longest, now - since)
                if row["last"] > last:
                    seen[row["_id"]] = (row["last"], now)
            time.sleep(0.01)
        return longest


def _publish(bootstrap: str, events: int) -> None:
    """The backlog, as the relay would have written it."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in READER.topics])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5)
    for number in range(events):
        _send(producer, number)
    producer.close()


def _feed(bootstrap: str, first: int, over: threading.Event) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    while not over.wait(1 / A_SECOND):
        _send(producer, first)
        first += 1
    producer.close()


def _send(producer: KafkaProducer, number: int) -> None:
    row = outbox_row(drafted(number), 1, START, "")
    producer.send(row["topic"], row["data"].encode(), row["key"].encode(), envelope(row))
