"""The relay's Kafka producer: acks=all, no producer ids, one request in flight. Sequences remove repeats, and producer
ids lost an acknowledged record when a cluster was rebuilt."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from shared.cluster import Cluster, reach
from shared.settings import Settings

SLOW = 0.5  # seconds after which an acknowledgement is late


class NotAcknowledged(KafkaError):
    """The broker did not take all of it. The producer is closed, and another starts at the first unsent row."""


class Producer:
    """Of one cluster: what was handed to it reaches no other one. After its first failure it is closed."""

    def __init__(self, name: str, cluster: Cluster, settings: Settings) -> None:
        self.cluster, self.bootstrap = cluster, settings.kafka_bootstrap
        alone = {"retries": 0, "reconnect_backoff_ms": 5_000, "reconnect_backoff_max_ms": 5_000}  # see _outcome
        self.kafka = KafkaProducer(
            **settings.kafka | alone, client_id=name, acks="all", enable_idempotence=False,
            allow_auto_create_topics=False, max_in_flight_requests_per_connection=1, linger_ms=2, batch_size=131072,
            max_block_ms=5_000, delivery_timeout_ms=20_000, request_timeout_ms=10_000,
        )  # fmt: skip

    def send(
        self, topic: str, value: bytes | None, key: bytes, headers: Iterable[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> Any:  # fmt: skip
        """Hand it over and give its future. MessageSizeTooLargeError: more than a producer sends."""
        return self.kafka.send(topic, value, key, list(headers), partition)

    def partitions(self, topic: str) -> set[int]:
        return self.kafka.partitions_for(topic)

    def acknowledged(self, futures: list[Any]) -> bool:
        """Whether each came out well, or was larger than its topic takes, and this is still the cluster that took them
        (else ClusterChanged). What waits behind a failure is given up: it must not go to whatever cluster is next."""
        whole = True
        for future in futures:
            try:
                self._outcome(future)
            except MessageSizeTooLargeError:
                continue
            except KafkaError:
                self.close()
                whole = False
                break
        self.cluster.check()
        return whole

    def _outcome(self, future: Any) -> None:
        """Returns when the record is acknowledged. One that waits for a lost connection does so in vain: long before
        the producer has connected again, it is seen here whether the broker is away or another one."""
        for _ in range(40):
            with suppress(KafkaTimeoutError):
                future.get(timeout=SLOW)
            if future.is_done:
                future.get()
                return
            reach(self.bootstrap)
            self.cluster.check()
        raise NotAcknowledged

    def close(self) -> None:
        """Closing alone would first send all that waits, to the broker that is there when it is back."""
        self.kafka._sender.force_close()
        self.kafka._sender.join(5)
        with suppress(KafkaTimeoutError):
            self.kafka.close(timeout=0)
