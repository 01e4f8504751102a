"""Topics: made by a command (or by the relay that meets a cluster without them), never by being written to."""

import structlog
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from shared.cluster import Cluster
from shared.events import Event
from shared.settings import Settings

log = structlog.get_logger()
KEYS_TOPIC = "registry.keys"
DAY = 86_400_000
COMPACTED = {
    "cleanup.policy": "compact",
    "max.compaction.lag.ms": str(DAY),  # an erased key is gone from the broker within a day
    "segment.ms": str(DAY // 4),
    "delete.retention.ms": str(DAY),
}


def topics_of(service: str) -> list[str]:
    """The topics this service publishes."""
    published = {event.topic for type, event in Event.known.items() if type.startswith(f"{service}.")}
    return sorted(published | ({KEYS_TOPIC} if service == "registry" else set()))


def make_topics(cluster: Cluster, topics: list[str], settings: Settings) -> list[str]:
    """Make those that are missing; gives their names. A live topic's partition count is never changed: one that
    differs from the settings is said, and works."""
    missing = []
    for name, partitions in sorted(cluster.partitions(topics).items()):
        if partitions == 0:
            missing.append(name)
            _make(cluster, name, settings)
        elif partitions != settings.kafka_partitions:
            log.warning("other_partition_count", topic=name, has=partitions, wanted=settings.kafka_partitions)
    return missing


def _make(cluster: Cluster, name: str, settings: Settings) -> None:
    configs = COMPACTED if name == KEYS_TOPIC else {"retention.ms": str(settings.outbox_days * DAY)}
    topic = NewTopic(name, settings.kafka_partitions, settings.kafka_replication, topic_configs=configs)
    try:
        cluster.admin.create_topics([topic])
    except TopicAlreadyExistsError:
        log.info("topic_made_elsewhere", topic=name)  # another process was quicker
