"""The role `relay`: carries committed outbox rows to Kafka, each stream in its order, and marks them by id.

One relay a service works at a time, under a lease whose fence stands in every marking transaction; a stale one can
repeat records, which readers skip, but cannot mark.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import structlog
from kafka.errors import MessageSizeTooLargeError
from pymongo import UpdateMany, UpdateOne
from pymongo.client_session import ClientSession

from shared import metrics
from shared.cluster import Cluster
from shared.lease import Lease
from shared.loops import Health
from shared.outbox import envelope
from shared.perform import CHUNK, Store, in_transaction
from shared.producer import NotAcknowledged, Producer
from shared.settings import Settings
from shared.topics import KEYS_TOPIC, make_topics
from shared.tx import new_id

log = structlog.get_logger()
BATCH = 1000
IDLE = 0.03  # seconds between sweeps that found nothing
QUIET = 0.2  # the same, when nothing was said for some seconds: a district sleeps most of the day
SOON = 3.0  # seconds after which it is quiet
CHECK = 1.0  # seconds between looks at the cluster while nothing is sent
MEASURE = 5.0  # seconds
HEARTBEAT = 600  # seconds


class RelayLoop:
    """One candidate for a service's relay."""

    def __init__(
        self, service: str, topics: list[str], publishes_keys: bool, store: Store, settings: Settings, health: Health
    ) -> None:
        self.name = f"{service}.relay"
        self.service, self.topics, self.store, self.settings = service, topics, store, settings
        self.publishes_keys, self.health = publishes_keys, health
        self.lease = Lease(store.db, new_id())
        self.cluster = Cluster(settings)
        self.producer: Any = None  # a Producer from the first turn under the lease on
        self.next_check = self.next_measure = self.next_beat = self.sent_at = 0.0
        self.stopped: dict[str, int] = {}  # stream -> a row too large to send; the next loop tries
        metrics.unsendable.labels(service).set(0)

    def turn(self) -> None:
        if not self.lease.hold():
            self.health.stop.wait(1)
            return
        if not self.producer:
            self._meet_cluster()
        sent = self._sweep() + (self._send_keys() if self.publishes_keys else 0)
        if not sent:
            self._measure()
            self._check_now_and_then()
            time.sleep(IDLE if time.monotonic() - self.sent_at < SOON else QUIET)
        else:
            self.sent_at = time.monotonic()

    def _meet_cluster(self) -> None:
        """Rows acknowledged by another cluster count as unsent: a lost one is rebuilt from here."""
        make_topics(self.cluster, self.topics, self.settings)
        if self.lease.cluster != self.cluster.id:
            self._unsend_all()
            self.lease.met(self.cluster.id)
        self.producer = Producer(self.name, self.cluster, self.settings)

    def _check_now_and_then(self) -> None:
        if time.monotonic() > self.next_check:
            self.cluster.check()
            self.next_check = time.monotonic() + CHECK

    def _measure(self) -> None:
        """How many rows wait; counted to 100 000, in a twentieth of its time at most: a backlog has better to do."""
        began = time.monotonic()
        if began > self.next_measure:
            waiting = self.store.db["outbox"].count_documents({"unsent": True}, limit=100_000)
            metrics.unsent.labels(self.service).set(waiting)
            ended = time.monotonic()
            self.next_measure = ended + max(MEASURE, 19 * (ended - began))

    def _unsend_all(self) -> None:
        db = self.store.db
        for name in ("outbox", "keys"):
            elsewhere = {"sent": {"$nin": [None, self.cluster.id]}}
            while ids := [row["_id"] for row in db[name].find(elsewhere, {"_id": 1}).limit(20_000)]:
                for chunk in _chunks(ids, BATCH):
                    self.health.beat()
                    self._mark(name, chunk, {"$set": {"unsent": True}, "$unset": {"sent": 1}})

    def _sweep(self) -> int:
        """Send all that is unsent at this moment, in one ordered walk over one snapshot: of a stream no row is seen
        before its lower ones, whatever order their transactions committed in."""
        total = 0
        with self.store.db.client.start_session(snapshot=True) as session:
            rows = self.store.db["outbox"].find({"unsent": True}, session=session, batch_size=BATCH)
            for batch in _chunks(rows.sort([("stream", 1), ("sequence", 1)]), BATCH):
                self.health.beat()
                self._measure()
                total += self._send(batch)
        return total

    def _send(self, batch: list[dict[str, Any]]) -> int:
        """Send what may be sent and mark what this cluster acknowledged; gives how many. A row that is too large stops
        its stream; after any other failure a new producer starts at the first unsent row."""
        self.cluster.check()  # nothing for one cluster is left waiting until another stands there
        sent = self._hand_over(batch)
        if not sent:
            return 0
        whole = self.producer.acknowledged([future for _, future in sent])
        good = []
        for row, future in sent:
            if isinstance(future.exception, MessageSizeTooLargeError):  # more than its topic takes
                self._stop_stream(row)
            elif not future.succeeded():
                break
            elif not self._is_stopped(row):
                good.append(row)
        self._mark("outbox", [row["_id"] for row in good], self._as_sent())
        metrics.relayed.labels(self.service).inc(len(good))
        if not whole:
            raise NotAcknowledged
        return len(good)

    def _hand_over(self, batch: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Any]]:
        sent = []
        for row in batch:
            if self._is_stopped(row):
                continue
            record = (row["topic"], row["data"].encode(), row["key"].encode(), envelope(row))
            try:
                sent.append((row, self.producer.send(*record)))
            except MessageSizeTooLargeError:  # more than a producer sends
                self._stop_stream(row)
        return sent

    def _as_sent(self) -> dict[str, Any]:
        return {"$set": {"sent": self.cluster.id}, "$unset": {"unsent": 1}}

    def _is_stopped(self, row: dict[str, Any]) -> bool:
        return row["sequence"] >= self.stopped.get(row["stream"], row["sequence"] + 1)

    def _stop_stream(self, row: dict[str, Any]) -> None:
        self.stopped[row["stream"]] = row["sequence"]
        metrics.unsendable.labels(self.service).set(len(self.stopped))
        log.error("row_cannot_be_sent", loop=self.name, row=row["_id"], type=row["type"])

    def _send_keys(self) -> int:
        """Wrapped keys and tombstones, on their own compacted topic. Sent from the keys as they are now, so a rebuilt
        cluster never learns an erased one again."""
        rows = list(self.store.db["keys"].find({"unsent": True, "local": False}).limit(BATCH))
        self._beat()
        if not rows:
            return 0
        self.cluster.check()
        futures = [self.producer.send(KEYS_TOPIC, *_key_record(row)) for row in rows]
        self.producer.acknowledged(futures)
        if not all(future.succeeded() for future in futures):
            raise NotAcknowledged
        mark = self._as_sent()
        operations = [UpdateOne({"_id": row["_id"], "wrapped": row["wrapped"]}, mark) for row in rows]
        self._transaction(lambda session: self.store.db["keys"].bulk_write(operations, session=session, ordered=False))
        return len(rows)

    def _beat(self) -> None:
        """A record in each partition now and then: an idle partition never rolls its segment, and would never forget
        the key that a tombstone erased."""
        if time.monotonic() > self.next_beat:
            for partition in self.producer.partitions(KEYS_TOPIC):
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

        in_transaction(self.store.db, attempt)

    def close(self) -> None:
        """The producer first: what it has not sent must not leave after the next holder's."""
        with ExitStack() as each:
            each.callback(self.cluster.close)
            each.callback(self.lease.let_go)
            if self.producer:
                each.callback(self.producer.close)


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
