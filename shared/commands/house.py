from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import islice
from typing import Any

import click

from shared import settings
from shared.inbox import Reader
from shared.perform import Store, transact
from shared.service import Service
from shared.tx import Tx

AT_ONCE = 500  # rows a transaction


class House:
    """What a command works with; settings are read when the first thing of it is asked for."""

    def __init__(self, service: Service) -> None:
        self.service = service

    @cached_property
    def settings(self) -> settings.Settings:
        return settings.load()

    @cached_property
    def store(self) -> Store:
        return self.service.store(self.settings)

    def reader(self, name: str) -> Reader:
        for reader in self.service.readers:
            if reader.name == name:
                return reader
        raise click.UsageError(f"no reader {name!r}; there are: {', '.join(r.name for r in self.service.readers)}")

    def write(self, collection: str, operations: Iterable[Any]) -> int:
        """In transactions of AT_ONCE; gives how many operations there were. Killed half way, it is done again."""
        count = 0
        for some in batches(operations):
            transact(self.store, partial(_write, collection=collection, operations=some), by=None)
            count += len(some)
        return count


def _write(tx: Tx, collection: str, operations: list[Any]) -> None:
    for each in operations:
        tx.write(collection, each)


def batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while held := list(islice(rest, AT_ONCE)):
        yield held
