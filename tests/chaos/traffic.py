"""People at work while things die: rosters, reports, acceptances, sign-ups for seats that several want, and service."""

import random
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from urllib3 import encode_multipart_formdata

from tests.builders_rosters import OFFICE, a_csv, office_row
from tests.chaos.client import AGAIN, PATIENCE, Client
from tests.chaos.ledger import Ledger
from tests.chaos.service import Service
from tests.e2e import structure
from tests.e2e.given import Person, given
from tests.e2e.reporting import form
from tests.e2e.system import System
from tests.e2e.walk import Walk

DEMO = Path("deploy/local/demo")
CLERKS = 3  # who enter reports, accept them and sign people up
SHIFTS, SEATS = 12, 5
AHEAD = 120  # days; after the quarter's end, too, people may sign up
PAUSE, BETWEEN_FILES = 0.4, 4.0  # seconds between two people at one desk, and between two rosters
ON_ROSTER, MOST_FILES = 30, 40  # people that each file has more than the one before, for so many files


class Traffic:
    """Makes the district, its secretary, an employer and the shifts; then runs until it is stopped."""

    def __init__(self, system: System, ledger: Ledger, seed: int) -> None:
        self.system, self.ledger, self._stop = system, ledger, threading.Event()
        self.client = Client(system.url, ledger, random.Random(seed))  # nosec B311
        self.walk = walk = Walk(system, given(DEMO / "310106.csv", DEMO / "rosters"))
        structure.first_account(walk)
        structure.code_list_applied(walk)
        self.here = walk.given.district.here.code
        employer = walk.district_officer.post("registry/employers", {"name": "演示单位"})["id"]
        self._officers = {"secretary": ("secretary", self.here), "personnel": ("employer_officer", employer)}
        for name, officer in self._officers.items():
            self.client.tokens[name] = walk.officer(*officer).token
        walk.settle()  # activities knows the place
        self.shifts = [self._shift(number) for number in range(SHIFTS)]
        self.service = Service(walk, self.client, self._stop)
        work = [*[self._clerk] * CLERKS, self._personnel, self.service.keep]
        self._threads = [threading.Thread(target=each, daemon=True) for each in work]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def quarter_ends(self) -> None:
        """The clock goes on by weeks, while everything runs; what was served is stated now."""
        self.service.quarter_ends()
        self._sign_in()
        self._threads.append(threading.Thread(target=self.service.give_statements, daemon=True))
        self._threads[-1].start()

    def stop(self) -> None:
        """Return when each has the answer to what it asked last."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _sign_in(self) -> None:
        """Officers' sessions last a working day."""
        for name, officer in self._officers.items():
            self.client.tokens[name] = self.walk.sign_in(self.walk.logins[officer]).token

    def _shift(self, number: int) -> str:
        starts = self.system.now + timedelta(days=AHEAD + number)
        times = {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=1)).isoformat()}
        body = {"title": f"义诊{number}", "publish": True, "shifts": [{"where": "活动室", "capacity": SEATS} | times]}
        return str(self.walk.secretary.post("activities/activities", body)["shifts"][0]["id"])

    def _clerk(self) -> None:
        while not self._stop.wait(PAUSE):
            with self.client.lock:
                person, shifts = self.walk.given.strangers.next(), self.client.chance.sample(self.shifts, 2)
            report = self.client.ask("report", "registry/reports/entered", json=self._form(person))
            if not report:
                continue
            id, member = report["id"], report["member"]
            if not self.client.ask("acceptance", "registry/reports/accept", about=id, json={"ids": [id]}):
                continue
            for shift in shifts:
                path = f"activities/shifts/{shift}/signups/entered"
                self.client.ask("signup", path, about=f"{shift}.{member}", json={"member": member})
            if self.service.newest:
                self.service.came(self.service.newest, member)

    def _form(self, person: Person) -> dict[str, Any]:
        named = {"name": person.name, "id_number": person.id_number, "phone": person.phone}
        return form(community=self.here, how="paper", employer_name="另一家单位", **named)

    def _personnel(self) -> None:
        """A roster that grows: each file has everybody of the one before."""
        number = 0
        while not self._stop.wait(BETWEEN_FILES):
            number = min(number + 1, MOST_FILES)
            content = a_csv([OFFICE, *(office_row(i) for i in range(ON_ROSTER * number))]).read()
            # Written once: a request that is sent again must be the same, its boundary too.
            body, kind = encode_multipart_formdata({"file": ("花名册.csv", content)}, boundary="roster")
            upload = self.client.ask("upload", "registry/rosters", "personnel", kind=kind, data=body)
            if upload and self._done(upload["id"], "check", "checked") and self._done(upload["id"], "apply", "applied"):
                self.ledger.add("roster", upload["id"], 200, about=str(ON_ROSTER * number))

    def _done(self, upload: str, verb: str, state: str) -> bool:
        """Whether it came so far."""
        if self.client.ask(verb, f"registry/rosters/{upload}/{verb}", "personnel", about=upload) is None:
            return False
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.client.seen(f"registry/rosters/{upload}", "personnel").get("state") == state:
                return True
            time.sleep(AGAIN)
        return False
