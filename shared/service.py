"""A service as a table: what it keeps, answers, listens to, does in time. And what every service keeps besides."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from click import Command
from pymongo import ASCENDING, DESCENDING, IndexModel, MongoClient
from pymongo.database import Database
from pymongo.errors import CollectionInvalid

from shared.documents import Document
from shared.errands import Errand
from shared.events import ActivityLine, Event, LookLine
from shared.housekeeping import KeptDays
from shared.inbox import Reader
from shared.perform import Store
from shared.sealed import Keys, PersonKey
from shared.settings import Settings
from shared.worker import Job, Task

# What the pipe keeps in every service's database: collection -> its indexes.
PIPE: dict[str, list[IndexModel]] = {
    "outbox": [
        IndexModel(
            [("unsent", 1), ("stream", 1), ("sequence", 1)], partialFilterExpression={"unsent": True}, name="unsent"
        ),
        IndexModel([("sent", 1), ("at", 1)], name="sent"),
        IndexModel([("of", 1)], name="of", sparse=True),
        IndexModel([("stream", 1), ("sequence", 1)], name="stream"),
    ],
    "streams": [],
    "inbox": [IndexModel([("parked", 1), ("reader", 1)], name="parked")],
    "positions": [],
    "dead_letters": [IndexModel([("reader", 1), ("stream", 1), ("sequence", 1)], name="stream")],
    "leases": [],
    "heartbeats": [IndexModel([("at", 1)], name="at")],
    "throughput": [IndexModel([("at", 1)], name="at")],
    "answers": [IndexModel([("at", 1)], name="at")],
}


@dataclass
class Service:
    """name: also the first word of its events' types and of its paths.
    header: the query (tx) -> (the district's settings or None, name of the actor's place) for the head of every page.
    needs: the settings that this service, unlike others, cannot do without.
    projections: per reader without effects, the documents that its events alone fill.
    kept_days: documents that go when they are older (`at`) than a setting of so many days says.
    restate: per event, a function (db) -> events that say present state again, for readers added late."""

    name: str
    acted: type[ActivityLine]
    looked: type[LookLine]
    needs: tuple[str, ...] = ()
    documents: list[type[Document]] = field(default_factory=list)
    blueprints: list[Any] = field(default_factory=list)
    pages: list[Any] = field(default_factory=list)
    header: Callable[..., Any] | None = None
    readers: list[Reader] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    errands: list[Errand | Job] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    projections: dict[str, list[type[Document]]] = field(default_factory=dict)
    kept_days: KeptDays = field(default_factory=dict)
    restate: dict[type[Event], Callable[[Database], Iterable[Event]]] = field(default_factory=dict)

    @property
    def makes_keys(self) -> bool:
        """Registry makes the persons' keys; the others read them."""
        return self.name == "registry"

    @cached_property
    def all_documents(self) -> list[type[Document]]:
        return [PersonKey, *self.documents]

    def store(self, settings: Settings) -> Store:
        """Opens a client: call it after the fork, once a process."""
        client: MongoClient = MongoClient(
            settings.mongo_uri, tz_aware=True, w="majority", readConcernLevel="majority", appname=self.name,
            serverSelectionTimeoutMS=5000, connectTimeoutMS=5000, socketTimeoutMS=30_000,
        )  # fmt: skip
        keys = Keys(settings.master_keys, settings.hash_key)
        return Store(client.get_default_database(), settings.clock, keys, self.acted, self.looked)

    def make_collections(self, db: Database) -> None:
        """Collections and indexes, before any transaction touches them. Repeating it changes nothing."""
        existing = set(db.list_collection_names())
        wanted = PIPE | {kind.collection: list(_indexes(kind)) for kind in self.all_documents}
        for name, indexes in wanted.items():
            if name not in existing:
                with suppress(CollectionInvalid):  # another process made it just now
                    db.create_collection(name)
            if indexes:
                db[name].create_indexes(indexes)


def _indexes(kind: type[Document]) -> Iterable[IndexModel]:
    """Each ends with _id, which makes every order complete and every cursor exact."""
    for fields in kind.indexes:
        yield _index(fields if kind.public else ("scopes", *fields))
    for fields in kind.clock_indexes:
        yield _index(fields)


def _index(fields: tuple[str, ...]) -> IndexModel:
    back = fields[-1].startswith("-")
    keys = [(name.lstrip("-"), DESCENDING if name.startswith("-") else ASCENDING) for name in fields]
    return IndexModel([*keys, ("_id", DESCENDING if back else ASCENDING)], name="_".join(n for n, _ in keys))
