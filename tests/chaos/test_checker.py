"""The checker finds each kind of damage, and nothing where there is none."""

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.chaos.checker import check
from tests.chaos.ledger import Ledger

MEMBER = {
    "_id": "m1", "report": "r1", "state": "reported", "id_hash": "h1", "community": "c", "street": "s",
    "district": "d", "skills": [], "channel": "sms", "language": "zh_CN",
}  # fmt: skip
WHOLE: dict[str, dict[str, list[dict[str, Any]]]] = {
    "registry": {
        "members": [dict(MEMBER)],
        "reports": [{"_id": "r1", "member": "m1", "state": "reported", "steps": [{"to": "reported"}]}],
        "roster_entries": [{"_id": "e1", "state": "current", "id_hash": "h2"}],
        "streams": [{"_id": "registry.members/m1", "last": 2}],
    },
    "activities": {
        "people": [dict(MEMBER)],
        "signups": [{"_id": "s1.m1", "shift": "s1", "member": "m1", "state": "accepted", "number": None}],
        "seats": [{"_id": "s1", "capacity": 1, "taken": 1, "waiting": 0}],
    },
    "notify": {
        "contacts": [dict(MEMBER)],
        "notices": [{"_id": "n1", "person": "m1", "wording": "member_accepted", "about": None}],
        "inbox": [{"_id": "i1", "reader": "notices", "stream": "registry.members/m1", "last": 2}],
    },
}


class System:
    """As much of a system as the checker looks at."""

    def __init__(self) -> None:
        self.data = copy.deepcopy(WHOLE)
        self.messages = [{"to": "1", "channel": "sms", "text": "a"}]

    @property
    def houses(self) -> dict[str, Any]:
        reader = SimpleNamespace(name="notices", topics=["registry.members"])
        readers = {"registry": [], "activities": [], "notify": [reader]}
        return {
            name: SimpleNamespace(service=SimpleNamespace(readers=readers[name]), store=SimpleNamespace(db=Rows(rows)))
            for name, rows in self.data.items()
        }

    def mail(self) -> list[dict[str, Any]]:
        return self.messages

    def rows(self, name: str) -> list[dict[str, Any]]:
        service, _, collection = name.partition(".")
        return self.data[service].setdefault(collection, [])


class Rows:
    def __init__(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        self.collections = rows

    def __getitem__(self, name: str) -> Any:
        return SimpleNamespace(find=lambda: self.collections.get(name, []))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.add("report", "k1", 201, "r1")
    ledger.add("acceptance", "k2", 200, about="r1")
    ledger.add("signup", "k3", 201, about="s1.m1")
    ledger.add("roster", "k4", 200, about="1")
    ledger.add("report", "k5", 0)
    return ledger


def test_what_is_whole_is_whole(ledger: Ledger) -> None:
    assert check(System(), ledger) == (0, 0, 0, 0, [])  # type: ignore[arg-type]
    assert ledger.acked == len(ledger.path.read_text().splitlines()) - 1 == 4


def gone(name: str) -> Callable[[System], Any]:
    return lambda system: system.rows(name).clear()


def changed(name: str, **fields: Any) -> Callable[[System], Any]:
    return lambda system: system.rows(name)[0].update(fields)


def added(name: str, **fields: Any) -> Callable[[System], Any]:
    return lambda system: system.rows(name).append(fields)


@pytest.mark.parametrize(("kind", "damage"), [
    ("lost", gone("registry.reports")),
    ("lost", changed("registry.reports", state="awaiting_community")),
    ("lost", gone("activities.signups")),
    ("lost", gone("registry.roster_entries")),
    ("doubled", added("registry.reports", _id="r2", member="m1", state="reported", steps=[])),
    ("doubled", added("registry.members", _id="m2", id_hash="h1")),
    ("doubled", changed("registry.reports", steps=[{"to": "reported"}, {"to": "reported"}])),
    ("doubled", added("notify.notices", _id="n2", person="m1", wording="member_accepted")),
    ("doubled", added("activities.signups", _id="s1.m2", shift="s1", member="m2", state="accepted", number=None)),
    ("doubled", changed("activities.seats", taken=0)),
    ("diverged", changed("activities.people", community="another")),
    ("diverged", gone("notify.contacts")),
    ("diverged", gone("notify.notices")),
    ("diverged", changed("registry.members", report=None)),
    ("diverged", changed("notify.inbox", last=1)),
    ("diverged", gone("notify.inbox")),
    ("diverged", added("notify.dead_letters", _id="d", stream="registry.members/m1", sequence=2)),
    ("sent_twice", lambda system: system.messages.append(system.messages[0])),
])  # fmt: skip
def test_damage_is_found(ledger: Ledger, kind: str, damage: Callable[[System], Any]) -> None:
    system = System()
    damage(system)
    found = check(system, ledger)  # type: ignore[arg-type]
    assert getattr(found, kind) > 0
    assert kind == "sent_twice" or any(text.startswith(f"{kind}: ") for text in found.texts)
