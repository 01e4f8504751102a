"""One transaction: what it reads, writes, says and leaves in the activity log. All of it happens, or nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from pymongo import DeleteMany, DeleteOne, InsertOne, ReplaceOne, UpdateMany, UpdateOne
from uuid_utils import uuid7

from shared.cursors import beyond, cursor_at
from shared.documents import CLOCK, Actor, Document, Sealed
from shared.errors import Changed, NotAllowed, NotFound, NotYetKnown
from shared.events import Event
from shared.sealed import Keys, PersonKey

D = TypeVar("D", bound=Document)
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def allow(*roles: str) -> Callable[[F], F]:
    """Who may ask for this action or query. Without it, nobody; and the build fails."""

    def mark(function: F) -> F:
        function.allow = frozenset(roles)  # type: ignore[attr-defined]
        return function

    return mark


def new_id() -> str:
    """Sorts by the time it was made."""
    return str(uuid7())


class Found(list[T]):
    """Things in order, and the cursor of the next page (None at the end)."""

    next: str | None = None


class Rows(Protocol):
    def find(self, collection: str, where: dict[str, Any], sort: list[tuple[str, int]], limit: int) -> Iterable: ...
    def count(self, collection: str, where: dict[str, Any]) -> int: ...


class Tx:
    """Writes wait for the end and leave as one bulk write a collection. Reads see the database as it was at the
    start, save that the same document comes back as the same object. Reading needs an actor."""

    def __init__(self, rows: Rows, by: Actor | None, now: datetime, keys: Keys, origin: str = "") -> None:
        self.rows, self.now, self.keys, self.origin = rows, now, keys, origin
        self.by: Actor = by  # type: ignore[assignment]  # None in reactions, which only write
        self.besides = 0  # so many rows a find gives beyond its limit: of what is due, the worker leaves some out
        self.said: list[Event] = []
        self.changed: dict[tuple[type[Document], str], Document] = {}
        self.looked: dict[str, set[str]] = {}
        self.writes: dict[str, list[Any]] = {}
        self._read: dict[tuple[type[Document], str], Document | None] = {}  # None: asked for, and there is none
        self._added: set[tuple[type[Document], str]] = set()

    # reading

    def get(self, kind: type[D], id: str, version: int | None = None) -> D:
        """The document; NotFound outside the actor's scopes; Changed if it has left `version` (If-Match)."""
        document = self.peek(kind, id)
        if document is None:
            raise NotFound
        if version not in (None, document.version):
            raise Changed
        return document

    def peek(self, kind: type[D], id: str) -> D | None:
        """The document, or None where there is none within the actor's scopes."""
        if (kind, id) in self._read:
            return self._read[kind, id]  # type: ignore[return-value]
        return self._read.setdefault((kind, id), next(iter(self.find(kind, _id=id, limit=1)), None))  # type: ignore[return-value]

    def find(self, kind: type[D], /, *, sort: str = "_id", limit: int = 500, after: str | None = None, **where: Any):
        """Documents within the actor's scopes, ordered by `sort` ("-" first: backwards) and id; `after`: a cursor."""
        field, step = sort.lstrip("-"), -1 if sort.startswith("-") else 1
        wanted = self._scoped(kind, where) | where | (beyond(field, step, after, self.keys) if after else {})
        order = [(field, step)] if field == "_id" else [(field, step), ("_id", step)]
        limit += self.besides
        rows = list(self.rows.find(kind.collection, wanted, order, limit + 1))
        found = Found(self._known(kind, row) for row in rows[:limit])
        if len(rows) > limit:
            found.next = cursor_at(rows[limit - 1], field, self.keys)
        return found

    def fetch(self, kind: type[D], ids: Iterable[str]) -> list[D]:
        """Those of these that there are, asked for in short lists; peeking at any of them later asks nothing more."""
        wanted = sorted({id for id in ids if (kind, id) not in self._read})
        for start in range(0, len(wanted), 50):
            self.find(kind, _id={"$in": wanted[start : start + 50]})
        return [found for id in ids if (found := self._read.setdefault((kind, id), None))]  # type: ignore[misc]

    def count(self, kind: type[D], /, **where: Any) -> int:
        return self.rows.count(kind.collection, self._scoped(kind, where) | where)

    def _scoped(self, kind: type[D], where: dict[str, Any]) -> dict[str, Any]:
        """The actor's scopes as a filter. A query may ask for one of them alone, or for what is the actor's own."""
        if self.by is None:
            raise TypeError("a reaction only writes; leave the deciding to a task")
        if self.by == CLOCK or kind.unscoped or kind.public:
            return {}
        if "scopes" in where and where["scopes"] not in (self.by.id, *self.by.scopes):
            raise NotFound
        scopes = list(self.by.scopes)
        return {"scopes": scopes[0] if len(scopes) == 1 else {"$in": scopes}}

    def _known(self, kind: type[D], row: dict[str, Any]) -> D:
        key = (kind, row["_id"])
        if self._read.get(key) is None:
            self._read[key] = kind.of(row)
        return self._read[key]  # type: ignore[return-value]

    # writing

    def add(self, document: D, *, if_new: bool = False) -> D:
        """A new document. `if_new`: where one of this id exists it stays as it is (effects that may come twice)."""
        self._refuse_what_is_not_theirs(document)
        key = (type(document), document.id)
        self._read[key] = self.changed[key] = document
        self._added.add(key)
        row = document.row()
        fresh = UpdateOne({"_id": row.pop("_id")}, {"$setOnInsert": row}, upsert=True) if if_new else None
        self.write(document.collection, fresh or _Later(document))
        return document

    def save(self, document: D) -> D:
        """Of two who change the same one, the database makes the second begin again."""
        self._refuse_what_is_not_theirs(document)
        key = (type(document), document.id)
        if key not in self.changed:
            document.version += 1
            self.changed[key] = document
            self.write(document.collection, _Later(document, replace=True))
        return document

    def _refuse_what_is_not_theirs(self, document: Document) -> None:
        """What everybody may read, not everybody may write. All else is within one's scopes by having been read."""
        if document.public and self.by and self.by != CLOCK and not set(document.scopes) & set(self.by.scopes):
            raise NotAllowed

    def set(self, kind: type[Document], id: str, /, **fields: Any) -> None:
        """Put these fields on record whether or not the row exists: for projections."""
        self.write(kind.collection, UpdateOne({"_id": id}, {"$set": fields}, upsert=True))

    def set_all(self, kind: type[Document], where: dict[str, Any], **fields: Any) -> None:
        self.write(kind.collection, UpdateMany(where, {"$set": fields}))

    def remove(self, kind: type[Document], *ids: str) -> None:
        for id in ids:
            self.write(kind.collection, DeleteOne({"_id": id}))

    def remove_all(self, kind: type[Document], where: dict[str, Any]) -> None:
        self.write(kind.collection, DeleteMany(where))

    def emit(self, event: Event) -> None:
        self.said.append(event)

    def write(self, collection: str, operation: Any) -> None:
        self.writes.setdefault(collection, []).append(operation)

    def forget(self) -> None:
        """A dry run: nothing that was written or said so far leaves."""
        self.writes.clear()
        self.said.clear()
        self.changed.clear()

    # personal data

    def new_person(self) -> str:
        """A new person's id, with a key of their own. Registry alone makes persons."""
        person = new_id()
        key = PersonKey(id=person, wrapped=self.keys.new_wrapped(person), unsent=True)
        self._read[PersonKey, person] = key
        self.write(PersonKey.collection, InsertOne(key.row()))
        return person

    def new_local_key(self, id: str, until: datetime | None) -> None:
        """A key of something short-lived (an upload), published nowhere, removed with it at `until` at the latest;
        None: its end is not known yet."""
        key = PersonKey(id=id, wrapped=self.keys.new_wrapped(id), local=True, until=until)
        self._read[PersonKey, id] = key
        self.write(PersonKey.collection, InsertOne(key.row()))

    def erase_key(self, person: str) -> None:
        """Forget this key for good: all that is sealed under it, in whatever place and service, is gone."""
        key = self.get(PersonKey, person)
        key.wrapped, key.erased, key.unsent = None, True, True
        self.save(key)

    def empty_outbox(self, person: str, *, stream: str = "", but: type[Event] | None = None) -> None:
        """Rows with this person's sealed data, or all of one stream, keep their sequence and lose what they said."""
        where = {"stream": stream, "type": {"$ne": but.type if but else ""}} if stream else {"of": person}
        self.write("outbox", UpdateMany(where, {"$set": {"data": "{}", "mark": "emptied"}, "$unset": {"of": 1}}))

    def unlock(self, documents: Iterable[Document]) -> None:
        """Fetch the keys of many at once, so that opening each asks nothing of the database."""
        self.fetch(PersonKey, {sealed.of for document in documents if (sealed := getattr(document, "sealed", None))})

    def seal(self, person: str, data: Any) -> Sealed:
        key = self.peek(PersonKey, person)
        if key is None or key.wrapped is None:
            raise NotYetKnown
        return self.keys.seal(person, key.wrapped, data)

    def open(self, document: Document) -> dict[str, Any]:
        """What the document's `sealed` field holds; {} once the person is erased. The only decryption there is;
        looking at somebody else's leaves a line in the look log, save into what is unscoped and so never shown,
        and what lies under a local key, which is nobody's."""
        sealed: Sealed | None = getattr(document, "sealed", None)
        if sealed is None:
            return {}
        key = self.peek(PersonKey, sealed.of)
        if key and key.erased:
            return {}
        if key is None or key.wrapped is None:
            raise NotYetKnown
        if not key.local and not document.unscoped:
            self._look(sealed.of, document)
        return self.keys.open_box(sealed, key.wrapped)

    def look(self, documents: Iterable[D], whose: str) -> None:
        """What stands plain on lists (names, last digits) counts too. `whose`: the field that names the person."""
        for document in documents:
            self._look(getattr(document, whose), document)

    def _look(self, person: str, document: Document) -> None:
        if person and self.by and self.by != CLOCK and self.by.id != person:
            self.looked.setdefault(person, set()).update(document.scopes)

    # the end

    def operations(self) -> dict[str, list[Any]]:
        """Everything that leaves, with documents as they are now."""
        return {
            name: [each.operation() if isinstance(each, _Later) else each for each in held]
            for name, held in self.writes.items()
        }

    def touched(self) -> list[Document]:
        """The documents people would ask about, in the order they were first changed."""
        return [document for document in self.changed.values() if not document.unscoped]


class _Later:
    """A document's row, taken at the end: it may change again before."""

    def __init__(self, document: Document, replace: bool = False) -> None:
        self.document, self.replace = document, replace

    def operation(self) -> Any:
        row = self.document.row()
        return ReplaceOne({"_id": row["_id"]}, row) if self.replace else InsertOne(row)
