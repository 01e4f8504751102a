"""The running system as the story meets it: who acts, when, and what people read on their phones."""

import http.client
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pymongo.errors import PyMongoError

from deploy.local.data import write_whole
from deploy.local.demo.days import Days, Scene
from deploy.local.settings import Refused, Say
from deploy.local.settled import open_services, settle
from services.registry.accounts.codes import answer_code, send_code
from shared.clock import SHANGHAI, to_milliseconds
from shared.documents import PUBLIC, Actor
from shared.perform import perform

ORIGIN = "api 127.0.0.0/24"
TRIES = 3
LIMIT_SECONDS = 300  # for everything that follows from one scene
CODE_WITHIN_SECONDS = 30
ENDLESS = 1_000_000


class Stage:
    """`officers`: who may act, by login. All times are the story's: the system's, moved by the run's clock file.
    begins: the moment of today at which the story is told."""

    def __init__(self, environments: dict[str, dict[str, str]], say: Say) -> None:
        self.say = say
        self.officers: dict[str, Actor] = {}
        self.public_url = environments["registry"]["LIANXIN_PUBLIC_URL"]
        self._clock = Path(environments["registry"]["LIANXIN_CLOCK_FILE"])
        self._today = self._offset = self._read_clock()
        self._moment: datetime | None = None
        self.begins = self.now()
        self.days = Days.seen_from(self.begins.astimezone(SHANGHAI).date())
        self._mail = urlsplit(environments["notify"]["LIANXIN_SMS_URL"]).netloc
        opened = open_services(environments)
        self._houses = {
            name: house._replace(store=replace(house.store, now=self.now)) for name, house in opened.items()
        }

    # time

    def now(self) -> datetime:
        return to_milliseconds(datetime.now(UTC) + self._offset)

    def later(self, days: int) -> datetime:
        return self.now() + timedelta(days=days)

    def scene(self, scene: Scene) -> None:
        """At another time than the one before: everything of that one comes to its end, the clock moves on, and what
        this brings is done."""
        moment = datetime.combine(scene.day, scene.hour, SHANGHAI) if scene.day < self.days.today else None
        if moment != self._moment:
            self.settle()
            self._move(moment)
            self.settle()
        self.say(f"  {self.now().astimezone(SHANGHAI):%Y-%m-%d}  {scene.what}")
        scene.tell()

    def _read_clock(self) -> timedelta:
        """How far ahead the run stands: then that is today."""
        return timedelta(seconds=float((self._clock.read_text() if self._clock.exists() else "") or 0))

    def _move(self, moment: datetime | None) -> None:
        """None: to today, which goes on."""
        self._moment = moment
        self._offset = moment - datetime.now(UTC) if moment else self._today
        write_whole(self._clock, repr(self._offset.total_seconds()))

    def settle(self) -> None:
        settle(self._houses, LIMIT_SECONDS)

    # acting

    def do(self, by: Actor | str, action: Callable, *args: Any, **kwargs: Any) -> Any:
        """As the API of the action's service would for whoever is signed in; an officer is named by login."""
        actor = self.officers[by] if isinstance(by, str) else by
        service = action.__module__.split(".")[1]
        for tries_left in reversed(range(TRIES)):
            try:
                return perform(self._houses[service].store, action, actor, *args, origin=ORIGIN, **kwargs)
            except PyMongoError:  # the local database pauses now and then when the machine is busy
                if not tries_left:
                    raise
        raise AssertionError("unreachable")

    def sign_in(self, phones: Iterable[str]) -> list[Actor]:
        """The members who read the codes that were sent to these phones, and typed them."""
        asked = {phone: self.ask_for_code(phone) for phone in phones}
        codes = self._codes(asked)
        signed_in = [self.do(PUBLIC, answer_code, asked[phone], codes[phone]) for phone in asked]
        return [Actor(holder.account, holder.role, tuple(holder.scopes)) for holder in signed_in]

    def ask_for_code(self, phone: str) -> str:
        """The challenge's id; what becomes of the code is another matter."""
        network = ORIGIN.rpartition(" ")[2]
        return str(self.do(PUBLIC, send_code, phone=phone, network=network, an_hour_from_network=ENDLESS).id)

    def _codes(self, phones: Iterable[str]) -> dict[str, str]:
        """By phone, as they stand at /dev/mail."""
        wanted, limit, began = set(phones), time.monotonic() + CODE_WITHIN_SECONDS, self._minute_ago()
        while True:
            newest_last = reversed(self._messages(500))
            codes = {each["to"]: each["code"] for each in newest_last if each["code"] and each["at"] > began}
            if wanted <= set(codes):
                return codes
            if time.monotonic() > limit:
                raise Refused(f"{len(wanted - set(codes))} sign-in codes did not arrive. See log/notify-loops.log.")
            time.sleep(0.1)

    def _minute_ago(self) -> str:
        return (self.now() - timedelta(minutes=1)).isoformat()

    def _messages(self, limit: int) -> list[dict[str, Any]]:
        client = http.client.HTTPConnection(self._mail, timeout=10)
        try:
            client.request("GET", f"/dev/mail?format=json&limit={limit}")
            return list(json.loads(client.getresponse().read())["items"])
        finally:
            client.close()
