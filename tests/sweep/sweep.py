"""Looks through all places of one running system, and counts them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from deploy.local.settings import SERVICES, local_settings
from deploy.local.settled import open_services, settings_of
from deploy.local.stack import Stack, running_stack
from shared.sealed import Keys
from tests.sweep.kinds import NAME, Sought
from tests.sweep.places import Place, documents, log_lines, metric_lines, records


class Findings:
    """places: how many were looked at. of: (where, kind) -> how often. No value is kept."""

    def __init__(self) -> None:
        self.places, self.of = 0, Counter[tuple[str, str]]()

    def look(self, places: Iterable[Place], sought: Sought, names_may_stand: bool = True) -> None:
        for place in places:
            self.places += 1
            for where, text, named in place:
                for kind in sought.kinds(text):
                    if not (kind == NAME and named and names_may_stand):
                        self.of[where, kind] += 1

    @property
    def found(self) -> int:
        return sum(self.of.values())


class Running:
    """The system that runs on the folder DATA, as `make clock` finds it."""

    def __init__(self) -> None:
        self.stack: Stack = running_stack(local_settings())
        environments = {service: self.stack.environment(service) for service in SERVICES}
        self.houses = open_services(environments)
        self.settings = settings_of(environments["registry"])
        self.keys = Keys(self.settings.master_keys, self.settings.hash_key)

    @property
    def url(self) -> str:
        """As whoever holds the folder has written it there: "http://127.0.0.1:8080, process 1"."""
        return (self.stack.data.folder / "lock").read_text().partition(",")[0]

    def records(self, only: str = "") -> Iterator[tuple[Any, Place]]:
        return records(self.settings.kafka, only)

    def all(self) -> Iterator[Place]:
        """Every document, record, log line and metric line."""
        for service, (_, store) in self.houses.items():
            yield from documents(service, store.db)
        yield from (place for _, place in self.records())
        yield from log_lines(self.stack.data.log)
        yield from metric_lines(self._metrics())

    def _metrics(self) -> Iterator[tuple[str, str]]:
        for service in SERVICES:
            yield f"{service}-web", f"http://{self.stack.address(f'{service}-web')}/{service}/metrics"
            yield f"{service}-loops", f"http://{self.stack.address(f'{service}-loops')}/metrics"
