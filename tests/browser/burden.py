"""`python -m tests.browser.burden` (A13): what each task costs a person, done in a real browser on the running system.

One line a task: `burden TASK typed=N taps=N pages=N seconds=N paper=CELLS limit=…`; exit code 1 when one is over its
limit. seconds: see effort.py. paper: the cells that the paper form it replaces asks for (see PAPER). The last line is
the most that one member was sent as planned about one activity.
"""

import sys
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import chromium
from tests.browser.effort import Effort
from tests.browser.given import PEOPLE, Given
from tests.browser.looking import MODES, Mode, context
from tests.browser.site import Site, running_site
from tests.browser.tasks import Tasks

# Cells to fill in on the paper that a task replaces, as counted on the forms that districts hand out: a report is
# 姓名 性别 民族 出生年月 学历 身份证号 入党时间 单位 职务 单位党组织 联系人
# 手机 住址 社区 特长 服务意愿 可服务时间 签名.
PAPER = {
    "report_on_roster": 18, "report_not_on_roster": 18, "accept_ten": 10 * 4, "activity_again": 9, "record_20": 20 * 2,
    "confirm_record": 2, "roster_applied": 20 * 14, "statements_issued": 20 * 8, "statements_signed": 20 * 2,
    "sheet_of_20": 20 * 4,
}  # fmt: skip
MESSAGES = 3  # planned, for a member and an activity


class Limit(NamedTuple):
    typed: int = 0
    taps: int | None = None

    def __str__(self) -> str:
        return f"typed<={self.typed}" + ("" if self.taps is None else f",taps<={self.taps}")

    def holds(self, effort: Effort) -> bool:
        return effort.typed <= self.typed and (self.taps is None or effort.taps <= self.taps)


LIMITS = {
    "report_on_roster": Limit(2, 8), "report_not_on_roster": Limit(8), "accept_ten": Limit(0, 2),
    "activity_again": Limit(0, 6), "record_20": Limit(0, 2), "confirm_record": Limit(0, 1),
    "roster_applied": Limit(0, 4), "statements_issued": Limit(0, 3), "statements_signed": Limit(0, 2),
    "sheet_of_20": Limit(1),
}  # fmt: skip
WHO = dict.fromkeys(LIMITS, "secretary") | {
    "report_on_roster": "", "report_not_on_roster": "", "confirm_record": "", "roster_applied": "employer-office",
    "statements_signed": "employer-office",
}  # fmt: skip
ON_A_PHONE = ("report_on_roster", "report_not_on_roster", "confirm_record", "record_20")


def done(tasks: Tasks, browser: Browser, task: str, account: str, mode: Mode) -> Effort:
    """Do the task in a browser of its own; what it cost."""
    with context(browser, tasks.site, account, mode) as made:
        effort = Effort(made.new_page(), mode)
        getattr(tasks, task)(effort)
    return effort


def measured(tasks: Tasks, browser: Browser, task: str) -> Effort:
    return done(tasks, browser, task, WHO[task], MODES["phone" if task in ON_A_PHONE else "desk"])


def lines(site: Site, browser: Browser) -> Iterator[tuple[str, bool]]:
    given = Given(site)
    tasks = Tasks(given)
    for task, limit in LIMITS.items():
        effort = measured(tasks, browser, task)
        within = limit.holds(effort)
        codes = f" codes_waited_for={effort.waited_for_codes}" if effort.waited_for_codes else ""
        yield (f"burden {task} typed={effort.typed} taps={effort.taps} pages={effort.pages} "
               f"seconds={effort.seconds:.0f} paper={PAPER[task]} limit={limit}{codes}"), within  # fmt: skip
    most = given.planned_messages()
    yield f"burden planned_messages most={most} members={PEOPLE} limit={MESSAGES}", most <= MESSAGES


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
