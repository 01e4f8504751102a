"""`python -m tests.browser.burden` (A13): what each task costs a person, done in a real browser on the running system.

One line a task: `burden TASK typed=N taps=N pages=N seconds=N paper=CELLS limit=…`; exit code 1 when one is over its
limit. seconds: see effort.py. paper: the cells that the paper form it replaces asks for (see PAPER). People begin where
they are when they open the site: members at the home page or the link, officers, signed in, at their first page.
"""

import io
import random
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from services.registry.members.model import CONSENT_VERSION
from tests.browser.conftest import chromium
from tests.browser.effort import Effort
from tests.browser.looking import MODES, Mode, context
from tests.browser.site import Site, running_site
from tests.builders_rosters import a_csv, a_phone, an_id_number, an_office_roster
from tests.e2e.asking import Somebody
from tests.e2e.system import until

PEOPLE = 20
# Cells to fill in on the paper that a task replaces, as counted on the forms that districts hand out: a report is
# 姓名 性别 民族 出生年月 学历 身份证号 入党时间 单位 职务 单位党组织 联系人
# 手机 住址 社区 特长 服务意愿 可服务时间 签名.
PAPER = {
    "report_on_roster": 18, "report_not_on_roster": 18, "accept_ten": 10 * 4, "activity_again": 9, "record_20": 20 * 2,
    "confirm_record": 2, "roster_applied": 20 * 14, "statements_issued": 20 * 8, "statements_signed": 20 * 2,
    "sheet_of_20": 20 * 4,
}  # fmt: skip


class Limit(NamedTuple):
    typed: int = 0
    taps: int | None = None

    def __str__(self) -> str:
        return f"typed<={self.typed}" + ("" if self.taps is None else f",taps<={self.taps}")


LIMITS = {
    "report_on_roster": Limit(2, 8), "report_not_on_roster": Limit(8), "accept_ten": Limit(0, 2),
    "activity_again": Limit(0, 6), "record_20": Limit(0, 2), "confirm_record": Limit(0, 1),
    "roster_applied": Limit(0, 4), "statements_issued": Limit(0, 3), "statements_signed": Limit(0, 2),
    "sheet_of_20": Limit(1),
}  # fmt: skip


class People:
    """Made up, one after another: name, phone, ID number."""

    def __init__(self) -> None:
        self.numbers = count(random.randrange(1_000, 13_000, 50))  # a system that runs may have seen others

    def next(self) -> tuple[str, str, str]:
        number = next(self.numbers)
        name = "试" + "一二三四五六七八九十"[number % 10] + "安宁和平康顺"[number // 10 % 6]
        return name, a_phone(number), an_id_number(number)


class Measured:
    """The tasks, in an order in which each finds what it needs."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser, self.people = site, browser, People()
        self.secretary = Somebody(site.url, site.token("secretary"))
        self.here = self.secretary.get("registry/me")["scopes"][0]
        self.members: list[str] = []

    def tasks(self) -> dict[str, Callable[[Effort], None]]:
        return {name: getattr(self, name) for name in LIMITS}

    def run(self, name: str) -> Effort:
        account, mode = WHO[name]
        with context(self.browser, self.site, account, mode) as made:
            effort = Effort(made.new_page())
            self.tasks()[name](effort)
        return effort

    # the member

    def report_on_roster(self, effort: Effort) -> None:
        phone = self.site.members[2]
        self._sign_in_to_report(effort, phone)
        self._send_report(effort)

    def report_not_on_roster(self, effort: Effort) -> None:
        name, phone, number = self.people.next()
        self._sign_in_to_report(effort, phone)
        page = effort.page
        effort.type(page.locator("#f-name"), name)
        effort.type(page.locator("#f-id_number"), number)
        effort.type(page.locator("#f-employer_name"), "一家还没有上线的单位")
        if not page.locator("input[name=community]:checked").count():
            effort.type(page.locator("#f-q"), "三星坊")
            effort.tap(page.locator("#f-q + button, .row:has(#f-q) > button").first)
            effort.tap(page.locator("#found label").first)
        self._send_report(effort)

    def _sign_in_to_report(self, effort: Effort, phone: str) -> None:
        page, since = effort.page, len(self.site.mail(phone))
        page.goto("/")
        effort.tap(page.get_by_role("link", name="我要报到"))
        effort.type(page.locator("#f-phone"), phone)
        effort.tap(page.get_by_role("button", name="获取验证码").first)
        effort.waited_for_codes += 1
        effort.type(page.locator("#f-code"), self.site.code(phone, since))
        effort.tap(page.locator("main").get_by_role("button", name="登录"))

    def _send_report(self, effort: Effort) -> None:
        page = effort.page
        effort.tap(page.locator("label:has(#f-consent_version)"))
        effort.tap(page.get_by_role("button", name="提交报到"))
        assert page.url.endswith("/registry/me"), page.locator("main").inner_text()[:300]

    def confirm_record(self, effort: Effort) -> None:
        """From the link in the message: opening it is no tap of ours."""
        effort.page.goto(self._link())
        effort.tap(effort.page.locator("main form button").first)
        self._told(effort)

    def _link(self) -> str:
        """Of a message that asks to confirm a record and was not answered yet."""
        mails = [each for each in self.site.mail("") if "可以确认" in each["text"]]
        return next(each["link"] for each in mails if each.get("link") and "/activities/links/" in each["link"])

    # the community

    def accept_ten(self, effort: Effort) -> None:
        self._enter(10)
        self._today(effort, "接收报到")
        effort.tap(effort.page.get_by_role("button", name="全部接收"))
        self._told(effort)

    def activity_again(self, effort: Effort) -> None:
        effort.page.goto("/notify/today")
        effort.tap(effort.page.get_by_role("navigation").get_by_role("link", name="活动"))
        effort.tap(effort.page.get_by_role("link", name="再办一次").first)
        effort.tap(effort.page.get_by_role("button", name="发布"))
        self._told(effort)

    def record_20(self, effort: Effort) -> None:
        shift = self._shift_of_20("今天的活动")
        self._today(effort, "登记谁来了")
        effort.tap(effort.page.locator(f"form[action$='{shift}/rest'] button").first)
        self._told(effort)

    def sheet_of_20(self, effort: Effort) -> None:
        """One line is an exception: somebody whose name was written in by hand."""
        shift, extra = self._shift_of_20("有纸质表的活动", leave=1), self.names[-1]
        self._today(effort, "登记谁来了")
        effort.tap(effort.page.locator(f"a[href='/activities/shifts/{shift}/sheet']").first)
        effort.tap(effort.page.locator("label:has(#f-signed)"))
        effort.type(effort.page.locator("#f-added_names"), extra)
        effort.tap(effort.page.get_by_role("button", name="录入"))
        self._told(effort)

    def statements_issued(self, effort: Effort) -> None:
        self._today(effort, "等您出具")
        effort.tap(effort.page.get_by_role("button", name="全部").first)
        self._told(effort)

    # the employer

    def roster_applied(self, effort: Effort) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "花名册.csv"
            file.write_bytes(_content(a_csv(an_office_roster(PEOPLE))))
            effort.page.goto("/registry/rosters")
            effort.page.locator("input[type=file]").set_input_files(file)
            effort.taps += 1  # the file is picked with one tap at least
            effort.tap(effort.page.get_by_role("button", name="上传并核对"))
            button = effort.page.get_by_role("button", name="更新花名册")
            button.wait_for(timeout=60_000)
            effort.tap(button)
        self._told(effort)

    def statements_signed(self, effort: Effort) -> None:
        self._today(effort, "签收")
        effort.tap(effort.page.get_by_role("button", name="全部").first)
        self._told(effort)

    def _told(self, effort: Effort) -> None:
        """The page says that it is done."""
        try:
            effort.page.locator(".told").wait_for(timeout=20_000)
        except PlaywrightError:
            raise AssertionError(effort.page.locator("main").inner_text()) from None

    # what is there before

    def _today(self, effort: Effort, about: str) -> None:
        effort.page.goto("/notify/today")
        effort.tap(effort.page.locator("main a", has_text=about).first)

    def _enter(self, number: int) -> None:
        """People of the community, entered at its station, who wait to be taken in."""
        for _ in range(number):
            name, phone, id_number = self.people.next()
            form = {"community": self.here, "name": name, "id_number": id_number, "phone": phone, "how": "station",
                    "employer_name": "另一家单位", "consent_version": CONSENT_VERSION}  # fmt: skip
            self.secretary.post("registry/reports/entered", form)
        until(lambda: len(self.secretary.all("registry/reports/waiting")) >= number, "the reports to wait")
        waits = lambda: {each["kind"] for each in self.secretary.get("notify/todos").items}  # noqa: E731
        until(lambda: "report_to_accept" in waits(), "today to know of them")

    def _shift_of_20(self, title: str, leave: int = 0) -> str:
        """A shift of today that is over, with that many people signed up by the station; gives its id. `leave`: so many
        came without signing up."""
        starts = self.site.now() + timedelta(minutes=2)
        shift = {"starts": starts.isoformat(), "ends": (starts + timedelta(minutes=30)).isoformat(), "where": "活动室",
                 "capacity": 40}  # fmt: skip
        made = self.secretary.post("activities/activities", {"title": title, "place": self.here, "shifts": [shift]})
        self.secretary.post("activities/activities/publish", {"ids": [made["id"]]})
        street = Somebody(self.site.url, self.site.token("street"))
        street.send("POST", "activities/activities/approve", json={"ids": [made["id"]]})  # where the street reviews
        id = made["shifts"][0]["id"]
        for member in self._members()[: PEOPLE - leave]:
            until(lambda member=member: self._entered(id, member), "activities to know the member")
        self.site.move_clock("35m")
        waits = lambda: {each["kind"] for each in self.secretary.get("notify/todos").items}  # noqa: E731
        until(lambda: "shift_to_record" in waits(), "today to know of the shift", 60)
        return str(id)

    def _entered(self, shift: str, member: str) -> bool:
        sent = self.secretary.send("POST", f"activities/shifts/{shift}/signups/entered", json={"member": member})
        assert sent.status < 300 or sent.status == 404, sent.body
        return sent.status < 300

    def _members(self) -> list[str]:
        """Members of the community, as activities knows them: as many as are needed."""
        if not self.members:
            before = {each["id"] for each in self.secretary.all("registry/members")}
            self._enter(PEOPLE + 1)
            self.secretary.post("registry/reports/accept", {"all": True})
            found = [each for each in self.secretary.all("registry/members") if each["id"] not in before]
            self.members = [each["id"] for each in found][: PEOPLE + 1]
            self.names = [each["name"] for each in found][: PEOPLE + 1]
        return self.members


WHO: dict[str, tuple[str, Mode]] = {
    "report_on_roster": ("", MODES["phone"]), "report_not_on_roster": ("", MODES["phone"]),
    "confirm_record": ("", MODES["phone"]), "accept_ten": ("secretary", MODES["desk"]),
    "activity_again": ("secretary", MODES["desk"]), "record_20": ("secretary", MODES["phone"]),
    "sheet_of_20": ("secretary", MODES["desk"]), "statements_issued": ("secretary", MODES["desk"]),
    "roster_applied": ("employer-office", MODES["desk"]), "statements_signed": ("employer-office", MODES["desk"]),
}  # fmt: skip


def _content(file: io.BytesIO) -> bytes:
    return file.getvalue()


def lines(site: Site, browser: Browser) -> Iterator[tuple[str, bool]]:
    measured = Measured(site, browser)
    for name, limit in LIMITS.items():
        effort = measured.run(name)
        good = effort.typed <= limit.typed and (limit.taps is None or effort.taps <= limit.taps)
        codes = f" codes_waited_for={effort.waited_for_codes}" if effort.waited_for_codes else ""
        yield (f"burden {name} typed={effort.typed} taps={effort.taps} pages={effort.pages} "
               f"seconds={effort.seconds:.0f} paper={PAPER[name]} limit={limit}{codes}"), good  # fmt: skip


def main() -> int:
    good = True
    with running_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for line, within in lines(site, browser):
            print(line if within else f"{line} OVER", flush=True)
            good = good and within
        browser.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
