"""One running system and one Chromium for all of these tests."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site, running_site

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """The path of the one that is installed; "" where there is none."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), "")


def pytest_terminal_summary(terminalreporter) -> None:
    if not chromium():
        terminalreporter.write_line("NOT LOOKED AT IN A BROWSER: there is no Chromium here (apt install chromium).")


def pytest_collection_modifyitems(items) -> None:
    items.sort(key=lambda item: "every_form" in item.name)  # at the end: it changes what the others look at
    if chromium():
        return
    if os.environ.get("CI") == "true":
        pytest.exit("Chromium is missing, and under CI its absence is a failure", 1)
    for item in items:
        item.add_marker(pytest.mark.skip(reason="Chromium is missing"))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with running_site() as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield launched
        launched.close()
