"""The role `relay`: carries committed outbox rows to Kafka, each stream in its order, and marks them by id.

One relay a service works at a time, under a lease whose fence stands in every marking transaction; a stale one can
repeat records, which readers skip, but cannot mark. acks=all, no producer ids, one request in flight: sequences
remove repeats, and producer ids lost an acknowledged record when a cluster was rebuilt.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import structlog
from kafka import KafkaAdminClient, KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError
from pymongo import UpdateMany, UpdateOne
from pymongo.client_session import ClientSession

from shared import metrics
from shared.lease import Lease
from shared.loops import ClusterChanged
from shared.perform import CHUNK, Store
from shared.settings import Settings
from shared.topics import KEYS_TOPIC, make_topics
from shared.tx import new_id

log = structlog.get_logger()
BATCH = 1000
IDLE = 0.03  # seconds between sweeps that found nothing
HEARTBEAT = 600  # seconds


class NotAcknowledged(KafkaError):
    """The broker did not take all of it. The producer is closed, and the sweep starts at the first unsent row."""


class RelayLoop:
    """One candidate for a service's relay."""

    def __init__(self, service: str, topics: list[str], publishes_keys: bool, store: Store, settings: Settings) -> None:
        self.name = f"{service}.relay"
        self.service, self.topics, self.store, self.settings = service, topics, store, settings
        self.publishes_keys = publishes_keys
        self.lease = Lease(store.db, new_id())
        self.admin = KafkaAdminClient(**settings.kafka)
        self.producer: Any = None
        self.cluster = ""
        self.next_beat = 0.0
        self.stopped: set[str] = set()  # streams behind a row that no broker takes

    def turn(self) -> None:
        if not self.lease.hold():
            time.sleep(1)
            return
        if not self.producer:
            self._meet_cluster()
        sent = self._sweep() + (self._send_keys() if self.publishes_keys else 0)
        if not sent:
            metrics.unsent.labels(self.service).set(0)
            self._same_cluster()
            time.sleep(IDLE)

    def _meet_cluster(self) -> None:
        """Rows acknowledged by another cluster count as unsent: a lost one is rebuilt from here."""
        self.cluster = str(self.admin.describe_cluster()["cluster_id"])
        if self.lease.cluster != self.cluster:
            make_topics(self.admin, self.topics, self.settings)
            self._unsend_all()
            self.lease.met(self.cluster)
        self.producer = KafkaProducer(
            **self.settings.kafka, client_id=self.name, acks="all", enable_idempotence=False,
            allow_auto_create_topics=False, max_in_flight_requests_per_connection=1, linger_ms=2, batch_size=131072,
            max_block_ms=10_000, delivery_timeout_ms=20_000, request_timeout_ms=10_000,
        )  # fmt: skip

    def _unsend_all(self) -> None:
        db = self.store.db
        for name in ("outbox", "keys"):
            elsewhere = {"sent": {"$nin": [None, self.cluster]}}
            while ids := [row["_id"] for row in db[name].find(elsewhere, {"_id": 1}).limit(20_000)]:
                for chunk in _chunks(ids, BATCH):
                    self._mark(name, chunk, {"$set": {"unsent": True}, "$unset": {"sent": 1}})

    def _sweep(self) -> int:
        """Send all that is unsent at this moment, in one ordered walk over one snapshot: of a stream no row is seen
        before its lower ones, whatever order their transactions committed in."""
        total = 0
        with self.store.db.client.start_session(snapshot=True) as session:
            rows = self.store.db["outbox"].find({"unsent": True}, session=session, batch_size=BATCH)
            for batch in _chunks(rows.sort([("stream", 1), ("sequence", 1)]), BATCH):
                total += self._send(batch)
        return total

    def _send(self, batch: list[dict[str, Any]]) -> int:
        metrics.unsent.labels(self.service).set(len(batch))
        sending = [row for row in batch if row["stream"] not in self.stopped]
        futures = []
        for row in sending:
            try:
                record = (row["topic"], row["data"].encode(), row["key"].encode(), envelope(row))
                futures.append(self.producer.send(*record))
            except MessageSizeTooLargeError:
                self._stop_stream(row)
                return self._acknowledged("outbox", sending[: len(futures)], futures)
        return self._acknowledged("outbox", sending, futures)

    def _stop_stream(self, row: dict[str, Any]) -> None:
        self.stopped.add(row["stream"])
        metrics.unsendable.labels(self.service).set(len(self.stopped))
        log.error("row_cannot_be_sent", loop=self.name, event=row["_id"], type=row["type"])

    def _acknowledged(self, collection: str, rows: list[dict[str, Any]], futures: list[Any]) -> int:
        """Mark what this cluster acknowledged; on any failure start again at the first unsent row."""
        if rows:
            self.producer.flush(timeout=20)
            done = [future.succeeded() for future in futures]
            self._same_cluster()
            good = rows if all(done) else rows[: done.index(False)]
            mark = {"$set": {"sent": self.cluster}, "$unset": {"unsent": 1}}
            self._mark(collection, [row["_id"] for row in good], mark)
            metrics.relayed.labels(self.service).inc(len(good))
            if len(good) < len(rows):
                raise NotAcknowledged
        return len(rows)

    def _send_keys(self) -> int:
        """Wrapped keys and tombstones, on their own compacted topic. Sent from the keys as they are now, so a rebuilt
        cluster never learns an erased one again."""
        rows = list(self.store.db["keys"].find({"unsent": True, "local": False}).limit(BATCH))
        self._beat()
        if not rows:
            return 0
        futures = [self.producer.send(KEYS_TOPIC, *_key_record(row)) for row in rows]
        self.producer.flush(timeout=20)
        self._same_cluster()
        if not all(future.succeeded() for future in futures):
            raise NotAcknowledged
        mark = {"$set": {"sent": self.cluster}, "$unset": {"unsent": 1}}
        operations = [UpdateOne({"_id": row["_id"], "wrapped": row["wrapped"]}, mark) for row in rows]
        self._transaction(lambda session: self.store.db["keys"].bulk_write(operations, session=session, ordered=False))
        return len(rows)

    def _beat(self) -> None:
        """A record in each partition now and then: an idle partition never rolls its segment, and would never forget
        the key that a tombstone erased."""
        if time.monotonic() > self.next_beat:
            for partition in self.producer.partitions_for(KEYS_TOPIC):
                self.producer.send(KEYS_TOPIC, b"", f"heartbeat-{partition}".encode(), partition=partition)
            self.next_beat = time.monotonic() + HEARTBEAT

    def _mark(self, collection: str, ids: list[str], update: dict[str, Any]) -> None:
        operations = [UpdateMany({"_id": {"$in": chunk}}, update) for chunk in _chunks(ids, CHUNK)]
        if operations:
            self._transaction(lambda s: self.store.db[collection].bulk_write(operations, session=s, ordered=False))

    def _transaction(self, write: Any) -> None:
        def attempt(session: ClientSession) -> None:
            self.lease.renew(session)
            write(session)

        with self.store.db.client.start_session() as session:
            session.with_transaction(attempt)

    def _same_cluster(self) -> None:
        if str(self.admin.describe_cluster()["cluster_id"]) != self.cluster:
            raise ClusterChanged

    def close(self) -> None:
        try:
            self.lease.let_go()
            if self.producer:
                self.producer.close(timeout=3)
        finally:
            self.admin.close()


def envelope(row: dict[str, Any]) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0, binary mode, with the sequence and partitioning extensions."""
    head = {
        "ce_specversion": "1.0", "ce_id": row["_id"], "ce_source": f"/{row['type'].partition('.')[0]}",
        "ce_type": row["type"], "ce_time": row["at"].isoformat(), "ce_subject": row["key"],
        "ce_partitionkey": row["key"], "ce_sequence": str(row["sequence"]), "content-type": "application/json",
        "traceparent": row["traceparent"], "ce_mark": row.get("mark", ""),
    }  # fmt: skip
    return [(name, value.encode()) for name, value in head.items() if value]


def _key_record(row: dict[str, Any]) -> tuple[bytes | None, bytes]:
    return (row["wrapped"].encode() if row["wrapped"] else None), row["_id"].encode()


def _chunks(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for thing in things:
        chunk.append(thing)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
