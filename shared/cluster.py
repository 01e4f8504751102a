"""The Kafka cluster behind the configured address. Another one may stand there at any time, with other records at the
same offsets; so its id is asked after whatever was polled or flushed, and clients of another cluster are built anew."""

import socket
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from shared import metrics
from shared.loops import ClusterChanged
from shared.settings import Settings


class Cluster:
    """The cluster that was there when this was made. `id` never comes back once another has taken its place."""

    def __init__(self, settings: Settings) -> None:
        reach(settings.kafka_bootstrap)
        self.admin = _Admin(**settings.kafka, request_timeout_ms=5000, bootstrap_timeout_ms=10_000)
        try:
            self.id = self._asked()
        except BaseException:
            self.close()
            raise

    def check(self) -> None:
        """Return where it is still the same one: what was read before this call came from it."""
        if self._asked() != self.id:
            raise ClusterChanged

    def _asked(self) -> str:
        """From the broker each time (1 ms): what clients remember is out of date when it matters."""
        found = self.admin.describe_cluster()
        metrics.brokers.set(sum(not broker.get("is_fenced") for broker in found["brokers"]))  # fenced: known, and away
        return str(found["cluster_id"])

    def partitions(self, topics: list[str]) -> dict[str, int]:
        """How many each of these topics has, 0 where it is missing. Asking any other way may make the topic."""
        return {row["name"]: len(row["partitions"]) for row in self.admin.describe_topics(topics)} if topics else {}

    def configs(self, topics: list[str]) -> dict[str, dict[str, str]]:
        """Per topic its settings as they are in force, as far as the broker says them."""
        asked = [ConfigResource("topic", name) for name in topics]
        rows = self.admin.describe_configs(asked, config_filter="all").get("topic", {}) if topics else {}
        return {name: {key: str(row["value"]) for key, row in rows.get(name, {}).items()} for name in topics}

    def close(self) -> None:
        self.admin.close()


class _Admin(KafkaAdminClient):
    """One whose thread ends also when its constructor failed."""

    _closed = False  # else close() takes what was never finished for closed

    def __init__(self, **settings: Any) -> None:
        try:
            super().__init__(**settings)
        except BaseException:
            self.close()
            raise


def reach(bootstrap: str) -> None:
    """Return if any of the brokers takes a connection; else OSError. Clients would wait far longer to say so."""
    for address in bootstrap.split(","):
        host, _, port = address.rpartition(":")
        try:
            return socket.create_connection((host, int(port)), 2).close()
        except OSError as caught:
            away = caught
    raise away
