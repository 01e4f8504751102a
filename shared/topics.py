"""Topics: made by a command (or by the relay that meets an empty cluster), never by being written to."""

from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from shared.events import Event
from shared.settings import Settings

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


def make_topics(admin: KafkaAdminClient, topics: list[str], settings: Settings) -> list[str]:
    """Make those that are missing; gives their names. A live topic's partition count is never changed."""
    missing = sorted(set(topics) - set(admin.list_topics()))
    for name in missing:
        try:
            admin.create_topics([_topic(name, settings)])
        except TopicAlreadyExistsError:
            continue
    return missing


def _topic(name: str, settings: Settings) -> Any:
    configs = COMPACTED if name == KEYS_TOPIC else {"retention.ms": str(settings.outbox_days * DAY)}
    return NewTopic(name, settings.kafka_partitions, settings.kafka_replication, topic_configs=configs)
