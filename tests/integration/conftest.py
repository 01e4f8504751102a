"""Real servers for the integration tests. The suite runs on the local broker or, unchanged, on Apache Kafka:
BROKER=kafka in the environment, or `pytest tests/integration --broker=kafka`."""
import os
from collections.abc import Iterator

import pytest

from tests.servers import Broker, Kafka, Tansu, kafka_missing, while_running

BROKERS: dict[str, type[Broker]] = {"tansu": Tansu, "kafka": Kafka}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--broker", choices=BROKERS, help="the broker under the tests (else BROKER, else tansu)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lacking := lacking_for(config):
        terminalreporter.section("NOT TESTED ON APACHE KAFKA", red=True, bold=True)
        terminalreporter.line(f"{lacking}. Install Java 17 and Maven and run again; under CI=true this is a failure.")


@pytest.fixture(scope="session")
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The broker under test: .bootstrap, .cluster_id, .keeps_log, start, stop, kill, restart_empty."""
    if lacking := lacking_for(request.config):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(lacking)
    yield from while_running(BROKERS[broker_named(request.config)](tmp_path_factory.mktemp("broker")))


@pytest.fixture(autouse=True)
def servers_outlive_a_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that fails between kill and start must not fail those after it."""
    used = [request.getfixturevalue(name) for name in ("broker", "database") if name in request.fixturenames]
    yield
    for server in used:
        if not server.running:
            server.start()


def broker_named(config: pytest.Config) -> str:
    return config.getoption("broker", None) or os.environ.get("BROKER") or "tansu"


def lacking_for(config: pytest.Config) -> str | None:
    return kafka_missing() if broker_named(config) == "kafka" else None
