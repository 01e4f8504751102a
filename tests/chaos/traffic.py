"""People at work while things die: rosters, reports, acceptances, and sign-ups for seats that several want.

They ask as good clients do: the same request with the same Idempotency-Key until there is an answer.
"""

import random
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from urllib3 import encode_multipart_formdata

from tests.builders_rosters import OFFICE, a_csv, office_row
from tests.chaos.ledger import Ledger
from tests.e2e import structure
from tests.e2e.given import Person, given
from tests.e2e.reporting import form
from tests.e2e.system import System
from tests.e2e.walk import Walk

DEMO = Path("deploy/local/demo")
CLERKS = 3  # who enter reports, accept them and sign people up
SHIFTS, SEATS = 12, 5
PAUSE, BETWEEN_FILES = 0.4, 4.0  # seconds between two people at one desk, and between two rosters
AGAIN = 0.4  # seconds
PATIENCE = 150.0  # seconds after which a request is given up without an answer
ON_ROSTER, MOST_FILES = 30, 40  # people that each file has more than the one before, for so many files


class Traffic:
    """Makes the district, its secretary, an employer and the shifts; then runs until it is stopped."""

    def __init__(self, system: System, ledger: Ledger, seed: int) -> None:
        self.system, self.ledger = system, ledger
        self._chance, self._stop, self._lock = random.Random(seed), threading.Event(), threading.Lock()  # nosec B311
        self.walk = walk = Walk(system, given(DEMO / "310106.csv", DEMO / "rosters"))
        structure.first_account(walk)
        structure.code_list_applied(walk)
        self.here = walk.given.district.here.code
        employer = walk.district_officer.post("registry/employers", {"name": "演示单位"})["id"]
        self.secretary, self.hr = walk.secretary.token, walk.officer("employer_officer", employer).token
        walk.settle()  # activities knows the place
        self.shifts = [self._shift(number) for number in range(SHIFTS)]
        self._threads = [threading.Thread(target=self._clerk, daemon=True) for _ in range(CLERKS)]
        self._threads.append(threading.Thread(target=self._personnel, daemon=True))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Return when each has the answer to what it asked last."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _shift(self, number: int) -> str:
        starts = self.system.now + timedelta(days=20 + number)
        times = {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=1)).isoformat()}
        body = {"title": f"义诊{number}", "publish": True, "shifts": [{"where": "活动室", "capacity": SEATS} | times]}
        return str(self.walk.secretary.post("activities/activities", body)["shifts"][0]["id"])

    def _clerk(self) -> None:
        while not self._stop.wait(PAUSE):
            with self._lock:
                person, shifts = self.walk.given.strangers.next(), self._chance.sample(self.shifts, 2)
            report = self._ask("report", "registry/reports/entered", json=self._form(person))
            if not report:
                continue
            id, member = report["id"], report["member"]
            if not self._ask("acceptance", "registry/reports/accept", about=id, json={"ids": [id]}):
                continue
            for shift in shifts:
                path = f"activities/shifts/{shift}/signups/entered"
                self._ask("signup", path, about=f"{shift}.{member}", json={"member": member})

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
            upload = self._ask("upload", "registry/rosters", self.hr, kind=kind, data=body)
            if upload and self._done(upload["id"], "check", "checked") and self._done(upload["id"], "apply", "applied"):
                self.ledger.add("roster", upload["id"], 200, about=str(ON_ROSTER * number))

    def _done(self, upload: str, verb: str, state: str) -> bool:
        """Whether it came so far."""
        if self._ask(verb, f"registry/rosters/{upload}/{verb}", self.hr, about=upload) is None:
            return False
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if (self._seen(f"registry/rosters/{upload}") or {}).get("state") == state:
                return True
            time.sleep(AGAIN)
        return False

    def _seen(self, path: str) -> dict[str, Any] | None:
        status, body = self._send("GET", path, self.hr, {})
        return body if status == 200 else None

    def _ask(self, what: str, path: str, token: str | None = None, about: str = "", kind: str = "", **body: Any) -> Any:
        """The answer; None where it was refused, or given up. Either stands in the ledger."""
        with self._lock:
            key = f"{self._chance.getrandbits(64):016x}"
        headers = {"Idempotency-Key": key} | ({"Content-Type": kind} if kind else {})
        began, tries, status = time.monotonic(), 0, 0
        answer: dict[str, Any] = {}
        while time.monotonic() - began < PATIENCE:
            tries += 1
            status, answer = self._send("POST", path, token or self.secretary, headers, **body)
            if status and not _is_for_later(what, status, answer.get("code")):
                break
            status = 0
            time.sleep(AGAIN)
        id, seconds = str(answer.get("id", "")), round(time.monotonic() - began, 1)
        self.ledger.add(what, key, status, id, about, tries, seconds)
        return answer if 200 <= status < 300 else None

    def _send(
        self, method: str, path: str, token: str | None, headers: dict[str, str], **body: Any
    ) -> tuple[int, dict[str, Any]]:
        """Status and body; 0 where no answer came."""
        service, _, rest = path.partition("/")
        url = f"{self.system.url}/{service}/api/v1/{rest}"
        try:
            got = requests.request(
                method, url, headers={"Authorization": f"Bearer {token}"} | headers, timeout=30, **body
            )
            return got.status_code, got.json()
        except (OSError, ValueError):  # requests' own errors are OSErrors; a gateway's page is no JSON
            return 0, {}


def _is_for_later(what: str, status: int, code: str | None) -> bool:
    """Whether the same request may be answered otherwise in a while: whom activities has not heard of is nobody yet."""
    return status >= 500 or status == 429 or code == "not_yet_known" or (what, status) == ("signup", 404)
