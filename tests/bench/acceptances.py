"""A steady flow of acceptances by HTTP through the product's own gunicorn, while something else goes on.

python -m tests.bench.acceptances DATABASE-URI PORT COUNT is the server: it prints the tokens of the secretaries when
the reports are there, and serves until it is ended.
"""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from services.registry.members.model import Member
from services.registry.reports.model import Report
from services.registry.service import service
from shared.documents import Actor, Document
from shared.sealed import PersonKey
from shared.web.server import serve
from tests.bench.bare import Rows, insert
from tests.builders_members import PHONE, a_member, a_report, set_up
from tests.fakes import KEYS
from tests.servers import free_port, listens
from tests.stage import Stage, settings_for, token_for, until

A_SECOND, TRIES = 10, 5
COMMUNITIES = [f"3101060061{number:02}" for number in range(50)]  # each numbers its own receipts
SECRETARIES = [Actor(f"u{number}", "secretary", (each,)) for number, each in enumerate(COMMUNITIES)]
PATH = "/registry/api/v1/reports/accept"


class Acceptances:
    """Sends A_SECOND requests, each at its time whatever became of those before (open loop)."""

    def __init__(self, uri: str, folder: Path, count: int) -> None:
        self.port, self.sent, self.count = free_port(), 0, count
        command = [sys.executable, "-m", "tests.bench.acceptances", uri, str(self.port), str(count)]
        with open(folder / "acceptances.log", "wb") as log:
            self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.server.stdout is not None
        self.tokens = json.loads(self.server.stdout.readline())
        until(lambda: listens(self.port), 60)

    def while_true(self, goes_on: Callable[[], bool]) -> list[float]:
        """Seconds from when each was due to its answer."""
        with ThreadPoolExecutor(64) as pool:
            futures, began = [], time.perf_counter()
            while goes_on() and self.sent < self.count:
                due = began + len(futures) / A_SECOND
                time.sleep(max(0.0, due - time.perf_counter()))
                futures.append(pool.submit(self._accept, self.sent, due))
                self.sent += 1
            return [future.result() for future in futures]

    def for_seconds(self, seconds: float) -> list[float]:
        end = time.perf_counter() + seconds
        return self.while_true(lambda: time.perf_counter() < end)

    def _accept(self, number: int, due: float) -> float:
        """A server that is busy (503) is asked again, as good clients do; the wait counts."""
        head = {"Authorization": f"Bearer {self.tokens[number % len(self.tokens)]}", "Content-Type": "application/json"}
        for _ in range(TRIES):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("POST", PATH, json.dumps({"ids": [f"r{number:06}"]}), head)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status == 200:
                return time.perf_counter() - due
        raise RuntimeError(f"acceptance answered {answer.status}")

    def close(self) -> None:
        self.server.terminate()
        self.server.wait(20)


def p99(seconds: list[float]) -> float:
    """In milliseconds."""
    return quantiles(seconds, n=100, method="inclusive")[98] * 1000


def main(uri: str, port: int, count: int) -> None:
    settings = settings_for(uri, bind=f"127.0.0.1:{port}")
    stage = Stage(service, settings)
    set_up(stage)
    rows: Rows = {kind.collection: [] for kind in (PersonKey, Member, Report)}
    for number in range(count):
        for document in waiting(f"{number:06}"):
            rows[document.collection].append(document.row())
    insert(stage.db, rows)
    print(json.dumps([token_for(each, datetime.now(UTC)) for each in SECRETARIES]), flush=True)
    stage.db.client.close()
    serve(service, settings, lambda: None)


def waiting(number: str) -> list[Document]:
    """Somebody whose report waits for the community."""
    key = PersonKey(id=f"m{number}", wrapped=KEYS.new_wrapped(f"m{number}"))
    community = COMMUNITIES[int(number) % len(COMMUNITIES)]
    report = a_report("awaiting_community", id=f"r{number}", member=key.id, employer=None, community=community)
    report.scopes = [key.id, *report.places]
    sealed = KEYS.seal(key.id, str(key.wrapped), {"phone": PHONE})
    member = a_member(
        id=key.id, scopes=report.scopes, sealed=sealed, name=report.name, state=report.state, report=report.id,
        community=community,
    )  # fmt: skip
    return [key, member, report]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
