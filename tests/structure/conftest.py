from importlib import import_module

import pytest

from shared.service import Service
from tests.servers import Database
from tests.structure.walk import Walk

SERVICES = ("registry", "notify", "activities")


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    return service_named(request.param)


@pytest.fixture(scope="session", params=SERVICES)
def walk(request: pytest.FixtureRequest, database: Database) -> Walk:
    """A service's walk, made once: the tests look at what it found."""
    with pytest.MonkeyPatch.context() as patch:
        return Walk(service_named(request.param), database, patch)


def service_named(name: str) -> Service:
    return import_module(f"services.{name}.service").service
