"""What the databases hold when all is still."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Rows = dict[str, dict[str, Any]]


class Reading:
    """A service's database, by collection and id; each collection is read once."""

    def __init__(self, db: Any) -> None:
        self.db, self._read = db, dict[str, Rows]()

    def __getitem__(self, collection: str) -> Rows:
        if collection not in self._read:
            self._read[collection] = {row["_id"]: row for row in self.db[collection].find()}
        return self._read[collection]


Every = Mapping[str, Reading]


def more_than_once(what: str, keys: Iterable[Any]) -> Iterator[str]:
    yield from (f"doubled: {count} {what}: {key}" for key, count in Counter(keys).items() if count > 1)
