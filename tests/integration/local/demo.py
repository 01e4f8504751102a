"""A local run with its demo, as people meet it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import requests

from deploy.local.demo.days import Days
from shared.clock import SHANGHAI
from tests.e2e.asking import Somebody
from tests.integration.local.watching import until
from tests.servers import free_port

REPOSITORY = Path(__file__).parents[3]


class Demo:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.signed_in = {}

    def start(self, within):
        environment = os.environ | {"PORT": str(self.port), "DATA": str(self.folder / "data")}
        with open(self.folder / "said", "w") as said:
            command = [sys.executable, "-m", "deploy.local"]
            self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=said, stderr=said, env=environment)
        until(lambda: "Lianxin is ready: " in self.said or self.process.poll() is not None, within)
        assert f"\nLianxin is ready: {self.url}\n" in self.said, self.said[-2000:]
        until(lambda: "Stop with Ctrl-C" in self.said, 5)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(40) == 0

    @property
    def said(self):
        return (self.folder / "said").read_text()

    @property
    def accounts(self):
        return json.loads((self.folder / "data/demo.json").read_text())

    @property
    def public(self):
        return Somebody(self.url)

    def officer(self, login):
        signed_in = self.public.post("registry/sign-in", {"login": login, "password": "lianxin-demo"})
        return Somebody(self.url, signed_in["token"])

    def member(self, phone):
        """Signed in once: a phone gets one code a minute."""
        if phone not in self.signed_in:
            before = len(self.mail(phone))
            challenge = self.public.post("registry/sign-in/codes", {"phone": phone})["challenge"]
            code = until(lambda: len(self.mail(phone)) > before and self.mail(phone)[0]["code"])
            answer = self.public.post(f"registry/sign-in/codes/{challenge}/answer", {"code": code})
            self.signed_in[phone] = Somebody(self.url, answer["token"])
        return self.signed_in[phone]

    def mail(self, phone):
        return requests.get(f"{self.url}/dev/mail?format=json&to={phone}", timeout=10).json()["items"]

    def kinds(self, login):
        """What waits for an officer, by its kind."""
        return {each["kind"]: each for each in self.officer(login).get("notify/todos").items}

    def entries(self, login, state="current"):
        return self.officer(login).all("registry/roster-entries", state=state, limit=100)


def age_in_days(moment):
    return (time.time() - time.mktime(time.strptime(moment[:19], "%Y-%m-%dT%H:%M:%S")) + time.timezone) / 86400


def states(items):
    return Counter(each["state"] for each in items)


def days():
    """The story's, told today."""
    return Days.seen_from(datetime.now(SHANGHAI).date())
