"""What must be there before a task can be done: people who wait, shifts that are over. Made as its roles would."""

import random
from datetime import timedelta
from itertools import count
from typing import Any

from services.registry.members.model import CONSENT_VERSION
from tests.browser.site import Site
from tests.builders_rosters import OFFICE, a_phone, an_id_number, office_row
from tests.e2e.asking import Somebody
from tests.e2e.system import until

PEOPLE = 20
DIGITS = "零一二三四五六七八九"
SHIFT, PAUSE = timedelta(minutes=15), timedelta(minutes=1)


class Given:
    """For the demo's secretary and her community. people: at each shift; shifts: that are made at once."""

    def __init__(self, site: Site, people: int = PEOPLE, shifts: int = 2) -> None:
        self.site, self.people, self.shifts = site, people, shifts
        self.here = self.secretary.get("registry/me")["scopes"][0]
        self.numbers = count(random.randrange(1_000, 13_000, 50))  # a system that runs may have seen others
        self.members: list[dict[str, Any]] = []
        self.over: list[str] = []
        self.phones: list[str] = []  # of people who were entered

    @property
    def secretary(self) -> Somebody:
        return self._somebody("secretary")

    @property
    def street(self) -> Somebody:
        return self._somebody("street")

    def _somebody(self, account: str) -> Somebody:
        return Somebody(self.site.url, self.site.token(account))

    def person(self) -> tuple[str, str, str]:
        """Made up, one after another: name, phone, ID number."""
        number = next(self.numbers)
        name = "试" + "".join(DIGITS[int(digit)] for digit in str(number))
        return name, a_phone(number), an_id_number(number)

    def roster(self) -> list[list[str]]:
        """Of new people who live in known communities."""
        numbers = [next(self.numbers) for _ in range(PEOPLE)]
        return [OFFICE, *(office_row(number) for number in numbers)]

    def wait_to_be_accepted(self, number: int) -> None:
        """People of the community, entered at its station."""
        for _ in range(number):
            name, phone, id_number = self.person()
            self.phones.append(phone)
            self.secretary.post("registry/reports/entered", {
                "community": self.here, "name": name, "id_number": id_number, "phone": phone, "how": "station",
                "employer_name": "另一家单位", "consent_version": CONSENT_VERSION,
            })  # fmt: skip
        until(lambda: len(self.secretary.all("registry/reports/waiting")) >= number, "the reports to wait")
        self._today_knows("report_to_accept")

    def shift_over(self) -> str:
        """The id of one; where none is left, some are made, one after another in time."""
        if not self.over:
            members = [each["id"] for each in self.known_members()[: self.people]]
            first, every = self.site.now() + timedelta(minutes=2), SHIFT + PAUSE
            self.over = [self._shift(f"今天的第 {n + 1} 场", first + n * every, members) for n in range(self.shifts)]
            ends = first + self.shifts * every - self.site.now()
            self.site.move_clock(f"{ends.seconds // 60 + 1}m")
            self._today_knows("shift_to_record")
        return self.over.pop(0)

    def _shift(self, title: str, starts: Any, members: list[str]) -> str:
        shift = {"starts": starts.isoformat(), "ends": (starts + SHIFT).isoformat(), "where": "活动室", "capacity": 40}
        body = {"title": title, "place": self.here, "shifts": [shift]}
        made = self.secretary.post("activities/activities", body)
        self.secretary.post("activities/activities/publish", {"ids": [made["id"]]})
        self.street.send("POST", "activities/activities/approve", json={"ids": [made["id"]]})  # where it reviews
        id = str(made["shifts"][0]["id"])
        for member in members:
            until(lambda member=member: self._entered(id, member), "activities to know the member")
        return id

    def _entered(self, shift: str, member: str) -> bool:
        sent = self.secretary.send("POST", f"activities/shifts/{shift}/signups/entered", json={"member": member})
        assert sent.status < 300 or sent.status == 404, sent.body
        return sent.status < 300

    def known_members(self) -> list[dict[str, Any]]:
        """As many of the community, and one more who signs up for nothing."""
        if not self.members:
            before = {each["id"] for each in self.secretary.all("registry/members")}
            self.wait_to_be_accepted(self.people + 1)
            self.secretary.post("registry/reports/accept", {"all": True})
            found = [each for each in self.secretary.all("registry/members") if each["id"] not in before]
            self.members = found[: self.people + 1]
        return self.members

    def link_to_confirm(self) -> str:
        """Of a message that asks to confirm a record, which nobody answered yet."""
        asked = [each["link"] for each in self.site.mail("") if "可以确认" in each["text"] and each.get("link")]
        return next(link for link in asked if "/activities/links/" in link and self._asks(link))

    def _asks(self, link: str) -> bool:
        """Whether it still does, and not only offers to stop its reminders. Looking changes nothing."""
        return 'value="yes"' in self.site.session("").get(link, timeout=30).text

    def planned_messages(self) -> int:
        """Somebody is signed up for tomorrow, comes, and answers nothing for eight days: the most that one was sent
        about it, but for the word that they were signed up. Time goes on in steps: what is told by day has its day."""
        title, members = "明天的活动", self.known_members()[: self.people]
        shift = self._shift(title, self.site.now() + timedelta(hours=26), [each["id"] for each in members])
        for _ in range(3):
            self.site.move_clock("9h")
        all_came = {"all": "present", "nonce": "all-of-them", "close": True}
        self.secretary.post(f"activities/shifts/{shift}/rollcall", all_came)
        for _ in range(16):
            self.site.move_clock("12h")
        about = [[mail for mail in self.site.mail(phone) if title in mail["text"]] for phone in self.phones]
        return max(sum("已通过" not in mail["text"] for mail in each) for each in about)

    def _today_knows(self, kind: str) -> None:
        until(lambda: kind in {each["kind"] for each in self.secretary.get("notify/todos").items}, kind, 60)
