"""deploy/topics.yaml: whole, and as it is spelled for Kafka."""

import pytest

import services.activities.service
import services.notify.service
import services.registry.service  # noqa: F401
from shared import topics
from shared.topics import KEYS_TOPIC, Difference, plan, topics_of, wanted
from tests.stage import settings_for

SETTINGS = settings_for("mongodb://127.0.0.1/x").model_copy(update={"kafka_partitions": None})
CLUSTER = SETTINGS.model_copy(update={"kafka_replication": None})


def test_the_file_names_the_topics_of_all_services_and_no_other() -> None:
    published = {name for service in ("registry", "notify", "activities") for name in topics_of(service)}
    assert set(plan().topics) == published


def test_on_a_cluster_two_of_three_replicas_acknowledge() -> None:
    topic = wanted("registry.members", CLUSTER)
    assert (topic.partitions, topic.replication, topic.configs["min.insync.replicas"]) == (12, 3, "2")
    assert topic.configs["unclean.leader.election.enable"] == "false"


@pytest.mark.parametrize(("replicas", "in_sync"), [(1, "1"), (2, "1"), (3, "2"), (5, "2")])
def test_with_fewer_replicas_one_may_still_be_away(replicas: int, in_sync: str) -> None:
    settings = SETTINGS.model_copy(update={"kafka_replication": replicas})
    assert wanted("registry.members", settings).configs["min.insync.replicas"] == in_sync


def test_events_are_kept_as_long_as_outboxes_keep_them() -> None:
    settings = CLUSTER.model_copy(update={"outbox_days": 7})
    assert wanted("notify.members", settings).configs["retention.ms"] == str(7 * topics.DAY)


def test_keys_are_kept_for_good_and_an_erased_one_is_forgotten_within_a_day() -> None:
    configs = wanted(KEYS_TOPIC, CLUSTER).configs
    assert (configs["cleanup.policy"], configs["retention.ms"]) == ("compact", "-1")
    assert int(configs["max.compaction.lag.ms"]) <= topics.DAY


def test_the_settings_stand_in_for_the_file() -> None:
    settings = CLUSTER.model_copy(update={"kafka_partitions": 5, "kafka_replication": 1})
    assert wanted("registry.places", settings)[:2] == (5, 1)
    assert wanted("registry.places", CLUSTER).partitions == 3


@pytest.mark.parametrize(
    ("what", "has", "shall", "kind"),
    [("partitions", "4", "12", "grow"), ("partitions", "12", "4", "shrink"), ("replication", "1", "3", "replication"),
     ("retention.ms", "1", "2", "config")],
)  # fmt: skip
def test_only_configs_are_changed_without_being_asked(what: str, has: str, shall: str, kind: str) -> None:
    assert Difference("registry.members", what, has, shall).kind == kind
