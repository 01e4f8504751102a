"""The relay carries every committed row, each stream in its order, to whatever cluster is there."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

import pytest
from cloudevents.v1.http import from_http
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError

from shared import roles
from shared.lease import LeaseLost
from shared.loops import ClusterChanged, Health
from shared.outbox import envelope, outbox_row
from shared.relay import RelayLoop
from shared.topics import topics_of
from tests.integration.pipe.toy import SECRETARY, accept, listener, make_all_topics, publisher, reported
from tests.servers import Broker, Database
from tests.stage import Stage, settings_for, until

ROWS = 200_000 if os.environ.get("FULL") == "yes" else 5_000


@pytest.fixture
def stage(database: Database, broker: Broker) -> Stage:
    broker.restart_empty()
    return Stage(publisher, settings_for(database.uri("relay"), broker.bootstrap))


@pytest.fixture
def relay(stage: Stage) -> Iterator[RelayLoop]:
    loop = a_relay(stage)
    yield loop
    loop.close()


def a_relay(stage: Stage) -> RelayLoop:
    return RelayLoop("registry", topics_of("registry"), True, stage.store, stage.settings, Health())


def carry(relay: RelayLoop) -> None:
    """A turn, and another where its producer did not find the cluster in time: its loop would wait that out."""
    with suppress(KafkaTimeoutError):
        relay.turn()
        return
    relay.turn()


def records(stage: Stage, topic: str = "registry.members") -> dict[str, list[int]]:
    """What the broker holds of each stream: the sequences in the order of their offsets."""
    consumer = KafkaConsumer(bootstrap_servers=stage.settings.kafka_bootstrap, enable_auto_commit=False)
    partitions = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    found: dict[str, list[int]] = defaultdict(list)
    quiet = 0
    while quiet < 3:
        polled = consumer.poll(timeout_ms=300)
        quiet = 0 if polled else quiet + 1
        for record in (each for batch in polled.values() for each in batch):
            found[record.key.decode()].append(int(dict(record.headers)["ce_sequence"]))
    consumer.close()
    return dict(found)


def test_rows_arrive_in_the_order_of_their_stream_and_are_marked(stage: Stage, relay: RelayLoop) -> None:
    for member in ("m1", "m2", "m1", "m1"):
        stage.perform(accept, SECRETARY, member)
    carry(relay)
    assert records(stage) == {"m1": [1, 2, 3], "m2": [1]}
    assert stage.db["outbox"].count_documents({"unsent": True}) == 0


def test_the_envelope_is_cloudevents_in_binary_mode(stage: Stage, relay: RelayLoop) -> None:
    stage.perform(accept, SECRETARY, "m1")
    carry(relay)
    row = stage.db["outbox"].find_one({"type": "registry.member_reported"})
    head = {name.replace("ce_", "ce-"): value.decode() for name, value in envelope(row)}
    event = from_http(head, row["data"].encode())
    assert (event["type"], event["subject"], event["source"]) == ("registry.member_reported", "m1", "/registry")


def test_a_replayed_stream_is_sent_again_in_its_order(stage: Stage, relay: RelayLoop) -> None:
    stage.perform(accept, SECRETARY, "m1")
    stage.perform(accept, SECRETARY, "m1")
    carry(relay)
    stage.db["outbox"].update_many({}, {"$set": {"unsent": True}, "$unset": {"sent": 1}})
    carry(relay)
    assert records(stage) == {"m1": [1, 2, 1, 2]}


def test_another_cluster_gets_everything_again(stage: Stage, broker: Broker) -> None:
    stage.perform(accept, SECRETARY, "m1")
    first = a_relay(stage)
    first.turn()
    first.close()
    broker.restart_empty()
    stage.perform(accept, SECRETARY, "m1")
    second = a_relay(stage)
    until(lambda: second.turn() or stage.db["outbox"].count_documents({"unsent": True}) == 0)
    second.close()
    assert records(stage) == {"m1": [1, 2]}


def test_what_was_meant_for_a_lost_cluster_never_reaches_the_next(stage: Stage, broker: Broker) -> None:
    """The local broker takes records of topics that it has not made yet, and mixes them into those made later."""
    stage.perform(accept, SECRETARY, "m1")
    first = a_relay(stage)
    first.turn()
    broker.restart_empty()
    for _ in range(3):
        stage.perform(accept, SECRETARY, "m1")
    with pytest.raises((ClusterChanged, KafkaError, OSError)):
        first.turn()
    first.close()
    second = a_relay(stage)
    until(lambda: second.turn() or stage.db["outbox"].count_documents({"unsent": True}) == 0)
    second.close()
    assert records(stage) == {"m1": [1, 2, 3, 4]}


def test_a_stale_relay_cannot_mark(stage: Stage, relay: RelayLoop) -> None:
    stage.perform(accept, SECRETARY, "m1")
    carry(relay)
    stage.perform(accept, SECRETARY, "m1")
    stage.db["leases"].update_one({"_id": "relay"}, {"$set": {"holder": "another"}, "$inc": {"fence": 1}})
    with pytest.raises(LeaseLost):
        relay.turn()
    assert stage.db["outbox"].count_documents({"unsent": True}) == 2  # the report's and its activity line's


def test_a_second_relay_waits_for_the_first(stage: Stage, relay: RelayLoop) -> None:
    carry(relay)
    second = a_relay(stage)
    assert not second.lease.hold()
    relay.lease.let_go()
    assert second.lease.hold()
    second.close()


def test_erased_keys_are_tombstones(stage: Stage, relay: RelayLoop) -> None:
    stage.db["keys"].insert_many([
        {"_id": "p1", "wrapped": "k1:x", "erased": False, "local": False, "unsent": True},
        {"_id": "p2", "wrapped": None, "erased": True, "local": False, "unsent": True},
        {"_id": "upload", "wrapped": "k1:y", "erased": False, "local": True},
    ])  # fmt: skip
    until(lambda: carry(relay) or stage.db["keys"].count_documents({"unsent": True}) == 0)
    consumer = KafkaConsumer("registry.keys", bootstrap_servers=stage.settings.kafka_bootstrap,
                             auto_offset_reset="earliest", group_id=None, consumer_timeout_ms=3000)  # fmt: skip
    found = {record.key: record.value for record in consumer if not record.key.startswith(b"heartbeat")}
    consumer.close()
    assert found == {b"p1": b"k1:x", b"p2": None}


def test_a_new_cluster_under_running_services_is_filled_and_read_to_the_same_end(
    stage: Stage, database: Database, broker: Broker
) -> None:
    """With a reader that lags, rows unsent, and services running: the whole log is lost, and nothing of it."""
    heard = Stage(listener, settings_for(database.uri("relay_heard"), broker.bootstrap))
    fill(stage, ROWS)
    make_all_topics(stage.settings)
    stop = threading.Event()
    threads = roles.start_loops(publisher, ["relay"], stage.settings, stop)[0]
    threads += roles.start_loops(listener, ["consumer"], heard.settings, stop)[0]
    try:
        until(lambda: heard.db["inbox"].estimated_document_count() > 20, 180 + ROWS / 500)
        broker.restart_empty()
        for n in range(20):
            stage.perform(accept, SECRETARY, f"late{n}")
        until(lambda: whole(heard, ROWS), 180 + ROWS / 500)
        # Asked last: each time it walks all that is unsent, in some servers, and many would take the relay's own time.
        until(lambda: not stage.db["outbox"].find_one({"unsent": True}))
    finally:
        stop.set()
        for thread in threads:
            thread.join(15)
    assert heard.db["dead_letters"].count_documents({}) == 0


def fill(stage: Stage, rows: int) -> None:
    """Outbox rows of 1 000 members as committed transactions leave them."""
    members = [f"m{n}" for n in range(1000)]
    for sequence in range(1, rows // len(members) + 1):
        stage.db["outbox"].insert_many(
            [outbox_row(reported(member, sequence), sequence, stage.clock(), "") for member in members]
        )
    stage.db["streams"].insert_many(
        [{"_id": f"registry.members/{member}", "last": rows // len(members)} for member in members]
    )


def whole(heard: Stage, rows: int) -> bool:
    """Whether every member's events were heard once, in order."""
    each = [str(n) for n in range(1, rows // 1000 + 1)]
    found = {row["_id"]: row["reports"] for row in heard.db["heard"].find()}
    return len(found) == 1020 and all(reports == each for who, reports in found.items() if who.startswith("m"))

