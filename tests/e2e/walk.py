"""What the steps share: the system, who signs in, and what earlier steps have made. And how steps are told."""

import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from datetime import time as hour
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shared.clock import SHANGHAI
from tests.e2e.asking import Somebody
from tests.e2e.given import Given
from tests.e2e.system import System, Wrong, until

PASSWORD = "正确的 走查 密码 2026"
SESSION = timedelta(days=25)  # a member's lasts a month


class Walk:
    """`walk["report"]` is what an earlier step kept by that name; Wrong where that step did not come so far."""

    def __init__(self, system: System, given: Given) -> None:
        self.system, self.given = system, given
        self.public = Somebody(system.url)
        self.logins: dict[tuple[str, str], str] = {}
        self._kept: dict[str, Any] = {}
        self._signed_in: dict[str, Somebody] = {}
        self._since: dict[str, datetime] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._kept:
            raise Wrong(f"expected “{name}” of an earlier step; saw: that step did not come so far")
        return self._kept[name]

    def get(self, name: str, default: Any) -> Any:
        return self._kept.get(name, default)

    def __setitem__(self, name: str, value: Any) -> None:
        self._kept[name] = value

    # officers

    @property
    def district_officer(self) -> Somebody:
        code = self.given.district.code
        if ("district_officer", code) not in self.logins:
            raise Wrong("expected a district officer's account; saw: the step that makes it failed")
        return self.officer("district_officer", code)

    @property
    def secretary(self) -> Somebody:
        """Of the community that most steps happen in."""
        return self.officer("secretary", self.given.district.here.code)

    @property
    def employer_officer(self) -> Somebody:
        """Of the employer that the walk itself brings."""
        return self.officer("employer_officer", self["employer"])

    def officer(self, role: str, grant: str) -> Somebody:
        """Signed in as one; the account is made first where no step has made it."""
        if (role, grant) not in self.logins:
            self.make_officer(role, grant, f"{role}.{grant}".replace("_", "-")[:40].lower())
        login = self.logins[role, grant]
        if login not in self._signed_in:
            self._signed_in[login] = self.sign_in(login)
        return self._signed_in[login]

    def make_officer(self, role: str, grant: str, login: str, by: Somebody | None = None, **more: Any) -> str:
        """The account, with its password set by the one-time link; its id."""
        by = by or self.district_officer
        named = {"login": login, "role": role, "grants": [grant], "name": "走查"} | more
        account = by.post("registry/accounts", named)["id"]
        link = by.post(f"registry/accounts/{account}/password-link")["link"]
        self.set_password(link)
        self.logins.setdefault((role, grant), login)
        return account

    def set_password(self, link: str, password: str = PASSWORD, refused: str = "") -> None:
        token = parse_qs(urlsplit(link).query)["token"][0]
        self.public.post("registry/password", {"token": token, "password": password}, refused=refused)

    def sign_in(self, login: str, password: str = PASSWORD) -> Somebody:
        token = self.public.post("registry/sign-in", {"login": login, "password": password})["token"]
        return Somebody(self.system.url, token)

    # members

    def member(self, address: str) -> Somebody:
        """Signed in by a code sent to this phone or e-mail address."""
        challenge, code = self.code_for(address)
        token = self.public.post(f"registry/sign-in/codes/{challenge}/answer", {"code": code})["token"]
        return Somebody(self.system.url, token)

    def code_for(self, address: str) -> tuple[str, str]:
        before = len(self.system.mail(address))
        to = {"email": address} if "@" in address else {"phone": address}
        challenge = self.public.post("registry/sign-in/codes", to)["challenge"]
        return challenge, self.mailed(address, before)["code"]

    def mailed(self, address: str, before: int = 0, wanted: str = "") -> dict[str, Any]:
        """The newest message to this address, once there are more than `before` and it says what is wanted."""

        def look() -> list[dict[str, Any]]:
            return [each for each in self.system.mail(address)[: -before or None] if wanted in each["text"]]

        return until(look, "a message to the address")[0]

    def keep_member(self, name: str, phone: str, member: Somebody) -> None:
        self[name], self[f"{name}'s phone"], self._since[name] = member, phone, self.system.now
        self[f"{name}'s id"] = member.get("registry/me")["id"]

    def again(self, name: str) -> Somebody:
        """A member who was kept, signed in anew once the clock has gone on by weeks."""
        if self.system.now - self._since[name] > SESSION:
            self.keep_member(name, self[f"{name}'s phone"], self.member(self[f"{name}'s phone"]))
        return self[name]

    # time

    def move_clock(self, by: str) -> None:
        """Officers' sessions last a working day; members' a month."""
        self.system.move_clock(by)
        self._signed_in.clear()

    def at(self, day: int, at: str) -> datetime:
        """A moment of the second half, "14:30", by the days since its first."""
        return datetime.combine(self["first day"] + timedelta(days=day), hour.fromisoformat(at), SHANGHAI)

    def move_to(self, moment: datetime) -> None:
        """Not at all where that is over already."""
        seconds = (moment - self.system.now).total_seconds()
        if seconds > 0:
            self.move_clock(f"{seconds:.0f}s")

    def settle(self) -> None:
        """All that is due is done, and all that was said is heard."""
        self.system.move_clock("0s")

    def todos(self, who: Somebody, kind: str) -> set[str]:
        """What waits for them, by the documents' ids."""
        return {each["subject"] for each in who.all(f"notify/todos/{kind}")}

    def waits(self, who: Somebody, kind: str, subject: str) -> None:
        until(lambda: subject in self.todos(who, kind), f"a {kind} in the officer's list")

    def waits_no_more(self, who: Somebody, kind: str, subject: str) -> None:
        until(lambda: subject not in self.todos(who, kind), f"no {kind} in the officer's list")


def same(seen: Any, expected: Any, what: str) -> None:
    """Nothing personal may be compared here: what differs is printed."""
    if seen != expected:
        raise Wrong(f"{what}: expected {expected!r}, saw {seen!r}")


def true(seen: Any, expected: str) -> None:
    """For what may be personal: only whether it is so is told."""
    if not seen:
        raise Wrong(f"expected {expected}; saw otherwise")


Step = Callable[[Walk], None]


def run(walk: Walk, steps: Iterable[Step]) -> list[bool]:
    """Every step, also after one that failed: which went well."""
    return [told(walk, step) for step in steps]


def told(walk: Walk, step: Step) -> bool:
    """Do it, say how it went, and give whether it went well."""
    name = (step.__doc__ or step.__name__).strip().splitlines()[0]
    began = time.monotonic()
    try:
        step(walk)
    except Exception as failure:
        took = time.monotonic() - began
        print(f"FAIL {took:4.1f}s  {name}\n      {_said(failure)}", flush=True)
        return False
    print(f"ok   {time.monotonic() - began:4.1f}s  {name}", flush=True)
    return True


def _said(failure: Exception) -> str:
    """Where it happened in the steps, and what; of other errors than Wrong only the kind, for they may hold data."""
    trace, places = sys.exc_info()[2], []
    while trace:
        code = trace.tb_frame.f_code
        if "/e2e/" in code.co_filename:
            places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    at = next((place for place in places[1:]), places[0])
    return f"{at}: {failure if isinstance(failure, Wrong) else type(failure).__name__}"
