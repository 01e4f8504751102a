from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.operators.town import Start, Town


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a town on these servers (database, bootstrap, …); it is gone when the test is over."""
    towns: list[Town] = []

    def started(*servers: Any, **more: Any) -> Town:
        towns.append(Town(tmp_path, *servers, **more))
        towns[0].start()
        return towns[0]

    try:
        yield started
    finally:
        for town in towns:
            town.stop()
