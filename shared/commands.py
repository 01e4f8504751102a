"""`python -m services.<name> <role>…` runs roles; the same entry has the operators' commands."""

import sys
import time

import click
from kafka import KafkaAdminClient
from pymongo import UpdateMany, UpdateOne

from shared import logs, roles, settings
from shared.documents import CLOCK
from shared.inbox import Inbox, Reader
from shared.perform import Store, perform, transact
from shared.service import Service
from shared.topics import make_topics, topics_of
from shared.tx import outbox_row


def main(service: Service) -> None:
    logs.configure(service.name)
    wanted = sys.argv[1:]
    if wanted and set(wanted) <= set(roles.ROLES):
        found = settings.load()
        logs.configure(service.name, found.log_level)
        roles.run(service, wanted, found)
    else:
        _group(service)(prog_name=f"python -m services.{service.name}")


class House:
    """What a command works with; settings are read when the first thing of it is asked for."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._store: Store | None = None

    @property
    def settings(self) -> settings.Settings:
        return settings.load()

    @property
    def store(self) -> Store:
        self._store = self._store or self.service.store(self.settings)
        return self._store

    def reader(self, name: str) -> Reader:
        for reader in self.service.readers:
            if reader.name == name:
                return reader
        raise click.UsageError(f"no reader {name!r}; there are: {', '.join(r.name for r in self.service.readers)}")


def _group(service: Service) -> click.Group:
    @click.group(help=f"{service.name}: roles {' '.join(roles.ROLES)}, or one of these commands.")
    @click.pass_context
    def group(context: click.Context) -> None:
        context.obj = House(service)

    for command in [indexes, topics, outbox, lag, due, dead_letters, replay, rebuild, restate, rotate_master_key]:
        group.add_command(command)
    for command in service.commands:
        group.add_command(command)
    return group


@click.command()
@click.pass_obj
def indexes(house: House) -> None:
    """Make collections and indexes; repeating it changes nothing."""
    house.service.make_collections(house.store.db)
    click.echo(f"{house.service.name}: collections and indexes are there")


@click.command()
@click.pass_obj
def topics(house: House) -> None:
    """Make this service's topics where they are missing."""
    admin = KafkaAdminClient(**house.settings.kafka)
    made = make_topics(admin, topics_of(house.service.name), house.settings)
    admin.close()
    click.echo(f"{house.service.name}: made {', '.join(made) or 'nothing, all topics are there'}")


@click.command()
@click.pass_obj
def outbox(house: House) -> None:
    """How many rows wait for the broker, how many were sent, and since when the oldest waits."""
    rows = house.store.db["outbox"]
    oldest = rows.find_one({"unsent": True}, sort=[("at", 1)])
    waits = f", the oldest since {oldest['at'].isoformat()} (event {oldest['_id']})" if oldest else ""
    click.echo(f"unsent={rows.count_documents({'unsent': True})} all={rows.estimated_document_count()}{waits}")


def behind(house: House) -> dict[str, int]:
    """Per reader, the records in its topics beyond its own places in the current cluster."""
    from kafka import KafkaConsumer, TopicPartition

    admin = KafkaAdminClient(**house.settings.kafka)
    cluster = admin.describe_cluster()["cluster_id"]
    admin.close()
    consumer = KafkaConsumer(**house.settings.kafka, enable_auto_commit=False)
    try:
        found = {}
        for reader in house.service.readers:
            ends = consumer.end_offsets(
                [TopicPartition(t, p) for t in reader.topics for p in consumer.partitions_for_topic(t) or ()]
            )
            ids = {f"{reader.name}|{cluster}|{tp.topic}/{tp.partition}": end for tp, end in ends.items()}
            rows = house.store.db["positions"].find({"_id": {"$regex": f"^{reader.name}\\|"}})
            places = {row["_id"]: row["last"] for row in rows}
            found[reader.name] = sum(max(0, end - places.get(id, 0)) for id, end in ids.items())
        return found
    finally:
        consumer.close()


@click.command()
@click.pass_obj
def lag(house: House) -> None:
    """Records not yet taken, by reader, from the places that count (the database's, not Kafka's)."""
    for name, records in behind(house).items():
        click.echo(f"{name} {records}")


@click.command()
@click.option("--wait", default=0.0, help="seconds to wait until nothing is")
@click.pass_obj
def due(house: House, wait: float) -> None:
    """What is due, unsent or unread; exit code 1 while there is something."""
    end = time.monotonic() + wait
    while True:
        work = {t.due.__name__: len(perform(house.store, t.due, CLOCK)) for t in house.service.tasks}
        work |= {e.due.__name__: len(perform(house.store, e.due, CLOCK)) for e in house.service.errands}
        work |= {"unsent": house.store.db["outbox"].count_documents({"unsent": True})}
        work |= {f"unread by {name}": records for name, records in behind(house).items()}
        left = {name: count for name, count in work.items() if count}
        if not left or time.monotonic() > end:
            break
        time.sleep(0.2)
    click.echo(f"{house.service.name}: " + (", ".join(f"{n}={c}" for n, c in left.items()) or "nothing is due"))
    sys.exit(1 if left else 0)


@click.group("dead-letters")
def dead_letters() -> None:
    """Bad events, events before a gap, and what lies behind them: list, show, redrive, dismiss."""


@dead_letters.command("list")
@click.option("--limit", default=100)
@click.pass_obj
def list_dead_letters(house: House, limit: int) -> None:
    """One line each: reader, stream, sequence, type, since when, why."""
    for row in house.store.db["dead_letters"].find().sort([("reader", 1), ("stream", 1), ("sequence", 1)]).limit(limit):
        where = row["stream"] or f"{row['topic']}/{row['partition']}@{row['offset']}"
        click.echo(f"{row['reader']}\t{where}\t{row['sequence']}\t{row['type']}\t{row['at'].isoformat()}\t{row['reason']}")


@dead_letters.command()
@click.argument("reader")
@click.argument("stream")
@click.argument("sequence", type=int)
@click.pass_obj
def show(house: House, reader: str, stream: str, sequence: int) -> None:
    """One of them whole. Personal data in it is sealed."""
    row = house.store.db["dead_letters"].find_one({"reader": reader, "stream": stream, "sequence": sequence})
    for name, value in (row or {"": "there is none"}).items():
        click.echo(f"{name}\t{value}")


@dead_letters.command()
@click.argument("reader")
@click.argument("stream", required=False)
@click.pass_obj
def redrive(house: House, reader: str, stream: str | None) -> None:
    """Try a stream again in its order, or every stream of the reader."""
    inbox = Inbox(house.store, house.reader(reader))
    where = {"reader": reader, "parked": {"$in": ["dead", "gap"]}}
    streams = [stream] if stream else [row["stream"] for row in house.store.db["inbox"].find(where)]
    click.echo(f"applied={sum(inbox.resume(each) for each in streams)} streams={len(streams)}")


@dead_letters.command()
@click.argument("reader")
@click.argument("stream")
@click.pass_obj
def dismiss(house: House, reader: str, stream: str) -> None:
    """Pass over the first bad event of a stream for good, and go on behind it."""
    click.echo(f"applied={Inbox(house.store, house.reader(reader)).resume(stream, dismiss=True)}")


@click.command()
@click.option("--stream", help="only this one: topic/key")
@click.option("--since", type=click.DateTime(), help="only what was said since (UTC)")
@click.pass_obj
def replay(house: House, stream: str | None, since: object) -> None:
    """Set sent rows to unsent: the relay publishes them again, and readers skip what they have applied."""
    where: dict[str, object] = {"unsent": {"$exists": False}}
    where |= ({"stream": stream} if stream else {}) | ({"at": {"$gte": since}} if since else {})
    count = 0
    while ids := [row["_id"] for row in house.store.db["outbox"].find(where, {"_id": 1}).limit(1000)]:
        chunks = [ids[start : start + 50] for start in range(0, len(ids), 50)]
        update = {"$set": {"unsent": True}, "$unset": {"sent": 1}}
        writes = [UpdateMany({"_id": {"$in": chunk}}, update) for chunk in chunks]
        transact(house.store, lambda tx, w=writes: [tx.write("outbox", each) for each in w], by=None)
        count += len(ids)
    click.echo(f"to be sent again: {count}")


@click.command()
@click.argument("reader")
@click.confirmation_option(prompt="Stop this reader's consumers first. Empty its projections and read again?")
@click.pass_obj
def rebuild(house: House, reader: str) -> None:
    """Empty a projection with its places and sequences, and read again from the beginning."""
    found = house.reader(reader)
    if found.effects:
        raise click.UsageError(f"{reader} has effects (it tells people, it writes records); it cannot be rebuilt")
    db = house.store.db
    for kind in house.service.projections.get(reader, ()):
        db[kind.collection].delete_many({})
    db["inbox"].delete_many({"reader": reader})
    db["dead_letters"].delete_many({"reader": reader})
    db["positions"].delete_many({"_id": {"$regex": f"^{reader}\\|"}})
    click.echo(f"{reader}: empty; its consumers read from the beginning")


@click.command()
@click.argument("type")
@click.pass_obj
def restate(house: House, type: str) -> None:
    """Publish present state with its sequence, for a reader added after the events have expired."""
    current = next((facts for event, facts in house.service.restate.items() if event.type == type), None)
    if current is None:
        raise click.UsageError(f"cannot restate {type!r}; can: {', '.join(e.type for e in house.service.restate)}")
    count = 0
    for fact in current(house.store.db):
        row = house.store.db["streams"].find_one({"_id": fact.stream})
        if row:
            again = outbox_row(fact, row["last"], house.store.now(), "") | {"mark": "restated"}
            house.store.db["outbox"].insert_one(again)
            count += 1
    click.echo(f"restated: {count}")


@click.command("rotate-master-key")
@click.pass_obj
def rotate_master_key(house: House) -> None:
    """Wrap every person's key under the first of LIANXIN_MASTER_KEYS; afterwards the old one may go."""
    count = 0
    for row in house.store.db["keys"].find({"wrapped": {"$ne": None}}):
        again = house.store.keys.rewrapped(row["_id"], row["wrapped"])
        if again:
            fields = {"wrapped": again} | ({"unsent": True} if house.service.makes_keys else {})
            change = UpdateOne({"_id": row["_id"], "wrapped": row["wrapped"]}, {"$set": fields})
            transact(house.store, lambda tx, c=change: tx.write("keys", c), by=None)
            count += 1
    click.echo(f"wrapped anew: {count}")
