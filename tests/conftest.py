"""The database under the tests: the wheel's server, or with DATABASE=rust in the environment the Rust one."""
import os
from collections.abc import Iterator

import pytest

from tests.database_rust import NotBuilt, RustDatabase, build
from tests.servers import Database, while_running

DATABASES: dict[str, type[Database]] = {"wheel": Database, "rust": RustDatabase}
NAME = os.environ.get("DATABASE") or "wheel"


def pytest_configure(config: pytest.Config) -> None:
    """Build it here, where it can be seen, and not once a worker."""
    if NAME not in DATABASES:
        raise pytest.UsageError(f"DATABASE={NAME}: there are {', '.join(DATABASES)}")
    if NAME == "rust" and not hasattr(config, "workerinput"):
        try:
            build()
        except NotBuilt as caught:
            raise pytest.UsageError(str(caught)) from None


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The database under test: .uri(name), start, stop, kill; what it acknowledged outlives all three."""
    yield from while_running(DATABASES[NAME](tmp_path_factory.mktemp("database")))
