"""Each role's way through its part of the main job, in a browser: within what it may cost (see burden.py), and at every
width, without JavaScript, in English and in 长辈版."""

import pytest
from playwright.sync_api import Browser

from tests.browser.burden import LIMITS, MESSAGES, done, measured
from tests.browser.given import Given
from tests.browser.looking import MODES
from tests.browser.site import Site
from tests.browser.tasks import Tasks

WAYS = {
    "secretary": ["accept_ten", "activity_again", "record_20", "sheet_of_20", "statement_issued_alone"],
    "employer-office": ["roster_applied"],
    "employer-hospital": ["statement_signed_alone"],
    "": ["report_not_on_roster", "confirm_record"],
    "member": ["sign_up_and_withdraw"],
    "instructor": ["visit_logged"],
    "street": ["communities_compared"],
    "district": ["notice_changed"],
}
MODES_OF_WAYS = ("phone", "elder", "english", "plain")  # at the desk they are measured below, or looked at


@pytest.fixture(scope="module")
def ways(site: Site) -> Tasks:
    return Tasks(Given(site, people=3, shifts=2 * len(MODES_OF_WAYS)))


@pytest.fixture(scope="module")
def tasks(site: Site) -> Tasks:
    return Tasks(Given(site))


@pytest.mark.parametrize("mode", MODES_OF_WAYS)
@pytest.mark.parametrize("role", WAYS)
def test_a_role_goes_its_whole_way(role: str, mode: str, ways: Tasks, browser: Browser) -> None:
    account = ways.site.roles()["member"] if role == "member" else role
    for task in WAYS[role]:
        done(ways, browser, task, account, MODES[mode])


@pytest.mark.parametrize("task", LIMITS)
def test_a_task_is_done_within_its_limit(task: str, tasks: Tasks, browser: Browser) -> None:
    assert LIMITS[task].holds(effort := measured(tasks, browser, task)), effort


def test_a_member_is_sent_at_most_three_planned_messages_about_an_activity(tasks: Tasks) -> None:
    assert 1 <= tasks.given.planned_messages() <= MESSAGES
