"""What people do to the town while something is restarted or taken away, and what becomes of it."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import requests

from shared.events.registry import MessageAsked
from shared.loops import OUTAGES
from shared.sealed import PersonKey
from tests.builders_accounts import COMMUNITY, OFFICER
from tests.integration.operators.town import Town
from tests.stage import Stage, token_for, until

LOST = 30.0  # seconds after which what has not arrived is taken for lost
EVERY = 0.1  # seconds between two requests of one person, and between two messages


def ask_for_code(notify: Stage, phone: str, id: str) -> None:
    """A sign-in code is to be sent there, as notify hears it from registry."""
    key = PersonKey(id=id, wrapped=notify.store.keys.new_wrapped(id))
    notify.db["keys"].insert_one(key.row())
    values = {"to": {"phone": phone}, "values": {"code": "204817", "minutes": 5}}
    notify.hear(MessageAsked(
        subject=id, wording="sign_in_code", sealed=notify.store.keys.seal(id, key.wrapped, values),
        expires=datetime.now(UTC) + timedelta(minutes=30),
    ))  # fmt: skip


class Traffic:
    """Four officers make accounts one after the other, and codes are to be sent, until told to stop; somebody looks
    how long each takes to arrive. `slowest`, in seconds: an answer; the news of an account at notify; a code at the
    provider."""

    def __init__(self, town: Town, lost: float = LOST, codes: bool = True) -> None:
        self.town, self.within, self.stop = town, lost, threading.Event()
        self.slowest = {"answer": 0.0, "news": 0.0, "code": 0.0}
        self.failed: Counter[str] = Counter()
        self.acknowledged: list[str] = []
        self.phones: list[str] = []
        self.waiting: dict[str, dict[str, float]] = {"news": {}, "code": {}}
        self.askers = [threading.Thread(target=self._ask, daemon=True) for _ in range(4)]
        self.askers += [threading.Thread(target=self._send_codes, daemon=True)] * codes
        self.looker = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Traffic":
        for thread in (*self.askers, self.looker):
            thread.start()
        self.await_more()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.askers:
            thread.join(60)
        self.looker.join(self.within + 10)

    def await_more(self, count: int = 20, within: float = 60) -> None:
        """Until so many more requests have been answered well."""
        before = len(self.acknowledged)
        until(lambda: len(self.acknowledged) >= before + count, within)

    def calm(self, count: int = 40) -> dict[str, float]:
        """The slowest of so many more requests; what is slow from now on is counted anew."""
        self.await_more(count)
        slowest, self.slowest = self.slowest, dict.fromkeys(self.slowest, 0.0)
        return slowest

    @property
    def lost(self) -> list[str]:
        """What was acknowledged and did not arrive."""
        return [*self.waiting["news"], *self.waiting["code"]]

    @property
    def sent_twice(self) -> int:
        times = Counter(message.to for message in self.town.mailbox.newest())
        return sum(times[phone] > 1 for phone in self.phones)

    def _ask(self) -> None:
        headers = {"Authorization": f"Bearer {token_for(OFFICER, datetime.now(UTC))}"}
        while not self.stop.wait(EVERY):
            login = f"p{threading.get_ident()}.{time.monotonic_ns()}"
            body = {"login": login, "role": "secretary", "grants": [COMMUNITY], "name": "某人"}
            began = time.monotonic()
            try:
                got = requests.post(f"{self.town.url}/registry/api/v1/accounts", json=body, headers=headers, timeout=60)
                status = str(got.status_code)
            except requests.RequestException as caught:
                status = type(caught).__name__
            self._note("answer", time.monotonic() - began)
            if status == "201":
                self.waiting["news"][got.json()["id"]] = time.monotonic()
                self.acknowledged.append(got.json()["id"])
            else:
                self.failed[status] += 1

    def _send_codes(self) -> None:
        """As registry asks for them; where the database is away they were never asked for."""
        notify = self.town.stages["notify"]
        for number in self.town.numbers:
            if self.stop.wait(EVERY):
                return
            phone, id = f"+86139{number:07}0", f"code.{time.monotonic_ns()}"
            try:
                ask_for_code(notify, phone, id)
            except OUTAGES:
                continue
            self.phones.append(phone)
            self.waiting["code"][phone] = time.monotonic()

    def _look(self) -> None:
        end = float("inf")
        while time.monotonic() < end and not (self.stop.is_set() and not self.lost):
            news, codes = self.waiting["news"], self.waiting["code"]
            try:
                rows = self.town.stages["notify"].db["standings"].find({"_id": {"$in": list(news)[:200]}}, {"_id": 1})
                self._arrived("news", [row["_id"] for row in rows])
            except OUTAGES:
                pass  # the database is away
            self._arrived("code", [m.to for m in self.town.mailbox.newest() if m.to in codes])
            if self.stop.wait(0.02):
                end = min(end, time.monotonic() + self.within)
                time.sleep(0.02)

    def _arrived(self, what: str, ids: list[str]) -> None:
        for id in ids:
            if began := self.waiting[what].pop(id, 0.0):
                self._note(what, time.monotonic() - began)

    def _note(self, what: str, seconds: float) -> None:
        self.slowest[what] = max(self.slowest[what], seconds)
