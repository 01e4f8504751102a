"""How notify and activities get the persons' wrapped keys: from registry's compacted topic, the newest one a person.
Compaction leaves holes, so there are no sequences here. An erased id is kept for good, and its key refused."""

from typing import Any

from kafka import KafkaConsumer, TopicPartition
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from shared.cluster import Cluster
from shared.loops import Health
from shared.perform import Store, in_transaction
from shared.settings import Settings
from shared.topics import KEYS_TOPIC

HEARTBEAT = b"heartbeat-"


class KeysLoop:
    """Reads every partition itself, without a group: each consumer process may, for the writes are the same."""

    def __init__(self, service: str, store: Store, settings: Settings, health: Health) -> None:
        self.name = f"{service}.keys"
        self.store = store
        self.consumer: Any = None
        self.cluster = Cluster(settings)
        try:
            self._begin(settings)
        except BaseException:
            self.close()
            raise

    def _begin(self, settings: Settings) -> None:
        partitions = [TopicPartition(KEYS_TOPIC, n) for n in range(self.cluster.partitions([KEYS_TOPIC])[KEYS_TOPIC])]
        if not partitions:
            raise TimeoutError("registry has not made its topics yet")
        places = {tp: self.store.db["positions"].find_one({"_id": self._place(tp)}) for tp in partitions}
        self.consumer = KafkaConsumer(
            **settings.kafka, client_id=self.name, enable_auto_commit=False, auto_offset_reset="earliest",
            allow_auto_create_topics=False, fetch_max_wait_ms=100, metadata_max_age_ms=10_000,
        )  # fmt: skip
        self.consumer.assign(partitions)
        for partition, row in places.items():
            self.consumer.seek(partition, row["last"] if row else 0)

    def turn(self) -> None:
        polled = self.consumer.poll(timeout_ms=500, max_records=500)
        self.cluster.check()  # on empty polls too: beyond the end of another cluster's log there is only silence
        if polled:
            in_transaction(self.store.db, lambda session: self._keep(session, polled))

    def _keep(self, session: ClientSession, polled: dict[TopicPartition, list[Any]]) -> None:
        newest = {r.key.decode(): r.value for records in polled.values() for r in records if not _is_heartbeat(r)}
        erased = self._erased(session, list(newest))
        keys = [_key_update(person, value) for person, value in newest.items() if person not in erased]
        if keys:
            self.store.db["keys"].bulk_write(keys, session=session)
        places = [
            UpdateOne({"_id": self._place(partition)}, {"$set": {"last": records[-1].offset + 1}}, upsert=True)
            for partition, records in polled.items()
        ]
        self.store.db["positions"].bulk_write(places, session=session)

    def _erased(self, session: ClientSession, persons: list[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(persons), 50):
            where = {"_id": {"$in": persons[start : start + 50]}, "erased": True}
            found |= {row["_id"] for row in self.store.db["keys"].find(where, {"_id": 1}, session=session)}
        return found

    def _place(self, partition: TopicPartition) -> str:
        return f"keys|{self.cluster.id}|{partition.topic}/{partition.partition}"

    def close(self) -> None:
        try:
            if self.consumer:
                self.consumer.close(timeout_ms=3000)
        finally:
            self.cluster.close()


def _is_heartbeat(record: Any) -> bool:
    return record.key is None or record.key.startswith(HEARTBEAT)


def _key_update(person: str, value: bytes | None) -> UpdateOne:
    fields = {"wrapped": value.decode(), "erased": False} if value else {"wrapped": None, "erased": True}
    new = {"version": 0, "scopes": [], "local": False, "unsent": False, "until": None}
    return UpdateOne({"_id": person}, {"$set": fields, "$setOnInsert": new}, upsert=True)
