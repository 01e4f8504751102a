"""A provider that hangs while much is to be sent: it waits in the database, not in memory; everything else goes on; an
alarm says so; and when the provider is back each message leaves once."""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.integration.operators.town import Member, Start, Town
from tests.integration.operators.traffic import Traffic, ask_for_code
from tests.servers import Broker, Database
from tests.stage import until

WAITING = 2000  # messages
GROWS_BY = 25_000  # kB, at most
BEATS = 6  # answers that the provider did not give, during which the worker is watched


class Provider(ThreadingHTTPServer):
    """Takes messages as deploy/local/simulator does, while `open`; else it holds every request. The same reference
    twice is one message."""

    def __init__(self) -> None:
        self.open, self.taken, self.asked = threading.Event(), Counter[str](), 0
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_port}/sms"


class Answering(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        self.server.asked += 1
        sms = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.open.wait(60):
            self.server.taken[sms["reference"]] += 1
            self._answer(200, {"state": "sent"})

    def do_GET(self) -> None:
        if self.server.open.wait(60):
            known = self.path.rpartition("/")[2] in self.server.taken
            self._answer(200 if known else 404, {"state": "delivered"} if known else {})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # who asked has given up

    def log_message(self, *_: Any) -> None:
        """A query may hold a phone number."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        yield provider
        provider.open.set()
        provider.shutdown()


def pile_up(town: Town) -> None:
    """As many more of the one message that is on its way."""
    db, now = town.stages["notify"].db, datetime.now(UTC)
    delivery = until(lambda: db["deliveries"].find_one({}), 60)
    notice = db["notices"].find_one({"_id": delivery["notice"]})
    more = [f"more.{number}" for number in range(WAITING)]
    fresh = {"state": "created", "due_at": now, "tries": 0, "asks": 0, "steps": []}
    db["notices"].insert_many([notice | {"_id": id} for id in more])
    db["deliveries"].insert_many([delivery | fresh | {"_id": f"{id}:sms", "notice": id} for id in more])


def memory(member: Member) -> int:
    """kB that it holds in memory."""
    status = Path(f"/proc/{member.process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])


def test_what_a_provider_does_not_take_waits_in_the_database(
    start: Start, database: Database, broker: Broker, provider: Provider
) -> None:
    broker.restart_empty()
    town = start(database, broker.bootstrap, sms=provider.url)
    (worker,) = town.members["worker"]
    ask_for_code(town.stages["notify"], "+8613900000000", "code.1")
    until(lambda: provider.asked, 60)
    before = memory(worker)
    with Traffic(town, codes=False) as traffic:
        pile_up(town)
        until(lambda: worker.metric("lianxin_provider_seconds_count") >= BEATS, 120)
        seconds = worker.metric("lianxin_provider_seconds_sum") / worker.metric("lianxin_provider_seconds_count")
        assert seconds > 5  # what the alarm ProviderHangs looks at
        assert memory(worker) - before < GROWS_BY
        assert worker.ready  # it is not the worker that is at fault
        traffic.await_more()
    assert not traffic.failed
    assert not traffic.lost
    provider.open.set()
    deliveries = town.stages["notify"].db["deliveries"]
    until(lambda: not deliveries.count_documents({"state": {"$nin": ["sent", "delivered"]}}), 240)
    assert len(provider.taken) == WAITING + 1
