"""A roll-call goes on without network: kept on the device, over a reload, and sent later."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.looking import MODES, context
from tests.browser.site import Site
from tests.stage import until

KEPT = "path => caches.match(path, {cacheName: 'rollcall-pages'}).then(Boolean)"


@pytest.fixture
def phone(site: Site, browser: Browser) -> Iterator[BrowserContext]:
    """The shift leader's."""
    found = context(browser, site, site.roles()["leader"], MODES["phone"])
    yield found
    found.close()


@pytest.fixture
def rollcall(site: Site, phone: BrowserContext) -> Page:
    """Of the shift that is being recorded, as it lies on the phone."""
    shifts = asked(site, "me/shifts-to-record")["items"]
    shift = next(each["shift"]["id"] for each in shifts if len(each["people"]) > 1)
    page = phone.new_page()
    page.goto(f"{site.url}/activities/shifts/{shift}/rollcall")
    until(lambda: page.evaluate(KEPT, path_of(page)))
    return page


def test_marks_made_without_network_outlive_a_reload_and_are_sent_later(site: Site, rollcall: Page) -> None:
    one, other = rollcall.locator("[data-person]").all()[:2]
    ids = [each.get_attribute("data-person") for each in (one, other)]
    before = states(site, rollcall)
    rollcall.context.set_offline(True)
    one.get_by_role("button", name="缺席").click()
    expect(said(rollcall)).to_contain_text("未发送 1 条")
    assert states(site, rollcall) == before
    rollcall.reload()  # here Chromium may let a request out before it is without network again: sent twice, kept once
    expect(one.get_by_role("button", name="缺席")).to_have_attribute("aria-pressed", "true")
    other.get_by_role("button", name="迟到").click()
    expect(said(rollcall)).to_contain_text("未发送 2 条")

    rollcall.context.set_offline(False)
    expect(said(rollcall)).to_contain_text("已全部发送", timeout=20_000)
    assert [states(site, rollcall)[id] for id in ids] == ["absent", "late"]
    for each in (one, other):
        each.get_by_role("button", name="到场").click()
    expect(said(rollcall)).to_contain_text("已全部发送")
    assert [states(site, rollcall)[id] for id in ids] == ["present", "present"]


def test_what_was_kept_goes_with_who_signs_out(rollcall: Page) -> None:
    path = path_of(rollcall)
    rollcall.locator("form[action='/registry/sign-out'] button").click()
    rollcall.wait_for_url("**/")
    until(lambda: not rollcall.evaluate(KEPT, path))


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def said(page: Page) -> Locator:
    return page.locator("[data-state]")


def states(site: Site, page: Page) -> dict[str, str]:
    """What the server knows, by attendance."""
    shift = page.url.split("/shifts/")[1].split("/")[0]
    return {each["id"]: each["state"] for each in asked(site, f"shifts/{shift}/rollcall")["people"]}


def asked(site: Site, path: str) -> dict:
    head = {"Authorization": f"Bearer {site.token(site.roles()['leader'])}"}
    answer = requests.get(f"{site.url}/activities/api/v1/{path}", headers=head, timeout=20)
    answer.raise_for_status()
    return answer.json()
