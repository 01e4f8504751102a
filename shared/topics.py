"""Topics as deploy/topics.yaml wants them: made by a command (or by the relay that meets a cluster without them), never
by being written to."""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import structlog
import yaml
from kafka.admin import ConfigResource
from kafka.errors import TopicAlreadyExistsError
from pydantic import BaseModel, ConfigDict

from shared.cluster import Cluster
from shared.events import Event
from shared.settings import Settings

log = structlog.get_logger()
FILE = Path(__file__).parents[1] / "deploy" / "topics.yaml"
KEYS_TOPIC = "registry.keys"
DAY = 86_400_000
Configs = dict[str, bool | int | str]


class Own(BaseModel):
    """What one topic has of its own."""

    model_config = ConfigDict(extra="forbid")
    partitions: int | None = None
    configs: Configs = {}


class Plan(BaseModel):
    """deploy/topics.yaml."""

    model_config = ConfigDict(extra="forbid")
    partitions: int
    replication: int
    configs: Configs
    topics: dict[str, Own]


class Topic(NamedTuple):
    """As it shall be; configs by Kafka's names, in Kafka's spelling."""

    partitions: int
    replication: int
    configs: dict[str, str]


class Difference(NamedTuple):
    """`what`: partitions, replication, or a config's name."""

    topic: str
    what: str
    has: str
    wanted: str

    @property
    def kind(self) -> Literal["config", "grow", "shrink", "replication"]:
        if self.what == "partitions":
            return "grow" if int(self.has) < int(self.wanted) else "shrink"
        return "replication" if self.what == "replication" else "config"


def topics_of(service: str) -> list[str]:
    """The topics this service publishes."""
    published = {event.topic for type, event in Event.known.items() if type.startswith(f"{service}.")}
    return sorted(published | ({KEYS_TOPIC} if service == "registry" else set()))


@cache
def plan() -> Plan:
    return Plan.model_validate(yaml.safe_load(FILE.read_text("utf-8")))


def wanted(name: str, settings: Settings) -> Topic:
    """One that the file does not name is as all are. With fewer replicas than planned, as many fewer must be in sync:
    one stays writable."""
    own = plan().topics.get(name, Own())
    replication = settings.kafka_replication or plan().replication
    configs = {key: _spelled(value, settings) for key, value in (plan().configs | own.configs).items()}
    in_sync = min(int(configs["min.insync.replicas"]), max(1, replication - 1))
    partitions = settings.kafka_partitions or own.partitions or plan().partitions
    return Topic(partitions, replication, configs | {"min.insync.replicas": str(in_sync)})


def _spelled(value: bool | int | str, settings: Settings) -> str:
    return str(settings.outbox_days * DAY) if value == "outbox_days" else str(value).lower()


def make_topics(cluster: Cluster, topics: list[str], settings: Settings) -> list[str]:
    """Make those that are missing; gives their names. A live one that differs is left as it is, and works."""
    missing = [name for name, partitions in sorted(cluster.partitions(topics).items()) if partitions == 0]
    for name in missing:
        topic = wanted(name, settings)
        row = {"num_partitions": topic.partitions, "replication_factor": topic.replication, "configs": topic.configs}
        try:
            cluster.admin.create_topics({name: row})
        except TopicAlreadyExistsError:
            log.info("topic_made_elsewhere", topic=name)  # another process was quicker
    return missing


def differences(cluster: Cluster, topics: list[str], settings: Settings) -> list[Difference]:
    """How live topics differ from the file; missing ones are not told of. A broker that does not say a config (the
    local one knows few) is taken to keep it."""
    found = []
    rows = {row["name"]: row["partitions"] for row in cluster.admin.describe_topics(topics) if row["partitions"]}
    configs = cluster.configs(sorted(rows))
    for name, partitions in sorted(rows.items()):
        topic = wanted(name, settings)
        shall = {"partitions": str(topic.partitions), "replication": str(topic.replication)} | topic.configs
        replicas = min(len(partition["replica_nodes"]) for partition in partitions)
        has = {"partitions": str(len(partitions)), "replication": str(replicas)} | configs[name]
        found += [Difference(name, w, has[w], shall[w]) for w in shall if has.get(w, shall[w]) != shall[w]]
    return found


def change_back(cluster: Cluster, differing: list[Difference]) -> None:
    """Set these configs to what the file says; others of the topic stay."""
    for each in differing:
        cluster.admin.alter_configs([ConfigResource("topic", each.topic, {each.what: each.wanted})], incremental=True)


def grow(cluster: Cluster, differing: list[Difference]) -> None:
    """Add partitions; see the command for what that means."""
    if differing:  # else not even asked: the local broker knows no such request
        cluster.admin.create_partitions({each.topic: int(each.wanted) for each in differing})
