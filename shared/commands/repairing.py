"""When an event was bad, a copy is wrong, or a reader came late."""

from collections.abc import Iterator
from typing import Any

import click
from pymongo import DeleteOne, InsertOne, UpdateOne

from shared.commands.house import House
from shared.events import Event
from shared.inbox import Inbox
from shared.outbox import outbox_row


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
    if row is None:
        raise click.ClickException("there is none")
    for name, value in row.items():
        click.echo(f"{name}\t{value}")


@dead_letters.command()
@click.argument("reader")
@click.argument("stream", required=False)
@click.option("--one", is_flag=True, help="only the first event of the stream")
@click.pass_obj
def redrive(house: House, reader: str, stream: str | None, one: bool) -> None:
    """Try again in order: one event of a stream, the whole stream, or without STREAM every stream of the reader."""
    if one and not stream:
        raise click.UsageError("--one needs STREAM: events of a stream keep their order")
    inbox = Inbox(house.store, house.reader(reader))
    where = {"reader": reader, "parked": {"$in": ["dead", "gap"]}}
    streams = [stream] if stream else [row["stream"] for row in house.store.db["inbox"].find(where)]
    most = 1 if one else None
    click.echo(f"applied={sum(inbox.resume(each, most=most) for each in streams)} streams={len(streams)}")


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
    again = {"$set": {"unsent": True}, "$unset": {"sent": 1}}
    rows = house.store.db["outbox"].find(where, {"_id": 1})
    count = house.write("outbox", (UpdateOne({"_id": row["_id"]}, again) for row in rows))
    click.echo(f"to be sent again: {count}")


@click.command()
@click.argument("reader")
@click.confirmation_option(prompt="Stop this reader's consumers first. Empty its projections and read again?")
@click.pass_obj
def rebuild(house: House, reader: str) -> None:
    """Empty a projection with its places and sequences, and read again from the beginning. Repeat it if it was
    killed half way. What was said longer ago than outboxes keep has to be restated by its publisher."""
    found = house.reader(reader)
    if found.effects:
        raise click.UsageError(f"{reader} has effects (it tells people, it writes records); it cannot be rebuilt")
    whose: list[tuple[str, dict[str, Any]]] = [(k.collection, {}) for k in house.service.projections.get(reader, ())]
    whose += [("inbox", {"reader": reader}), ("dead_letters", {"reader": reader})]
    whose += [("positions", {"_id": {"$gte": f"{reader}|", "$lt": f"{reader}}}"}})]  # "}" follows "|"
    for collection, where in whose:
        rows = house.store.db[collection].find(where, {"_id": 1})
        house.write(collection, (DeleteOne({"_id": row["_id"]}) for row in rows))
    click.echo(f"{reader}: empty; its consumers read from the beginning")
    for event in found.reactions:
        publisher = event.type.partition(".")[0]
        click.echo(f"for what is older than the outboxes keep: python -m services.{publisher} restate {event.type}")


@click.command()
@click.argument("type")
@click.pass_obj
def restate(house: House, type: str) -> None:
    """Publish present state with its sequence, for a reader added after the events have expired."""
    event = next((event for event in house.service.restate if event.type == type), None)
    if event is None:
        raise click.UsageError(f"cannot restate {type!r}; can: {', '.join(e.type for e in house.service.restate)}")
    click.echo(f"restated: {house.write('outbox', _restated(house, event))}")


def _restated(house: House, event: type[Event]) -> Iterator[InsertOne]:
    """Numbers are read before the state, so that state is never older than its number: what was said between comes
    after it, and says it again. (One number a subject in memory.)"""
    topic = {"_id": {"$gte": f"{event.topic}/", "$lt": f"{event.topic}0"}}  # "0" follows "/"
    last = {row["_id"]: row["last"] for row in house.store.db["streams"].find(topic)}
    for fact in house.service.restate[event](house.store.db):
        if fact.stream in last:
            yield InsertOne(outbox_row(fact, last[fact.stream], house.store.now(), "") | {"mark": "restated"})
