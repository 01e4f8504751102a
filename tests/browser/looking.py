"""The ways in which a page may be looked at, and what a look finds wrong."""

from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.site import COOKIE, Site

PHONE, DESK = 360, 1280
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SMALLEST = 44  # px: what a finger meets; links inside sentences are exempt


class Mode(NamedTuple):
    width: int = DESK
    elder: str = ""
    language: str = "zh_CN"
    scripts: bool = True


MODES = {
    "desk": Mode(), "phone": Mode(PHONE), "elder": Mode(PHONE, elder="30"), "english": Mode(PHONE, language="en"),
    "elder-desk": Mode(elder="24"), "plain": Mode(PHONE, scripts=False),
}  # fmt: skip


def context(browser: Browser, site: Site, account: str, mode: Mode) -> BrowserContext:
    """Signed in, in this mode."""
    made = browser.new_context(
        viewport={"width": mode.width, "height": 800}, java_script_enabled=mode.scripts, base_url=site.url,
        locale="zh-CN" if mode.language == "zh_CN" else "en-GB",
    )  # fmt: skip
    cookies = {"lang": mode.language} | ({"elder": mode.elder} if mode.elder else {})
    if account:
        cookies[COOKIE] = site.token(account)
    made.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
    return made


def faults(page: Page, mode: Mode) -> list[str]:
    """What is wrong with the page as it stands there: axe's findings, sideways scrolling, small targets."""
    seen = Axe().run(page, options=RULES).response["violations"] if mode.scripts else []
    found = [_violation(each) for each in seen]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > mode.width:
        found.append(f"scrolls sideways: {wide} px of {mode.width}")
    least = 60 if mode.elder else SMALLEST
    return found + [f"a target of less than {least} px: {each}" for each in page.evaluate(SMALL, least - 1)]


def _violation(each: dict[str, Any]) -> str:
    return f"{each['id']}: {each['nodes'][0]['html'][:160]}"


# Controls that are lower than they should be: buttons, fields, and links that stand by themselves.
SMALL = """least => [...document.querySelectorAll(
    "main button, main input:not([type=hidden], [type=checkbox], [type=radio]), main select, main textarea," +
    "main summary, main label.pick, main a[href], header button, header nav a")]
  .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < least)
  .filter(e => e.tagName !== "A" || ![...e.parentElement.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => e.outerHTML.slice(0, 120)).slice(0, 5)"""
