"""Reports accepted a second by HTTP through the product's own gunicorn (validation, scope, numbering, outbox, activity
log), against bare Flask and gunicorn that write the same documents in one transaction, and against one plain insert.

Clients are a closed loop: each sends its next request when the last was answered. Servers take turns, round by round.
"""

import http.client
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

from tests.bench.acceptances import PATH, Acceptances
from tests.bench.line import Line
from tests.servers import die_with_parent, free_port, listens
from tests.stage import until

CLIENTS = (1, 8, 64)
SECONDS, ROUNDS, PREPARED = 3.0, 3, 8_000
SMALL_SECONDS, SMALL_ROUNDS, SMALL_PREPARED = 1.5, 1, 2_500
BUSY = 503  # asked again, as good clients do; the wait counts


class Side:
    """One server, with reports of its own to accept."""

    def __init__(self, port: int, path: str, tokens: list[str], most: int) -> None:
        self.port, self.path, self.tokens, self.most = port, path, tokens, most
        self.numbers = itertools.count(1)
        self.rates: dict[int, list[float]] = {count: [] for count in CLIENTS}
        self.waits: dict[int, list[float]] = {count: [] for count in CLIENTS}  # seconds
        self.busy = 0

    def load(self, clients: int, seconds: float) -> None:
        waits: list[float] = []
        began = time.perf_counter()
        threads = [threading.Thread(target=self._client, args=(began + seconds, waits)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.rates[clients].append(len(waits) / (time.perf_counter() - began))
        self.waits[clients] += waits

    def _client(self, end: float, waits: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while time.perf_counter() < end and (number := next(self.numbers)) < self.most:
            began = time.perf_counter()
            while (status := self._send(connection, number)) == BUSY:
                self.busy += 1
            if status != 200:
                raise RuntimeError(f"{self.path} answered {status}")
            waits.append(time.perf_counter() - began)
        connection.close()

    def _send(self, connection: http.client.HTTPConnection, number: int) -> int:
        """By the secretary of the report's own community."""
        token = self.tokens[number % len(self.tokens)]
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", self.path, json.dumps({"ids": [f"r{number:06}"]}), head)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def told(self, clients: int) -> str:
        cuts = quantiles(self.waits[clients], n=100, method="inclusive")
        return f"p50={median(self.waits[clients]) * 1000:.0f} p99={cuts[98] * 1000:.0f} ms"


def run(stage: Any) -> Iterator[Line]:
    seconds, rounds, prepared = (
        (SMALL_SECONDS, SMALL_ROUNDS, SMALL_PREPARED) if stage.small else (SECONDS, ROUNDS, PREPARED)
    )
    product = Acceptances(stage.database.uri("accept"), stage.folder, prepared)
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.accept_bare", stage.database.uri("accept_bare"), str(port)]
    with open(stage.folder / "accept_bare.log", "wb") as log:
        bare = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=die_with_parent)
    try:
        until(lambda: listens(port), 60)
        ours = Side(product.port, PATH, product.tokens, prepared)
        same, plain = (Side(port, path, [""], 999_999) for path in ("/accept", "/insert"))
        for side in (ours, same, plain):
            side.load(CLIENTS[1], min(1.0, seconds))
            side.rates[CLIENTS[1]].clear()  # warmed
            side.waits[CLIENTS[1]].clear()
        for _, clients, side in itertools.product(range(rounds), CLIENTS, (ours, same, plain)):
            side.load(clients, seconds)
    finally:
        bare.terminate()
        bare.wait(20)
        product.close()
    yield from _lines(ours, same, plain)


def _lines(ours: Side, same: Side, plain: Side) -> Iterator[Line]:
    for clients in CLIENTS:
        for name, side, target in (("flask+transaction", same, 0.7), ("flask+insert", plain, None)):
            note = f"a second; ours {ours.told(clients)} busy={ours.busy}, {name} {side.told(clients)}"
            yield Line(f"accept-{clients}", ours.rates[clients], name, side.rates[clients], target, note=note)
