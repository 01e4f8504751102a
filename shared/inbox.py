"""What a reader does with a batch: every event's effect once, in the order of its stream, whatever is repeated,
late, missing or bad. One batch is one transaction; only a batch that fails for its content is taken one by one.

Per reader three collections speak for it: `positions` (where it stands in each partition of each cluster), `inbox`
(per stream the last sequence applied, kept for good) and `dead_letters` (bad events, events that came before a
missing one, and what lies behind them in the same stream).
"""

from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from pydantic import ValidationError
from pymongo import DeleteOne, UpdateOne

from shared import metrics
from shared.events import Event
from shared.perform import Store, count_on, is_outage, trace, transact
from shared.streams import Message, Streams, laid_aside
from shared.tx import Tx

Reactions = dict[type[Event], list[Callable[[Tx, Any], None]]]


class Reader(NamedTuple):
    """One consumer group. `effects`: its reactions do more than keep a copy (notices, records), so it is never
    rebuilt and ignores restated facts."""

    name: str
    reactions: Reactions
    effects: bool = False

    @property
    def topics(self) -> list[str]:
        return sorted({event.topic for event in self.reactions})

    @property
    def by_type(self) -> dict[str, tuple[type[Event], list[Callable]]]:
        return {event.type: (event, functions) for event, functions in self.reactions.items()}


class StartsFurtherOn(Exception):
    """The batch begins beyond the reader's place: something lies between that was never read."""

    def __init__(self, place: str, offset: int) -> None:
        self.place, self.offset = place, offset
        super().__init__(f"{place}: expected offset {offset}")


class CodeIsWrong(Exception):
    """So many events failed that it is the reader, not the events; nothing more is laid aside."""


class Inbox:
    """Takes batches for one reader. `outcomes` are the last hundred, for telling bad events from bad code."""

    def __init__(self, store: Store, reader: Reader, outcomes: deque[bool] | None = None) -> None:
        self.store, self.reader = store, reader
        self.handlers = reader.by_type
        self.outcomes = outcomes if outcomes is not None else deque(maxlen=100)

    def take(self, cluster: str, messages: list[Message], accept_jump: bool = False) -> None:
        """Apply the batch and move the places, or raise: StartsFurtherOn, CodeIsWrong, or the database's outage."""
        try:
            resumed = transact(self.store, lambda tx: self._apply(tx, cluster, messages, accept_jump), by=None)
            self._came_out(True)
        except StartsFurtherOn:
            raise
        except Exception as caught:
            if is_outage(caught):  # waits in place: nothing is wrong with the messages
                raise
            resumed = self._one_by_one(cluster, messages, accept_jump, caught)
        for stream in resumed:
            self.resume(stream)

    def _one_by_one(self, cluster: str, messages: list[Message], accept_jump: bool, why: Exception) -> list[str]:
        if len(messages) > 1:
            for message in messages:
                self.take(cluster, [message], accept_jump)
            return []
        self._came_out(False)
        reason = f"{type(why).__name__}: {_without_values(why)}"
        transact(self.store, lambda tx: self._apply(tx, cluster, messages, accept_jump, bad=reason), by=None)
        return []

    def _came_out(self, good: bool) -> None:
        self.outcomes.append(good)
        if not good and self.outcomes.count(False) > 50:
            raise CodeIsWrong(self.reader.name)

    def _apply(self, tx: Tx, cluster: str, messages: list[Message], accept_jump: bool, bad: str = "") -> list[str]:
        places = self._places(tx, cluster, messages, accept_jump)
        streams = Streams(self.reader.name, tx, {m.stream for m in messages if not m.problem})
        for m in messages:
            if m.offset < places[f"{self.reader.name}|{cluster}|{m.place}"]:
                continue
            places[f"{self.reader.name}|{cluster}|{m.place}"] = m.offset + 1
            if m.problem:
                self._lay_aside(tx, m, m.problem)
            elif streams.takes(m):
                self._take_next(tx, streams, m, bad)
            elif m.sequence > streams.last[m.stream]:
                streams.parked.setdefault(m.stream, "gap")
                self._lay_aside(tx, m, f"waits for {streams.last[m.stream] + 1}")
        count_on(tx, "positions", places)
        streams.keep()
        return streams.resumed

    def _take_next(self, tx: Tx, streams: Streams, m: Message, bad: str) -> None:
        if bad:
            streams.parked[m.stream] = "dead"
            self._lay_aside(tx, m, bad)
            return
        self._react(tx, m)
        streams.advance(m)

    def _places(self, tx: Tx, cluster: str, messages: list[Message], accept_jump: bool) -> Counter[str]:
        ids = {f"{self.reader.name}|{cluster}|{m.place}" for m in messages}
        places = tx.rows.numbers("positions", ids)  # type: ignore[attr-defined]
        first = {m.place: m.offset for m in reversed(messages)}  # of each partition the first one counts
        for place, offset in first.items():
            expected = places[f"{self.reader.name}|{cluster}|{place}"]
            if offset > expected and not accept_jump:
                raise StartsFurtherOn(place, expected)
        return places

    def _react(self, tx: Tx, m: Message) -> None:
        if m.mark == "emptied" or (m.mark == "restated" and self.reader.effects) or m.type not in self.handlers:
            return  # its person was erased; a fact that is not news; an event nobody here asked for
        event, functions = self.handlers[m.type]
        fact = event.read(m.data)
        trace.set(m.traceparent)
        for react in functions:
            react(tx, fact)

    def _lay_aside(self, tx: Tx, m: Message, reason: str) -> None:
        where = f"{m.stream}|{m.sequence:012}" if m.stream else f"{m.place}@{m.offset}"
        row = m._asdict() | {"reader": self.reader.name, "reason": reason, "at": tx.now}
        tx.write("dead_letters", UpdateOne({"_id": f"{self.reader.name}|{where}"}, {"$setOnInsert": row}, upsert=True))

    def resume(self, stream: str, dismiss: bool = False, most: int | None = None) -> int:
        """Go on with what lies aside of this stream, in order, until something is missing or bad again, or `most` are
        done. Gives how many were. `dismiss`: the first one is passed over instead, for good."""
        applied = 0
        while applied != most:
            try:
                if not transact(self.store, partial(self._resume_one, stream=stream, dismiss=dismiss), by=None):
                    return applied
            except Exception as caught:
                if is_outage(caught):
                    raise
                reason = f"{type(caught).__name__}: {_without_values(caught)}"
                transact(self.store, partial(self._still_bad, stream=stream, reason=reason), by=None)
                return applied
            applied, dismiss = applied + 1, False
        return applied

    def _resume_one(self, tx: Tx, stream: str, dismiss: bool) -> bool:
        streams = Streams(self.reader.name, tx, {stream})
        held = laid_aside(tx, self.reader.name, stream)
        row = next(iter(held), None)
        if row and row["sequence"] <= streams.last[stream]:  # a restated fact has overtaken it
            tx.write("dead_letters", DeleteOne({"_id": row["_id"]}))
            return True
        if row is None or row["sequence"] != streams.last[stream] + 1:
            streams.parked[stream] = "gap" if row else ""
            streams.keep()
            return False
        message = Message(**{field: row[field] for field in Message._fields})
        if not dismiss:
            self._react(tx, message)
        streams.parked[stream] = "gap"  # so that a kill before the last of them leaves a stream that goes on by itself
        streams.advance(message)
        streams.keep()
        tx.write("dead_letters", DeleteOne({"_id": row["_id"]}))
        return True

    def _still_bad(self, tx: Tx, stream: str, reason: str) -> None:
        streams = Streams(self.reader.name, tx, {stream})
        streams.parked[stream] = "dead"
        streams.keep()
        id = f"{self.reader.name}|{stream}|{streams.last[stream] + 1:012}"
        tx.write("dead_letters", UpdateOne({"_id": id}, {"$set": {"reason": reason}}))

    def resume_what_can(self) -> None:
        """Streams whose missing event has come. A kill between its arrival and the resuming leaves them here."""
        for row in self.store.db["inbox"].find({"parked": "gap", "reader": self.reader.name}).limit(1000):
            self.resume(row["stream"])


    def measure(self, reader: str) -> None:
        """How many streams wait and for how long; `reader`: the label."""
        rows = self.store.db["inbox"]
        for why in ("dead", "gap"):
            metrics.parked.labels(reader, why).set(rows.count_documents({"parked": why, "reader": self.reader.name}))
        gaps = rows.find({"parked": "gap", "reader": self.reader.name}, {"since": 1}).limit(1000)
        oldest = min((row["since"] for row in gaps if "since" in row), default=None)
        metrics.gap_age.labels(reader).set((self.store.now() - oldest).total_seconds() if oldest else 0)


def _without_values(caught: Exception) -> str:
    """A reason without what was in the event: pydantic and others quote their input."""
    if isinstance(caught, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in caught.errors(include_input=False))
    return str(getattr(caught, "code", "")) or "failed"
