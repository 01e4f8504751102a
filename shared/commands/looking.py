"""What waits, and where."""

import sys
import time

import click
from kafka import KafkaConsumer, TopicPartition

from shared.cluster import Cluster
from shared.commands.house import House
from shared.documents import CLOCK
from shared.inbox import Reader
from shared.perform import perform

ANSWERS_WITHIN = 20.0  # seconds


@click.command()
@click.pass_obj
def outbox(house: House) -> None:
    """How many rows wait for the broker, how many were sent, and since when the oldest waits."""
    rows = house.store.db["outbox"]
    oldest = rows.find_one({"unsent": True}, sort=[("at", 1)])
    waits = f", the oldest since {oldest['at'].isoformat()} (event {oldest['_id']})" if oldest else ""
    click.echo(f"unsent={rows.count_documents({'unsent': True})} all={rows.estimated_document_count()}{waits}")


def behind(house: House) -> dict[str, int]:
    """Per reader, the records in its topics beyond its own places in the present cluster.

    A broker's list of end offsets may be too low (the local broker's is); the end that comes with fetched records is
    right. So each partition is read once from the reader's place on."""
    cluster = Cluster(house.settings)
    try:
        return {reader.name: _behind(house, reader, cluster) for reader in house.service.readers}
    finally:
        cluster.close()


def _behind(house: House, reader: Reader, cluster: Cluster) -> int:
    counts = cluster.partitions(reader.topics)
    partitions = [TopicPartition(topic, number) for topic, count in counts.items() for number in range(count)]
    ids = {tp: f"{reader.name}|{cluster.id}|{tp.topic}/{tp.partition}" for tp in partitions}
    found = {tp: house.store.db["positions"].find_one({"_id": id}) for tp, id in ids.items()}
    places = {tp: row["last"] if row else 0 for tp, row in found.items()}
    return sum(max(0, end - places[tp]) for tp, end in _ends(house, places).items())


def _ends(house: House, places: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
    consumer = KafkaConsumer(**house.settings.kafka, enable_auto_commit=False, allow_auto_create_topics=False,
                             auto_offset_reset="earliest", max_partition_fetch_bytes=1000)  # fmt: skip
    try:
        consumer.assign(list(places))
        for partition, place in places.items():
            consumer.seek(partition, place)
        limit = time.monotonic() + ANSWERS_WITHIN
        while waiting := [tp for tp in places if consumer.highwater(tp) is None]:
            if time.monotonic() > limit:
                raise TimeoutError(f"no answer about {len(waiting)} partitions")
            consumer.poll(timeout_ms=100)
            consumer.pause(*[tp for tp in places if consumer.highwater(tp) is not None])
        return {tp: consumer.highwater(tp) for tp in places}
    finally:
        consumer.close(autocommit=False, timeout_ms=3000)


@click.command()
@click.pass_obj
def lag(house: House) -> None:
    """Records not yet taken, by reader, from the places that count: the database's. (Those that Kafka knows serve
    autoscaling, and a broker's end offsets may be too low.)"""
    for name, records in behind(house).items():
        click.echo(f"{name} {records}")


@click.command()
@click.option("--wait", default=0.0, help="seconds to wait until nothing is")
@click.pass_obj
def due(house: House, wait: float) -> None:
    """What is due, unsent or unread; exit code 1 while there is something."""
    end = time.monotonic() + wait
    while (left := _left(house)) and time.monotonic() < end:
        time.sleep(0.2)
    click.echo(f"{house.service.name}: " + (", ".join(f"{n}={c}" for n, c in left.items()) or "nothing is due"))
    sys.exit(1 if left else 0)


def _left(house: House) -> dict[str, int]:
    queries = [task.due for task in house.service.tasks] + [errand.due for errand in house.service.errands]
    work = {query.__name__: len(perform(house.store, query, CLOCK)) for query in queries}
    work["unsent"] = house.store.db["outbox"].count_documents({"unsent": True})
    work["unsent keys"] = house.store.db["keys"].count_documents({"unsent": True, "local": False})
    work |= {f"unread by {name}": records for name, records in behind(house).items()}
    return {name: count for name, count in work.items() if count}
