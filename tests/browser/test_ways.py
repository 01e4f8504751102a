"""Each role's way through its part of the main job, in a browser, within what it may cost (see burden.py)."""

import pytest
from playwright.sync_api import Browser

from tests.browser.burden import LIMITS, Measured
from tests.browser.site import Site


@pytest.fixture(scope="module")
def measured(site: Site, browser: Browser) -> Measured:
    return Measured(site, browser)


@pytest.mark.parametrize("task", LIMITS)
def test_a_task_is_done_within_its_limit(task: str, measured: Measured) -> None:
    effort, limit = measured.run(task), LIMITS[task]
    assert effort.typed <= limit.typed
    assert limit.taps is None or effort.taps <= limit.taps
