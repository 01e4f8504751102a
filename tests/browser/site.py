"""The running system with its demo, and who may sign in there. `SITE=http://127.0.0.1:8080` takes one that runs, whose
folder is DATA; else one is started in a folder of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from shared.clock import SHANGHAI, MovableClock
from tests.e2e.system import till_morning
from tests.integration.local.demo import Demo

DEMO_WITHIN = 900  # seconds, on a slow machine
COOKIE = "lianxin"
SIGNED_IN = timedelta(hours=6)  # no session ends earlier


class Site:
    """url; folder: of the run's data; accounts: login -> who it is, as the start has printed them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.accounts = {each["account"]: each for each in json.loads((folder / "demo.json").read_text())}
        self._tokens: dict[str, tuple[datetime, str]] = {}

    def now(self) -> datetime:
        """By the clock of the run."""
        return MovableClock(str(self.folder / "clock"))()

    def move_clock(self, by: str) -> None:
        """As `make clock` does; it waits until nothing is due."""
        command = [sys.executable, "-m", "deploy.local.clock", by]
        port = urlsplit(self.url).port
        subprocess.run(command, check=True, env=os.environ | {"DATA": str(self.folder), "PORT": str(port)})

    def let_it_be_day(self) -> None:
        if seconds := till_morning(self.now().astimezone(SHANGHAI)):
            self.move_clock(f"{seconds}s")

    @property
    def members(self) -> list[str]:
        return [account for account in self.accounts if account.isdigit()]

    def roles(self) -> dict[str, str]:
        """Of each role one account; "public" is nobody's."""
        officers = {login.partition("-")[0]: login for login in reversed(self.accounts) if not login.isdigit()}
        return {"public": "", **officers, "member": self.members[0], "leader": self.members[1]}

    def token(self, account: str) -> str:
        """Signed in once, for a phone gets one code a minute; and again when the clock was moved on."""
        since, token = self._tokens.get(account, (datetime.min.replace(tzinfo=UTC), ""))
        if self.now() - since > SIGNED_IN:
            token = self._by_code(account) if account.isdigit() else self._by_password(account)
            self._tokens[account] = self.now(), token
        return token

    def session(self, account: str) -> requests.Session:
        """As a browser asks: for pages, with its cookie."""
        asking = requests.Session()
        asking.headers.update({"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"})
        if account:
            asking.cookies.set(COOKIE, self.token(account))
        return asking

    def mail(self, to: str) -> list[dict[str, Any]]:
        """What a phone or an address was sent, newest first."""
        return requests.get(f"{self.url}/dev/mail?format=json&to={to}", timeout=10).json()["items"]

    def code(self, phone: str, since: int, within: float = 60) -> str:
        """The code that comes after the first `since` messages."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            found = self.mail(phone)
            if len(found) > since and found[0]["code"]:
                return str(found[0]["code"])
            time.sleep(0.1)
        raise AssertionError(f"no code within {within:.0f} s")

    def _by_password(self, login: str) -> str:
        body = {"login": login, "password": self.accounts[login]["password"]}
        return str(self._post("sign-in", body)["token"])

    def _by_code(self, phone: str) -> str:
        since = len(self.mail(phone))
        challenge = self._challenge(phone)
        code = self.code(phone, since)
        return str(self._post(f"sign-in/codes/{challenge}/answer", {"code": code})["token"])

    def _challenge(self, phone: str, within: float = 70) -> str:
        """Who was here a moment ago waits for the next minute."""
        until = time.monotonic() + within
        while True:
            answer = requests.post(f"{self.url}/registry/api/v1/sign-in/codes", json={"phone": phone}, timeout=30)
            if answer.status_code != 429 or time.monotonic() > until:
                answer.raise_for_status()
                return str(answer.json()["challenge"])
            time.sleep(1)

    def _post(self, path: str, body: dict[str, str]) -> Any:
        answer = requests.post(f"{self.url}/registry/api/v1/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def running_site() -> Iterator[Site]:
    if url := os.environ.get("SITE"):
        yield Site(url, Path(os.environ.get("DATA", "var/local")))
        return
    folder = Path(tempfile.mkdtemp(prefix="lianxin-browser-"))
    demo = Demo(folder)
    try:
        demo.start(DEMO_WITHIN)
        site = Site(demo.url, folder / "data")
        site.let_it_be_day()
        yield site
    finally:
        if demo.process:
            demo.stop()
        shutil.rmtree(folder, ignore_errors=True)
