"""Every page of every role: no link or form leads to an error page; each is accessible and fits, in every mode."""

import os
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from requests import Response

from tests.browser.crawl import Crawl, kind_of
from tests.browser.looking import MODES, context, faults
from tests.browser.site import Site

# Who can end another's account comes after it: every form is sent, that one too.
ROLES = ("public", "member", "leader", "staff", "instructor", "employer", "operator", "secretary", "street", "district")
FULL = os.environ.get("FULL") == "yes"


@pytest.fixture(scope="module")
def crawled(site: Site) -> Callable[[str], Crawl]:
    """What a role finds by following links, once."""
    found: dict[str, Crawl] = {}

    def crawl(role: str) -> Crawl:
        if role not in found:
            account = site.roles()[role]
            found[role] = Crawl(site.url, site.session(account), ["/", *(["/registry/signed-in"] if account else [])])
            found[role].follow_links()
        return found[role]

    return crawl


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_somewhere(role: str, crawled: Callable[[str], Crawl]) -> None:
    crawl = crawled(role)
    dead = {
        f"{kind_of(read.address)}: {read.status}, linked from {crawl.came_from.get(read.address, '')}"
        for read in crawl.pages.values() if read.status >= 400
    }  # fmt: skip
    assert not sorted(dead)
    assert len(crawl.pages) > 8


def test_every_page_is_fit_to_be_read(site: Site, browser: Browser, crawled: Callable[[str], Crawl]) -> None:
    """In one mode each, which differs from page to page; with FULL=yes in every mode."""
    wrong: list[str] = []
    looked: set[str] = set()
    for role in ROLES:
        pages = {kind_of(read.address): read for read in crawled(role).pages.values() if read.text}
        contexts = {name: context(browser, site, site.roles()[role], mode) for name, mode in MODES.items()}
        for kind, read in pages.items():
            if kind in looked and not FULL:
                continue
            looked.add(kind)
            for name in MODES if FULL else [list(MODES)[zlib.crc32(kind.encode()) % len(MODES)]]:
                page = contexts[name].new_page()
                said: list[str] = []
                page.on("console", lambda each, said=said: said.append(each.text) if each.type == "error" else None)
                page.goto(read.address)
                wrong += [f"{role} {name} {kind}: {each}" for each in [*faults(page, MODES[name]), *said]]
                page.close()
        for each in contexts.values():
            each.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_every_form_is_answered(role: str, crawled: Callable[[str], Crawl]) -> None:
    """Sent as it stands, empty where it is empty: it is done, or the page says what is missing. Last, for it changes
    what is there."""
    crawl = crawled(role)
    assert len(crawl.pages) > 8
    failed = []
    for source, form in crawl.forms():
        answer = crawl.send(form)
        if refused(answer):  # another form may have ended what this one names
            now = crawl.again(source, form)
            if not now:
                continue
            answer = crawl.send(now)
        if answer.status_code >= 500 or refused(answer):
            failed.append(f"{form.kind} on {kind_of(source)}: {answer.status_code}")
    assert not failed


def refused(answer: Response) -> bool:
    """By the form itself, not by the page that it led on to."""
    return answer.status_code in (404, 405) and answer.request.method == "POST"
