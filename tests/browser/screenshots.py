"""`python -m tests.browser.screenshots`: a picture of every kind of page of every role, at desk and phone width."""

import re
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import chromium
from tests.browser.crawl import Crawl, kind_of
from tests.browser.looking import MODES, context
from tests.browser.site import Site, running_site
from tests.browser.test_pages import ROLES

FOLDER = Path("var/screenshots")
TAKEN_IN = ("desk", "phone", "elder")


def main() -> None:
    with running_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for role in ROLES:
            print(role, taken(browser, site, role), flush=True)
        browser.close()


def taken(browser: Browser, site: Site, role: str) -> int:
    """How many pictures."""
    account = site.roles()[role]
    crawl = Crawl(site.url, site.session(account), ["/", *(["/registry/signed-in"] if account else [])])
    crawl.follow_links()
    kinds = {kind_of(read.address): read.address for read in crawl.pages.values() if read.text}
    for mode in TAKEN_IN:
        folder = FOLDER / role / mode
        folder.mkdir(parents=True, exist_ok=True)
        with context(browser, site, account, MODES[mode]) as looking:
            page = looking.new_page()
            for kind, address in kinds.items():
                page.goto(address)
                name = re.sub(r"\W+", "-", kind.removeprefix("/").replace("*", "one")).strip("-") or "home"
                page.screenshot(path=folder / f"{name}.png", full_page=True)
    return len(kinds) * len(TAKEN_IN)


if __name__ == "__main__":
    main()
