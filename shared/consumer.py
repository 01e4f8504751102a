"""The role `consumer`: one loop a reader. Kafka brings batches, the Inbox takes them; the places that count are in
the database, Kafka's committed offsets serve only those who look at lag."""

import time
from typing import Any

import structlog
from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import CommitFailedError, KafkaError
from kafka.structs import OffsetAndMetadata

from shared import metrics
from shared.cluster import Cluster
from shared.inbox import Inbox, Message, Reader, StartsFurtherOn
from shared.loops import OUTAGES, Health
from shared.perform import Store
from shared.settings import Settings

log = structlog.get_logger()
BATCH = 500
CHECK = 2.0  # seconds between looks at the cluster and at streams that wait
MEASURE = 5.0  # seconds


class ConsumerLoop:
    """Reads for one reader. Built anew after every outage and for every new cluster."""

    def __init__(self, service: str, reader: Reader, store: Store, settings: Settings, health: Health) -> None:
        self.name = f"{service}.{reader.name}"
        self.reader, self.store, self.health = reader, store, health
        self.inbox = Inbox(store, reader, health.outcomes)
        self.consumer: Any = None
        self._places: dict[TopicPartition, int] = {}  # where each partition goes on: for the measure of lag alone
        self.cluster = Cluster(settings)
        try:
            self._begin(settings)
        except BaseException:
            self.close()
            raise
        self._next_check = self._next_measure = 0.0

    def _begin(self, settings: Settings) -> None:
        missing = [topic for topic, count in self.cluster.partitions(self.reader.topics).items() if not count]
        if missing:  # a subscription may make them, in a number of partitions that nobody chose
            raise TimeoutError(f"topics not made yet: {', '.join(missing)}")
        # Of this cluster: where another one takes its place, those who have not seen it yet join a group of their own
        # there, and nobody waits for their leaving. The local broker would let the others wait for ever.
        self.group = f"{self.name}.{self.cluster.id}"
        self.consumer = KafkaConsumer(
            **settings.kafka, group_id=self.group, client_id=self.name, enable_auto_commit=False,
            auto_offset_reset="earliest", allow_auto_create_topics=False, max_poll_records=BATCH,
            session_timeout_ms=settings.kafka_session_ms, heartbeat_interval_ms=settings.kafka_session_ms // 3,
            fetch_max_wait_ms=100, metadata_max_age_ms=10_000,
            partition_assignment_strategy=[CooperativeStickyAssignor],
        )  # fmt: skip
        self.consumer.subscribe(self.reader.topics, listener=_SeekToOwnPlaces(self))

    def turn(self) -> None:
        polled = self.consumer.poll(timeout_ms=200, max_records=BATCH)
        if polled:
            self._take(polled)
        now = time.monotonic()
        if now > self._next_check:
            self.cluster.check()  # on empty polls too: beyond the end of another cluster's log there is only silence
            self.inbox.resume_what_can()
            self._next_check = now + CHECK
        if now > self._next_measure:
            self.inbox.measure(self.name)
            metrics.lag.labels(self.name).set(self._lag())
            self._next_measure = now + MEASURE

    def _lag(self) -> int:
        """Of the partitions that this process reads."""
        ends = {place: self.consumer.highwater(place) for place in self.consumer.assignment()}
        return sum(max(0, end - self._places.get(place, 0)) for place, end in ends.items() if end is not None)

    def _take(self, polled: dict[TopicPartition, list[Any]]) -> None:
        self.cluster.check()  # asked after the poll: cluster ids never come back, so this batch came from this one
        messages = [to_message(record) for records in polled.values() for record in records]
        began = time.monotonic()
        try:
            self._wait_out(messages)
        except StartsFurtherOn as caught:
            self._go_back(caught, messages)
            return
        metrics.taken.labels(self.name).inc(len(messages))
        metrics.batch_seconds.labels(self.name).observe(time.monotonic() - began)
        self._tell_kafka(polled)

    def _wait_out(self, messages: list[Message], accept_jump: bool = False) -> None:
        """Take the batch; while the database is away, stay in the group and try again."""
        while True:
            try:
                return self.inbox.take(self.cluster.id, messages, accept_jump)
            except StartsFurtherOn:
                raise
            except OUTAGES as caught:
                log.warning("waiting", loop=self.name, trouble=type(caught).__name__)
                self.health.waits(caught)
                self._hold()

    def _hold(self) -> None:
        """Half a second without records, but in the group: waiting counts as alive. What a partition that comes just
        now delivers is dropped; its next batch then starts further on than our place, and is read again."""
        self.consumer.pause(*self.consumer.assignment())
        self.consumer.poll(timeout_ms=500)
        self.consumer.resume(*(self.consumer.paused() & self.consumer.assignment()))
        self.health.beat()

    def _go_back(self, caught: StartsFurtherOn, messages: list[Message]) -> None:
        """Read again from our own place; where the broker no longer holds it, say so and go on: sequences will show
        per stream what is missing."""
        topic, _, partition = caught.place.rpartition("/")
        place = TopicPartition(topic, int(partition))
        kept_from = self.consumer.beginning_offsets([place])[place]
        if kept_from <= caught.offset:
            self._seek_all({m.place for m in messages})
            return
        metrics.jumped.labels(self.name).inc()
        log.error("records_expired_unread", loop=self.name, place=caught.place, expected=caught.offset, kept=kept_from)
        self._wait_out(messages, accept_jump=True)

    def _seek_all(self, places: set[str]) -> None:
        for place in places:
            topic, _, partition = place.rpartition("/")
            self.seek(TopicPartition(topic, int(partition)))

    def seek(self, partition: TopicPartition) -> None:
        row = self.store.db["positions"].find_one(
            {"_id": f"{self.reader.name}|{self.cluster.id}|{partition.topic}/{partition.partition}"}
        )
        self._places[partition] = row["last"] if row else 0
        self.consumer.seek(partition, self._places[partition])

    def _tell_kafka(self, polled: dict[TopicPartition, list[Any]]) -> None:
        """For lag and autoscaling only."""
        self._places |= {tp: records[-1].offset + 1 for tp, records in polled.items()}
        offsets = {tp: OffsetAndMetadata(records[-1].offset + 1, "", -1) for tp, records in polled.items()}
        try:
            self.consumer.commit_async(offsets)
        except (CommitFailedError, KafkaError) as caught:
            log.info("offset_not_told", loop=self.name, trouble=type(caught).__name__)

    def close(self) -> None:
        try:
            if self.consumer:
                self.consumer.close(autocommit=False, timeout_ms=3000)
        finally:
            self.cluster.close()


class _SeekToOwnPlaces(ConsumerRebalanceListener):
    """Runs in the client's own thread, before anything of a new partition is delivered."""

    def __init__(self, loop: ConsumerLoop) -> None:
        self.loop = loop

    def on_partitions_assigned(self, assigned: Any) -> None:
        for partition in assigned:
            self.loop.seek(partition)

    def on_partitions_revoked(self, revoked: Any) -> None:
        """Nothing to save: places are in the database already."""


def to_message(record: Any) -> Message:
    """The record's envelope (CloudEvents 1.0, binary mode), or what is wrong with it."""
    at = Message(record.topic, record.partition, record.offset)
    try:
        head = {name: value.decode() for name, value in record.headers}
        if head["ce_specversion"] != "1.0":
            return at._replace(problem="unknown CloudEvents version")
        return at._replace(
            stream=f"{record.topic}/{head['ce_partitionkey']}", sequence=int(head["ce_sequence"]), type=head["ce_type"],
            data=(record.value or b"").decode(), id=head["ce_id"], traceparent=head.get("traceparent", ""),
            mark=head.get("ce_mark", ""),
        )  # fmt: skip
    except (KeyError, ValueError, AttributeError, TypeError) as caught:
        return at._replace(problem=f"envelope: {type(caught).__name__}")
