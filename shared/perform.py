"""Doing an action against the real database: one transaction, run again from the start after a conflict."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
import pymongo
from pymongo import InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DocumentTooLarge, OperationFailure, PyMongoError

from shared.clock import Clock
from shared.documents import CLOCK, PUBLIC, Actor
from shared.errors import KeyReused, NotAllowed, NotSignedIn, Refused
from shared.events import ActivityLine, LookLine
from shared.outbox import outbox_row
from shared.sealed import Keys, Sealed
from shared.turns import turn
from shared.tx import Tx

trace: ContextVar[str] = ContextVar("traceparent", default="")
CHUNK = 50  # ids in one $in, writes in one command: long lists cost some servers the square of their length, and the
# local database lets no other transaction go on while a command of one runs
DUPLICATE_KEY = 11000
CONTENT_CODES = {2, 9, 14, 40, 52, 57, 121, 10334, 11000, 17280}  # bad value, parse, type, conflict, validation, size
PERSON_WAITS = 20.0  # seconds; then the answer is "try again", and nothing is half done
LOOP_WAITS = 50.0  # a slice of a roster on a busy machine; a loop is taken for hanging after 60


@dataclass(frozen=True)
class Store:
    """One service's database and what its transactions need."""

    db: Database
    now: Clock
    keys: Keys
    acted: type[ActivityLine]
    looked: type[LookLine]


class Once(NamedTuple):
    """A request's Idempotency-Key, bound to who sent it and where to; and the hash of its body."""

    id: str
    body: str


class Replayed(Exception):
    """This request was answered before; here is that answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


class MongoRows:
    def __init__(self, db: Database, session: ClientSession) -> None:
        self.db, self.session = db, session

    def find(self, collection: str, where: dict[str, Any], sort: list[tuple[str, int]], limit: int) -> Iterable:
        return self.db[collection].find(where, session=self.session).sort(sort).limit(limit)

    def count(self, collection: str, where: dict[str, Any]) -> int:
        return self.db[collection].count_documents(where, session=self.session)

    def numbers(self, collection: str, ids: Iterable[str]) -> Counter[str]:
        """The last number of each; 0 where there is none yet."""
        wanted, last = sorted(ids), Counter[str]()
        for start in range(0, len(wanted), CHUNK):
            for row in self.db[collection].find({"_id": {"$in": wanted[start : start + CHUNK]}}, session=self.session):
                last[row["_id"]] = row["last"]
        return last

    def write(self, writes: dict[str, list[Any]]) -> None:
        for collection, operations in writes.items():
            for start in range(0, len(operations), CHUNK):
                self.db[collection].bulk_write(operations[start : start + CHUNK], session=self.session)


def perform(
    store: Store, action: Callable, by: Actor, /, *args: Any,
    origin: str = "", once: Once | None = None, answer: Callable[[Any], Any] | None = None, **kwargs: Any,
) -> Any:  # fmt: skip
    """Do what `by` asks for, or refuse. `answer` turns the result into what is sent, inside the transaction, so that
    it can be kept with `once` and be given again; without it the result itself is returned.

    An action that raises leaves nothing behind. One that returns a Refused keeps what it wrote (a wrong password that
    counts), and is refused then."""
    if by != CLOCK and by.role not in getattr(action, "allow", ()):
        raise NotSignedIn if by == PUBLIC else NotAllowed

    def body(tx: Tx) -> Any:
        if once and (earlier := _answered(tx, once)):
            raise Replayed(earlier["answer"])
        result = action(tx, *args, **kwargs)
        if isinstance(result, Refused):
            return result
        if answer:
            result = answer(result)
        if once:
            _remember(tx, once, result)
        return result

    try:
        with turn(action, args):
            sent = transact(store, body, by, action.__name__, origin)
    except Replayed as earlier:
        return earlier.answer
    if isinstance(sent, Refused):
        raise sent
    return sent


def transact(store: Store, do: Callable[[Tx], Any], by: Actor | None, what: str = "", origin: str = "") -> Any:
    """Run do(tx) and commit. After a conflict it runs again from the start, so it touches nothing but tx."""

    def attempt(session: ClientSession) -> Any:
        tx = Tx(MongoRows(store.db, session), by, store.now(), store.keys, origin)
        result = do(tx)
        commit(store, tx, what)
        return result

    for _ in range(3):
        try:
            return in_transaction(store.db, attempt, LOOP_WAITS if by in (None, CLOCK) else PERSON_WAITS)
        except BulkWriteError as caught:  # somebody added the same id between our look and our write: look again
            if not _is_duplicate(caught):
                raise
            last = caught
    raise last


def in_transaction(db: Database, attempt: Callable[[ClientSession], Any], within: float = PERSON_WAITS) -> Any:
    """Run attempt(session) and commit; again after a conflict. An outage is an error `within` seconds: the driver by
    itself tries for two minutes, in which a request hangs and a loop seems dead."""
    with pymongo.timeout(within), db.client.start_session() as session:
        return session.with_transaction(attempt)


def commit(store: Store, tx: Tx, what: str) -> None:
    """Add the lines of the logs, number the events, and write everything into the open transaction."""
    _leave_lines(store, tx, what)
    if tx.said:
        number = tx.rows.numbers("streams", {event.stream for event in tx.said})  # type: ignore[attr-defined]
        for event in tx.said:
            number[event.stream] += 1
            tx.write("outbox", InsertOne(outbox_row(event, number[event.stream], tx.now, trace.get())))
        count_on(tx, "streams", number)
    if tx.writes:
        tx.rows.write(tx.operations())  # type: ignore[attr-defined]


def count_on(tx: Tx, collection: str, numbers: Counter[str]) -> None:
    for id, last in numbers.items():
        tx.write(collection, UpdateOne({"_id": id}, {"$set": {"last": last}}, upsert=True))


def _leave_lines(store: Store, tx: Tx, what: str) -> None:
    """A person's line names all that was changed; the clock's batch leaves a sample and a count."""
    if tx.by is None:
        return
    who = {"by": tx.by.id, "role": tx.by.role, "what": what, "origin": tx.origin, "at": tx.now}
    most = 20 if tx.by == CLOCK else 500
    if touched := tx.touched():
        about = [document.id for document in touched[:most]]
        scopes = _places_first(scope for document in touched[:most] for scope in document.scopes)
        tx.emit(store.acted(about=about, count=len(touched), scopes=scopes, subject=about[0], **who))
    if tx.looked:
        scopes = _places_first(scope for scopes in tx.looked.values() for scope in scopes)
        tx.emit(store.looked(persons=sorted(tx.looked)[:500], scopes=scopes, **who))


def _places_first(scopes: Iterable[str]) -> list[str]:
    """Codes of places are shorter than ids; where there are too many, officers' scopes must not be the ones cut."""
    return sorted(set(scopes), key=lambda scope: (len(scope), scope))[:2000]


def _answered(tx: Tx, once: Once) -> dict[str, Any] | None:
    row = next(iter(tx.rows.find("answers", {"_id": once.id}, [("_id", 1)], 1)), None)
    if row and row["body"] != once.body:
        raise KeyReused
    return row and {"answer": tx.keys.open_box(Sealed(of=once.id, box=row["box"]), row["wrapped"])}


def _remember(tx: Tx, once: Once, answer: Any) -> None:
    """Answers may hold personal data, so each lies sealed under a key of its own, in its own row: gone with it."""
    wrapped = tx.keys.new_wrapped(once.id)
    box = tx.keys.seal(once.id, wrapped, orjson.loads(orjson.dumps(answer))).box
    tx.write("answers", InsertOne({"_id": once.id, "body": once.body, "wrapped": wrapped, "box": box, "at": tx.now}))


def is_outage(caught: Exception) -> bool:
    """Whether the database is away or busy, rather than refusing what was written."""
    if isinstance(caught, BulkWriteError):
        codes = {error.get("code") for error in (caught.details or {}).get("writeErrors", ())}
        return not codes & CONTENT_CODES
    if isinstance(caught, OperationFailure):
        return caught.code not in CONTENT_CODES
    return isinstance(caught, PyMongoError) and not isinstance(caught, DocumentTooLarge)


def _is_duplicate(caught: BulkWriteError) -> bool:
    return any(error.get("code") == DUPLICATE_KEY for error in (caught.details or {}).get("writeErrors", ()))
