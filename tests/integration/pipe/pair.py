"""The toy publisher and the toy reader on one broker, each with its database, turned by hand or by threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared import roles
from shared.consumer import ConsumerLoop
from shared.loops import Health
from shared.relay import RelayLoop
from shared.topics import topics_of
from tests.integration.pipe.toy import SECRETARY, accept, listener, make_all_topics, publisher, reader
from tests.servers import Broker, Database
from tests.stage import Stage, settings_for, until


class Pair:
    """`name` makes the databases' names."""

    def __init__(self, database: Database, broker: Broker, name: str) -> None:
        self.uris = {side: database.uri(f"{name}_{side}") for side in ("says", "hears")}
        self.says = Stage(publisher, settings_for(self.uris["says"], broker.bootstrap))
        self.hears = Stage(listener, settings_for(self.uris["hears"], broker.bootstrap))

    def accept(self, *members: str) -> None:
        for member in members:
            self.says.perform(accept, SECRETARY, member)

    def unsent(self) -> int:
        return self.says.db["outbox"].count_documents({"unsent": True})

    def heard(self) -> dict[str, list[str]]:
        return {row["_id"]: row["reports"] for row in self.hears.db["heard"].find()}

    def publish(self) -> None:
        """Everything that waits, by a relay of its own."""
        relay = self.relay()
        until(lambda: relay.turn() or not self.unsent(), 60)
        relay.close()

    def relay(self) -> RelayLoop:
        return RelayLoop("registry", topics_of("registry"), True, self.says.store, self.says.settings, Health())

    def read_until(self, wanted: dict[str, list[str]]) -> None:
        consumer = ConsumerLoop("notify", reader, self.hears.store, self.hears.settings, Health())
        until(lambda: consumer.turn() or self.heard() == wanted, 60)
        consumer.close()

    @contextmanager
    def running(self) -> Iterator[dict[str, Health]]:
        """Relay and consumer in threads, as a process has them."""
        make_all_topics(self.says.settings)
        stop = threading.Event()
        threads, healths = roles.start_loops(publisher, ["relay"], self.says.settings, stop)
        more_threads, more_healths = roles.start_loops(listener, ["consumer"], self.hears.settings, stop)
        try:
            yield healths | more_healths
        finally:
            stop.set()
            for thread in threads + more_threads:
                thread.join(30)
