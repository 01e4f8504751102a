"""Services on a real database (and broker), without processes: for integration and structural tests."""

import json
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OKPKey

from shared.documents import CLOCK, Actor
from shared.events import Event
from shared.inbox import Inbox, Message
from shared.perform import Store, perform
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.worker import Job

SIGNING_KEY = OKPKey.generate_key("Ed25519", {"kid": "test"}, private=True)
START = datetime(2026, 11, 23, 4, tzinfo=UTC)


class TestClock:
    """Stands still until it is moved."""

    __test__ = False

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **how: float) -> None:
        self.now += timedelta(**how)


def settings_for(mongo_uri: str, bootstrap: str = "127.0.0.1:1", **more: Any) -> Settings:
    return Settings(
        mongo_uri=mongo_uri, kafka_bootstrap=bootstrap, kafka_partitions=4, kafka_replication=1, kafka_session_ms=2000,
        master_keys={"k1": b"1" * 32}, hash_key=b"h" * 32,
        signing_key=SIGNING_KEY.as_dict(private=True),
        verify_keys={"keys": [SIGNING_KEY.as_dict(private=False)]},
        public_url="http://127.0.0.1:8080", **more,
    )  # fmt: skip


class Stage:
    """One service with an empty database of its own and a clock that stands still."""

    def __init__(self, service: Service, settings: Settings, clock: Any = None) -> None:
        self.service, self.settings = service, settings
        self.clock = clock or TestClock()
        whole = service.store(settings)
        self.store = Store(whole.db, self.clock, whole.keys, whole.acted, whole.looked)
        self.db = whole.db
        self.db.client.drop_database(self.db.name)
        service.make_collections(self.db)
        self._app: Any = None
        self._sequences: Counter[str] = Counter()
        self._offsets: Counter[tuple[str, str]] = Counter()

    def perform(self, action: Callable, by: Actor, /, *args: Any, **kwargs: Any) -> Any:
        return perform(self.store, action, by, *args, **kwargs)

    def do_what_is_due(self, rounds: int = 20) -> None:
        """Every task and every errand until nothing is due."""
        for _ in range(rounds):
            done = sum(self._do(task) for task in self.service.tasks)
            if not done + sum(self._run(errand) for errand in self.service.errands):
                return
        raise AssertionError("still something due; the last round did not end it")

    def _do(self, task: Any) -> int:
        ids = [document.id for document in perform(self.store, task.due, CLOCK)]
        for argument in [ids] if task.many and ids else ids:
            perform(self.store, task.do, CLOCK, argument, origin="clock")
        return len(ids)

    def act(self, action: Callable, *args: Any) -> Any:
        """As the clock does what is due."""
        return perform(self.store, action, CLOCK, *args, origin="clock")

    def _run(self, errand: Any) -> int:
        ids = [document.id for document in perform(self.store, errand.due, CLOCK)]
        if isinstance(errand, Job):
            for id in ids:
                errand.work(self.act, id)
        elif ids:
            claimed = self.act(errand.claim, ids)
            self.act(errand.settle, {id: errand.run(self.settings, what) for id, what in claimed.items()})
        return len(ids)

    def hear(self, *events: Event, times: int = 1) -> None:
        """Other services' events arrive, each `times` times, in the order they are given."""
        for event in events:
            self._sequences[event.stream] += 1
            for _ in range(times):
                self._take(event, self._sequences[event.stream])

    def _take(self, event: Event, sequence: int) -> None:
        for reader in self.service.readers:
            if event.topic in reader.topics:
                place = (reader.name, event.topic)
                message = Message(
                    event.topic, 0, self._offsets[place], event.stream, sequence, event.type,
                    event.model_dump_json(exclude_none=True),
                )  # fmt: skip
                Inbox(self.store, reader).take("test", [message])
                self._offsets[place] += 1

    def client(self, by: Actor | None = None, version: int = 1) -> FlaskClient:
        """A test client that is signed in as `by` with a bearer token (None: nobody)."""
        self._app = self._app or make_app(self.service, self.settings, self.store)
        client = self._app.test_client()
        if by:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_for(by, self.clock(), version)}"
        return client

    def said(self, type: str = "") -> list[dict[str, Any]]:
        """The data of events in the outbox, in the order they were said; `type`: only of this one."""
        rows = self.db["outbox"].find({"type": type} if type else {}).sort([("_id", 1)])
        return [json.loads(row["data"]) for row in rows]


def token_for(by: Actor, now: datetime, version: int = 1) -> str:
    claims = {"sub": by.id, "ver": version, "role": by.role, "scopes": list(by.scopes),
              "iat": int(now.timestamp()), "exp": int(now.timestamp()) + 86400 * 365}  # fmt: skip
    return jwt.encode({"alg": "Ed25519", "kid": "test"}, claims, SIGNING_KEY, algorithms=["Ed25519"])


def until(condition: Callable[[], Any], limit: float = 30.0) -> Any:
    """Wait for a condition; AssertionError after `limit` seconds. What may take long is asked less often."""
    end = time.monotonic() + limit
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(limit / 1000)
    return found
