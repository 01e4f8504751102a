"""The command `topics` on a live broker. What the local broker cannot do is asked of Apache Kafka (BROKER=kafka)."""

from collections.abc import Iterator

import pytest
from kafka.admin import ConfigResource

from shared.cluster import Cluster
from shared.topics import KEYS_TOPIC, differences, topics_of
from tests.integration.pipe.pair import Pair
from tests.integration.pipe.test_commands import run
from tests.servers import Broker, Database, Kafka
from tests.stage import until

MEMBERS = "registry.members"


@pytest.fixture
def pair(database: Database, broker: Broker) -> Pair:
    broker.restart_empty()
    return Pair(database, broker, "topics")


@pytest.fixture
def cluster(pair: Pair) -> Iterator[Cluster]:
    cluster = Cluster(pair.says.settings)
    yield cluster
    cluster.close()


@pytest.fixture
def kafka(broker: Broker) -> None:
    if not isinstance(broker, Kafka):
        pytest.skip("the local broker keeps no such setting and adds no partitions: BROKER=kafka")


def test_a_dry_run_says_what_is_missing_and_makes_nothing(pair: Pair, cluster: Cluster) -> None:
    said = run(pair.says, "topics", "--dry-run")
    assert said.exit_code == 1
    assert "would make registry.accounts" in said.output
    assert not any(cluster.partitions(topics_of("registry")).values())


def test_what_was_made_by_the_file_does_not_differ_from_it(pair: Pair, cluster: Cluster) -> None:
    run(pair.says, "topics")
    until(lambda: all(cluster.partitions(topics_of("registry")).values()))  # some brokers say so a little later
    assert differences(cluster, topics_of("registry"), pair.says.settings) == []
    assert run(pair.says, "topics", "--dry-run").output == "registry: would make nothing, all topics are there\n"


def test_the_relay_makes_them_by_the_same_file(pair: Pair, cluster: Cluster) -> None:
    pair.accept("m1")
    pair.publish()
    assert run(pair.says, "topics", "--dry-run").exit_code == 0


@pytest.mark.usefixtures("kafka")
def test_a_setting_that_deviates_is_changed_back(pair: Pair, cluster: Cluster) -> None:
    run(pair.says, "topics")
    was = cluster.configs([MEMBERS])[MEMBERS]
    cluster.admin.alter_configs([ConfigResource("topic", MEMBERS, {"retention.ms": "1000", "segment.ms": "60000"})])
    dry = run(pair.says, "topics", "--dry-run")
    assert dry.exit_code == 1
    assert f"{MEMBERS}: retention.ms is 1000, shall be {was['retention.ms']}; would be changed" in dry.output
    assert cluster.configs([MEMBERS])[MEMBERS]["retention.ms"] == "1000"
    assert "; changed" in run(pair.says, "topics").output
    assert cluster.configs([MEMBERS])[MEMBERS] == was | {"segment.ms": "60000"}  # nobody's but an operator's


@pytest.mark.usefixtures("kafka")
def test_partitions_grow_only_when_asked_and_those_of_keys_never(pair: Pair, cluster: Cluster) -> None:
    run(pair.says, "topics")
    pair.accept("m1", "m2")
    pair.publish()
    pair.says.settings = pair.says.settings.model_copy(update={"kafka_partitions": 7})
    assert "not grown: --grow does it. A key's next events" in run(pair.says, "topics").output
    assert cluster.partitions([MEMBERS]) == {MEMBERS: 4}
    said = run(pair.says, "topics", "--grow").output
    assert f"{MEMBERS}: partitions is 4, shall be 7; changed" in said
    assert f"{KEYS_TOPIC}: partitions is 4, shall be 7; never grown" in said
    assert cluster.partitions([MEMBERS, KEYS_TOPIC]) == {MEMBERS: 7, KEYS_TOPIC: 4}
    pair.accept("m1", "m2", "m1")  # now in other partitions: read in their order all the same
    with pair.running():
        until(lambda: pair.heard() == {"m1": ["1", "2", "3"], "m2": ["1", "2"]}, 60)


def test_partitions_are_never_taken_away(pair: Pair, cluster: Cluster) -> None:
    run(pair.says, "topics")
    pair.says.settings = pair.says.settings.model_copy(update={"kafka_partitions": 2})
    assert "left: a topic cannot shrink" in run(pair.says, "topics", "--grow").output
    assert cluster.partitions([MEMBERS]) == {MEMBERS: 4}
