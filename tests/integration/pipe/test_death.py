"""Each role is killed at each step of the pipe. The client asks again, the operators start the role again, and
there is exactly one effect."""

import os
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from tests.integration.pipe.processes import STEPS, accept_once, start
from tests.integration.pipe.toy import listener, make_all_topics, publisher
from tests.servers import Broker, Database
from tests.stage import Stage, settings_for, until


class Pipe:
    """The toy services' databases and the processes that were started for them."""

    def __init__(self, database: Database, broker: Broker, number: str) -> None:
        self.uris = {service: database.uri(f"death_{number}_{service}") for service in ("registry", "notify")}
        self.bootstrap = broker.bootstrap
        self.publisher = Stage(publisher, settings_for(self.uris["registry"], broker.bootstrap))
        self.listener = Stage(listener, settings_for(self.uris["notify"], broker.bootstrap))
        make_all_topics(self.publisher.settings)
        self.processes: list[BaseProcess] = []

    def start(self, role: str, die_at: str = "") -> BaseProcess:
        uri = self.uris["notify" if role == "consumer" else "registry"]
        self.processes.append(start([role], uri, self.bootstrap, die_at))
        return self.processes[-1]

    def heard(self) -> list[str]:
        row = self.listener.db["heard"].find_one({"_id": "m1"})
        return row["reports"] if row else []

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.join()


@pytest.fixture
def pipe(database: Database, broker: Broker, request: pytest.FixtureRequest) -> Iterator[Pipe]:
    """Databases of its own: what the death before left locked is no concern of this one."""
    broker.restart_empty()
    pipe = Pipe(database, broker, str(request.node.callspec.indices["step"]))
    yield pipe
    pipe.end()


@pytest.mark.parametrize("step", STEPS)
def test_a_role_killed_at_this_step_leaves_exactly_one_effect(pipe: Pipe, database: Database, step: str) -> None:
    role = step.split()[0]
    doomed = pipe.start(role, die_at=step)
    others = [other for other in ("consumer", "relay") if other != role]
    for other in others:
        pipe.start(other)
    if role != "web":
        asked_until_answered(pipe)
    doomed.join(90)
    assert doomed.exitcode == -9
    free_locks(database, pipe)
    if role == "web":
        assert asked_until_answered(pipe)["times"] == 1
    else:
        pipe.start(role)
    until(lambda: pipe.heard() == ["1"], 90)
    until(lambda: not pipe.publisher.db["outbox"].count_documents({"unsent": True}))
    assert pipe.publisher.db["counted"].find_one()["times"] == 1
    assert pipe.publisher.db["outbox"].count_documents({"type": "registry.member_reported"}) == 1
    assert pipe.heard() == ["1"]


def asked_until_answered(pipe: Pipe) -> Any:
    """As good clients do: what is told to try again is asked again, with the same key."""
    answers: list[Any] = []

    def ask() -> bool:
        with suppress(PyMongoError):
            answers.append(accept_once(pipe.publisher.settings))
        return bool(answers)

    until(ask, 90)
    return answers[0]


def free_locks(database: Database, pipe: Pipe) -> None:
    """What a killed client held stays locked for the transaction's lifetime (60 s); tests need not wait for that,
    but with FULL=yes they do."""
    if os.environ.get("FULL") != "yes":
        pipe.publisher.db.client.admin.command("killAllSessions", [])
