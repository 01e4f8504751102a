"""What people do on the pages, as a browser does it: what is tapped is found by where it leads, in any language."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator

from tests.browser.effort import Effort
from tests.browser.given import Given
from tests.builders_rosters import a_csv

TODAY = "/notify/today"
ALL, SOME = "form:has(input[name=all]) button", "form:has(input[type=checkbox][name=ids]) button"


class Tasks:
    """Each begins where people are when they open the site: members at the home page or the link, officers, signed in,
    at their first page."""

    def __init__(self, given: Given) -> None:
        self.given, self.site = given, given.site

    # the member

    def report_on_roster(self, effort: Effort) -> None:
        self._sign_in_to_report(effort, self.site.members[2])
        self._send_report(effort)

    def report_not_on_roster(self, effort: Effort) -> None:
        name, phone, number = self.given.person()
        self._sign_in_to_report(effort, phone)
        page = effort.page
        effort.type(page.locator("#f-name"), name)
        effort.type(page.locator("#f-id_number"), number)
        effort.type(page.locator("#f-employer_name"), "一家还没有上线的单位")
        effort.type(page.locator("#f-q"), "三星坊")
        effort.tap(page.locator(".row:has(#f-q) > button"))
        effort.tap(page.locator("#found label").first)
        self._send_report(effort)

    def _sign_in_to_report(self, effort: Effort, phone: str) -> None:
        page, since = effort.page, len(self.site.mail(phone))
        page.goto("/")
        effort.tap(page.locator("main a[href='/registry/report']"))
        effort.type(page.locator("#f-phone"), phone)
        effort.tap(page.locator("form:has(#f-phone) button"))
        effort.waited_for_codes += 1
        effort.type(page.locator("#f-code"), self.site.code(phone, since))
        effort.tap(page.locator("main form:has(#f-code) button"))

    def _send_report(self, effort: Effort) -> None:
        page = effort.page
        effort.tap(page.locator("label:has(#f-consent_version)"))
        effort.tap(page.locator("form[action='/registry/report'] > button"))
        assert page.url.endswith("/registry/me"), page.locator("main").inner_text()[:300]

    def confirm_record(self, effort: Effort) -> None:
        """From the link in the message: opening it is no tap of ours."""
        effort.page.goto(self.given.link_to_confirm())
        effort.tap(effort.page.locator("main button[name=answer][value=yes]"))
        self._told(effort)

    def sign_up_and_withdraw(self, effort: Effort) -> None:
        effort.page.goto("/activities/offers")
        for at in range(effort.page.locator("main h2 a").count()):
            effort.tap(effort.page.locator("main h2 a").nth(at))
            signs_up = effort.page.locator("form[action$='/sign-up'] button")
            if signs_up.count():
                break
            effort.page.goto("/activities/offers")
        effort.tap(signs_up.first)
        self._told(effort)
        effort.tap(effort.page.locator("details:has(form[action$='/withdraw']) summary").first)
        effort.tap(effort.page.locator("form[action$='/withdraw'] button").first)
        self._told(effort)

    # the community

    def accept_ten(self, effort: Effort) -> None:
        self.given.wait_to_be_accepted(10)
        self._from_today(effort, "/registry/reports/waiting")
        effort.tap(effort.page.locator(ALL))
        self._told(effort)

    def activity_again(self, effort: Effort) -> None:
        effort.page.goto(TODAY)
        effort.tap(effort.page.locator("nav a[href='/activities/activities']").first)
        effort.tap(effort.page.locator("a[href$='/again']").first)
        effort.tap(effort.page.locator("button[name=publish]"))
        self._told(effort)

    def record_20(self, effort: Effort) -> None:
        shift = self.given.shift_over()
        self._from_today(effort, "/activities/rollcalls")
        effort.tap(effort.page.locator(f"form[action$='{shift}/rest'] button"))
        self._told(effort)

    def sheet_of_20(self, effort: Effort) -> None:
        """One line is an exception: somebody whose name was written in by hand."""
        shift, extra = self.given.shift_over(), self.given.known_members()[-1]
        self._from_today(effort, "/activities/rollcalls")
        effort.tap(effort.page.locator(f"a[href='/activities/shifts/{shift}/sheet']"))
        effort.tap(effort.page.locator("label:has(#f-signed)"))
        effort.type(effort.page.locator("#f-added_names"), extra["name"])
        effort.tap(effort.page.locator("main form > button"))
        self._told(effort)

    def statements_issued(self, effort: Effort) -> None:
        self._from_today(effort, "/activities/statements")
        effort.tap(effort.page.locator(ALL))
        self._told(effort)

    def statement_issued_alone(self, effort: Effort) -> None:
        self._from_today(effort, "/activities/statements")
        self._first_alone(effort)

    # the employer

    def roster_applied(self, effort: Effort) -> None:
        page, apply = effort.page, effort.page.locator("form[action$='/apply'] button")
        with TemporaryDirectory() as folder:
            file = Path(folder) / "花名册.csv"
            file.write_bytes(a_csv(self.given.roster()).getvalue())
            page.goto("/registry/rosters")
            page.locator("input[type=file]").set_input_files(file)
            effort.taps += 1  # the file is picked with one tap at least
            effort.tap(page.locator("form[action='/registry/rosters'] button"))
            self._wait_for(effort, apply)
            effort.tap(apply)
        self._told(effort)

    def _wait_for(self, effort: Effort, what: Locator) -> None:
        """The page looks again by itself; without JavaScript people ask for it."""
        for _ in range(60):
            try:
                return what.wait_for(timeout=1_000)
            except PlaywrightError:
                if not effort.mode.scripts:
                    effort.page.reload()
        raise AssertionError(effort.page.locator("main").inner_text()[:300])

    def statements_signed(self, effort: Effort) -> None:
        self._from_today(effort, "/activities/statements/received")
        effort.tap(effort.page.locator(ALL))
        self._told(effort)

    def statement_signed_alone(self, effort: Effort) -> None:
        self._from_today(effort, "/activities/statements/received")
        self._first_alone(effort)

    # the instructor, the street, the district

    def visit_logged(self, effort: Effort) -> None:
        effort.page.goto("/registry/visits")
        effort.type(effort.page.locator("#f-text"), "谈了下个月的活动。")
        effort.tap(effort.page.locator("main form:has(#f-text) > button"))
        self._told(effort)

    def communities_compared(self, effort: Effort) -> None:
        """What waits in each, and since when."""
        effort.page.goto("/registry/signed-in")
        effort.tap(effort.page.locator("nav a[href='/registry/overview']").first)
        assert effort.page.locator("main h2 a[href^='/registry/overview/']").count() > 5

    def notice_changed(self, effort: Effort) -> None:
        effort.page.goto("/registry/settings")
        effort.type(effort.page.locator("#f-notice_title"), "关于组织在职党员到社区报到的通知")
        effort.tap(effort.page.locator("main form:has(#f-notice_title) > button"))
        self._told(effort)

    # every page

    def _from_today(self, effort: Effort, to: str) -> None:
        effort.page.goto(TODAY)
        effort.tap(effort.page.locator(f"main a[href='{to}']").first)

    def _first_alone(self, effort: Effort) -> None:
        """Of a list where some can be chosen, the first; the only one has no box."""
        if effort.page.locator(SOME).count():
            effort.tap(effort.page.locator("label:has(input[type=checkbox][name=ids])").first)
            effort.tap(effort.page.locator(SOME))
        else:
            effort.tap(effort.page.locator(ALL))
        self._told(effort)

    def _told(self, effort: Effort) -> None:
        """The page says that it is done."""
        try:
            effort.page.locator(".told").wait_for(timeout=20_000)
        except PlaywrightError:
            raise AssertionError(effort.page.locator("main").inner_text()) from None
