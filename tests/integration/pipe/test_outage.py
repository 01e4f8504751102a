"""Broker or database away, replaced or strange: waited out, nothing lost, no thread left behind."""

import socket
import threading
from collections.abc import Callable

import pytest
from kafka.errors import KafkaError

from shared import metrics
from shared.cluster import Cluster, _Admin
from shared.consumer import ConsumerLoop
from shared.keys_reader import KeysLoop
from shared.loops import OUTAGES, Health
from shared.outbox import outbox_row
from shared.topics import make_topics, topics_of
from tests.integration.pipe import processes
from tests.integration.pipe.pair import Pair
from tests.integration.pipe.test_relay import records
from tests.integration.pipe.toy import make_all_topics, reader, reported
from tests.servers import Broker, Database, free_port
from tests.stage import settings_for, until


@pytest.fixture
def pair(database: Database, broker: Broker) -> Pair:
    broker.restart_empty()
    return Pair(database, broker, "outage")


def test_no_thread_is_left_behind_while_the_broker_is_away(pair: Pair) -> None:
    away = settings_for(pair.uris["hears"], f"127.0.0.1:{free_port()}")
    makers: list[Callable] = [
        lambda: ConsumerLoop("notify", reader, pair.hears.store, away, Health()),
        lambda: KeysLoop("notify", pair.hears.store, away, Health()),
        lambda: Cluster(away),
    ]
    before = threading.active_count()
    for make in makers * 20:
        with pytest.raises(OUTAGES):
            make()
    assert threading.active_count() <= before


def test_no_thread_is_left_behind_by_a_broker_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        before = threading.active_count()
        for _ in range(3):
            with pytest.raises(KafkaError):
                _Admin(bootstrap_servers=address, bootstrap_timeout_ms=200)
        until(lambda: threading.active_count() <= before)


def test_loops_that_met_an_outage_leave_no_thread_behind(pair: Pair, broker: Broker) -> None:
    make_all_topics(pair.says.settings)
    before = threading.active_count()
    for _ in range(2):
        pair.accept("m1")
        relay = pair.relay()
        relay.turn()
        consumer = ConsumerLoop("notify", reader, pair.hears.store, pair.hears.settings, Health())
        consumer.turn()
        broker.kill()
        relay.producer.send("registry.members", b"late", key=b"late")
        for loop in (relay, consumer):
            loop.close()
        broker.start()
        make_all_topics(pair.says.settings)
    until(lambda: threading.active_count() <= before)


def test_what_a_producer_had_left_does_not_leave_after_it_was_closed(pair: Pair, broker: Broker) -> None:
    pair.accept("m1")
    relay = pair.relay()
    relay.turn()
    broker.kill()
    left = relay.producer.send("registry.members", b"{}", b"late", [("ce_sequence", b"1")])
    relay.close()
    assert left.failed()
    assert not relay.producer.kafka._sender.is_alive()
    broker.start()
    make_all_topics(pair.says.settings)
    assert "late" not in records(pair.says)


def test_an_idle_reader_notices_another_cluster(pair: Pair, broker: Broker) -> None:
    """Its place lies beyond the end of the new log, where some brokers answer nothing for ever."""
    with pair.running():
        pair.accept(*["m1"] * 5)
        until(lambda: pair.heard() == {"m1": ["1", "2", "3", "4", "5"]}, 60)
        pair.says.db["outbox"].delete_many({})  # so that the new log is shorter than the old one
        broker.restart_empty()
        pair.accept("m2")
        until(lambda: pair.heard().get("m2") == ["1"], 60)


def test_topics_with_other_partition_counts_work(pair: Pair) -> None:
    cluster = Cluster(pair.says.settings)
    topics = topics_of("registry")
    make_topics(cluster, topics, pair.says.settings.model_copy(update={"kafka_partitions": 2}))
    until(lambda: make_topics(cluster, topics, pair.says.settings) == [])  # a broker may be told of them a little later
    assert set(cluster.partitions(topics).values()) == {2}
    cluster.close()
    pair.accept("m1", "m2", "m1")
    pair.publish()
    pair.read_until({"m1": ["1", "2"], "m2": ["1"]})


def test_a_row_that_no_broker_takes_stops_its_stream_alone(pair: Pair) -> None:
    pair.accept("m1", "m2")
    too_large = outbox_row(reported("m1", 2), 2, pair.says.clock(), "") | {"data": "x" * 1_100_000}
    pair.says.db["outbox"].insert_many([too_large, outbox_row(reported("m1", 3), 3, pair.says.clock(), "")])
    for _ in range(2):  # the next loop comes to the same end
        relay = pair.relay()
        relay.turn()
        pair.accept("m2")
        relay.turn()
        assert pair.unsent() == 2
        assert metrics.unsendable.labels("registry")._value.get() == 1
        relay.close()
    assert records(pair.says) == {"m1": [1], "m2": [1, 2, 3]}


def test_an_outage_of_the_database_is_waited_out(pair: Pair, database: Database) -> None:
    with pair.running() as healths:
        pair.accept("m1")
        until(lambda: pair.heard() == {"m1": ["1"]}, 60)
        database.kill()
        until(lambda: "outage" in healths["relay"].trouble, 60)
        assert all(health.alive() for health in healths.values())
        database.start()
        until(lambda: not any(health.trouble for health in healths.values()), 90)
        pair.accept("m1")
        until(lambda: pair.heard() == {"m1": ["1", "2"]}, 60)
    assert pair.hears.db["dead_letters"].count_documents({}) == 0


def test_processes_told_to_end_do_so_within_ten_seconds_and_lose_nothing(pair: Pair, broker: Broker) -> None:
    make_all_topics(pair.says.settings)

    def start() -> list:
        return [
            processes.start(["relay", "worker"], pair.uris["says"], broker.bootstrap),
            processes.start(["consumer", "worker"], pair.uris["hears"], broker.bootstrap),
        ]

    running = start()
    pair.accept(*["m1", "m2"] * 10)
    until(lambda: len(pair.heard().get("m1", ())) > 2, 60)
    for process in running:
        process.terminate()
    pair.accept(*["m1", "m2"] * 10)
    for process in running:
        process.join(10)
        assert process.exitcode == 0
    running = start()
    each = [str(n) for n in range(1, 21)]
    until(lambda: pair.heard() == {"m1": each, "m2": each}, 60)
    for process in running:
        process.kill()
        process.join()
