"""Members who serve while things die: marked, recorded, confirmed; and at the quarter's end their statements.

A few members stay for the whole run. Shift after shift is published, its roll-call kept and closed, and each of them
confirms what was recorded.
"""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from deploy.local.clock import move
from services.activities.statements.periods import period_of
from tests.chaos.client import AGAIN, PATIENCE, Client
from tests.e2e.reporting import report
from tests.e2e.system import until
from tests.e2e.walk import Walk

CAST = [f"member {number}" for number in range(5)]
BETWEEN_SHIFTS = 3.0  # seconds
BEGINS_IN, LASTS = timedelta(seconds=12), timedelta(hours=1)  # published before it begins, marked on its day
MORNING = timedelta(days=1, hours=9)  # after the quarter: people are told by day


class Service:
    """`newest`: a shift whose roll-call is kept just now; "" before there is one."""

    def __init__(self, walk: Walk, client: Client, stop: threading.Event) -> None:
        self.walk, self.client, self._stop, self.newest = walk, client, stop, ""
        self.members: dict[str, str] = {}
        for name in CAST:
            self._come(name)
        walk.secretary.post("registry/reports/accept", {"all": True})
        for name in CAST:
            known = walk[name].send
            until(lambda known=known: known("GET", "activities/me/activities").status == 200, "to be known")

    def _come(self, name: str) -> None:
        person = self.walk.given.strangers.next()
        named = {"name": person.name, "id_number": person.id_number, "employer_name": "另一家单位"}
        here = self.walk.given.district.here.code
        self.walk.keep_member(name, person.phone, report(self.walk, name, person, community=here, **named))
        self.members[name], self.client.tokens[name] = self.walk[f"{name}'s id"], self.walk[name].token

    def keep(self) -> None:
        """Shift after shift, until told to stop."""
        number = 0
        while not self._stop.wait(BETWEEN_SHIFTS):
            number += 1
            if shift := self._published(number):
                self.newest = shift
                self._recorded(shift, CAST[number % len(CAST)])

    def _published(self, number: int) -> str:
        starts = self.walk.system.now + BEGINS_IN
        times = {"starts": starts.isoformat(), "ends": (starts + LASTS).isoformat()}
        body = {"title": f"值班{number}", "publish": True, "shifts": [{"where": "活动室", "capacity": 5} | times]}
        made = self.client.ask("activity", "activities/activities", json=body)
        return made["shifts"][0]["id"] if made else ""

    def _recorded(self, shift: str, other: str) -> None:
        """`other` is marked absent before the shift is closed, and present after all when it is."""
        for name in CAST:
            self.came(shift, self.members[name])
        self._say(shift, other, "absent")
        self.client.ask("closing", f"activities/shifts/{shift}/rollcall/close", about=shift)
        self._say(shift, other, "present")
        for name in CAST:
            id = f"{shift}.{self.members[name]}"
            self.client.ask("confirmation", f"activities/me/records/{id}/confirm", name, about=id)

    def came(self, shift: str, member: str) -> None:
        """Somebody simply came; the mark has its own nonce and its own time."""
        mark = self._mark()
        about, path = f"{shift}.{member} {mark['nonce']}", f"activities/shifts/{shift}/rollcall/add"
        self.client.ask("mark", path, about=about, json={"member": member} | mark)

    def _say(self, shift: str, name: str, state: str) -> None:
        id, mark = f"{shift}.{self.members[name]}", self._mark()
        body = {"marks": [{"id": id, "state": state} | mark]}
        self.client.ask("mark", f"activities/shifts/{shift}/rollcall", about=f"{id} {mark['nonce']}", json=body)

    def _mark(self) -> dict[str, str]:
        with self.client.lock:
            nonce = f"{self.client.chance.getrandbits(64):016x}"
        return {"nonce": nonce, "at": self.walk.system.now.isoformat()}

    # the quarter's end

    def quarter_ends(self) -> None:
        """Everybody's clock goes to the morning after it, and whoever works signs in anew."""
        system = self.walk.system
        ahead = period_of(system.now, "quarter").ends + MORNING - system.now
        move(system.stack.data.clock, round(ahead.total_seconds()))
        for name in CAST:
            self.client.tokens[name] = self.walk.again(name).token

    def give_statements(self) -> None:
        """Each member reads the statement that was drafted, and the community issues it."""
        for name in CAST:
            if (statement := self._drafted(name)) and self._reads(name, statement["id"]):
                body = {"period": statement["period"], "ids": [statement["id"]]}
                self.client.ask("issue", "activities/statements/issue", about=statement["id"], json=body)

    def _reads(self, name: str, id: str) -> bool:
        return bool(self.client.ask("reading", f"activities/me/statements/{id}/read", name, about=id))

    def _drafted(self, name: str) -> dict[str, Any] | None:
        return next(filter(None, self._looks(name)), None)

    def _looks(self, name: str) -> Iterator[dict[str, Any] | None]:
        """What is there, as long as somebody looks for it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            items = self.client.seen("activities/me/statements", name).get("items", [])
            yield next((each for each in items if each["state"] == "drafted"), None)
            time.sleep(AGAIN)
