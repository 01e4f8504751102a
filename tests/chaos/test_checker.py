"""The checker finds each kind of damage, and nothing where there is none."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
PLACE = {"_id": "c", "level": "community", "name": "n", "district": "d", "street": "s", "active": True}
BEGINS, ENDS = datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)
SERVED = {
    "shifts": [{"_id": "s2", "state": "closed", "listed": True, "over": True},
               {"_id": "s1", "state": "not_started", "listed": True, "over": False, "title": "t"}],
    "activities": [{"_id": "a1", "title": "t"}],
    "attendances": [{
        "_id": "s2.m1", "shift": "s2", "member": "m1", "state": "present", "starts": BEGINS, "ends": ENDS,
        "marks": [{"nonce": "n2", "state": "present", "at": ENDS}, {"nonce": "n1", "state": "absent", "at": BEGINS}],
    }],
    "records": [{"_id": "s2.m1", "shift": "s2", "member": "m1", "state": "confirmed", "minutes": 60,
                 "statement": "st1", "counts_from": ENDS}],
    "ledger": [{"_id": "l1", "record": "s2.m1", "what": "drafted", "counted": 0},
               {"_id": "l2", "record": "s2.m1", "what": "confirmed", "counted": 60}],
    "statements": [{"_id": "st1", "kind": "service", "member": "m1", "state": "issued", "steps": [{"to": "read"}],
                    "lines": [{"record": "s2.m1", "minutes": 60}], "minutes": 60, "number": "1", "code": "k",
                    "ends": ENDS + timedelta(days=40)}],
    "statement_codes": [{"_id": "k", "minutes": 60}],
}  # fmt: skip
WHOLE: dict[str, dict[str, list[dict[str, Any]]]] = {
    "registry": {
        "members": [dict(MEMBER)],
        "reports": [{"_id": "r1", "member": "m1", "state": "reported", "steps": [{"to": "reported"}]}],
        "roster_entries": [{"_id": "e1", "state": "current", "id_hash": "h2"}],
        "streams": [{"_id": "registry.members/m1", "last": 2}],
        "participants": [MEMBER | {"records": 1, "statements": 1}],
        "places": [dict(PLACE)],
        "employers": [{"_id": "w", "name": "n", "district": "d"}],
        "offers": [{"_id": "s1", "title": "t"}],
        "waiting": [{"_id": "report_to_accept:r0", "kind": "report_to_accept", "closed": True}],
    },
    "activities": SERVED | {
        "people": [dict(MEMBER)],
        "places": [dict(PLACE)],
        "employers": [{"_id": "w", "name": "n", "district": "d"}],
        "signups": [{"_id": "s1.m1", "shift": "s1", "member": "m1", "state": "accepted", "number": None}],
        "seats": [{"_id": "s1", "capacity": 1, "taken": 1, "waiting": 0}],
    },
    "notify": {
        "contacts": [dict(MEMBER)],
        "places": [dict(PLACE)],
        "employers": [{"_id": "w", "name": "n", "district": "d"}],
        "notices": [{"_id": "n1", "person": "m1", "wording": "member_accepted", "about": None}],
        "inbox": [{"_id": "i1", "reader": "notices", "stream": "registry.members/m1", "last": 2}],
    },
}  # fmt: skip


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
    ledger.add("activity", "k5", 201, "a1")
    for nonce in ("n1", "n2"):
        ledger.add("mark", f"k {nonce}", 200, about=f"s2.m1 {nonce}")
    ledger.add("closing", "k6", 200, about="s2")
    ledger.add("confirmation", "k7", 200, about="s2.m1")
    ledger.add("reading", "k8", 200, about="st1")
    ledger.add("issue", "k9", 200, about="st1")
    ledger.add("report", "k10", 0)
    return ledger


def test_what_is_whole_is_whole(ledger: Ledger) -> None:
    assert check(System(), ledger) == (0, 0, 0, 0, [])  # type: ignore[arg-type]
    assert ledger.acked == len(ledger.path.read_text().splitlines()) - 1 == 11


def gone(where: str, /) -> Callable[[System], Any]:
    return lambda system: system.rows(where).clear()


def changed(where: str, /, **fields: Any) -> Callable[[System], Any]:
    return lambda system: system.rows(where)[0].update(fields)


def added(where: str, /, **fields: Any) -> Callable[[System], Any]:
    return lambda system: system.rows(where).append(fields)


@pytest.mark.parametrize(("kind", "damage"), [
    ("lost", gone("registry.reports")),
    ("lost", changed("registry.reports", state="awaiting_community")),
    ("lost", gone("activities.signups")),
    ("lost", gone("registry.roster_entries")),
    ("lost", gone("activities.activities")),
    ("lost", changed("activities.attendances", marks=[{"nonce": "n2", "state": "present", "at": ENDS}])),
    ("lost", changed("activities.shifts", state="running")),
    ("lost", changed("activities.records", state="drafted")),
    ("lost", changed("activities.statements", state="read")),
    ("lost", changed("activities.statements", steps=[])),
    ("doubled", added("activities.attendances", _id="other", shift="s2", member="m1", state="expected", marks=[])),
    ("doubled", added("activities.activities", _id="a2", title="t")),
    ("doubled", added("activities.ledger", _id="l3", record="s2.m1", what="confirmed", counted=0)),
    ("doubled", added("activities.statements", **SERVED["statements"][0] | {"_id": "st2"})),
    ("doubled", added("registry.reports", _id="r2", member="m1", state="reported", steps=[])),
    ("doubled", added("registry.members", _id="m2", id_hash="h1")),
    ("doubled", changed("registry.reports", steps=[{"to": "reported"}, {"to": "reported"}])),
    ("doubled", added("notify.notices", _id="n2", person="m1", wording="member_accepted")),
    ("doubled", added("activities.signups", _id="s1.m2", shift="s1", member="m2", state="accepted", number=None)),
    ("doubled", changed("activities.seats", taken=0)),
    ("diverged", changed("activities.people", community="another")),
    ("diverged", gone("notify.contacts")),
    ("diverged", changed("notify.places", name="another")),
    ("diverged", gone("activities.employers")),
    ("diverged", changed("registry.offers", title="another")),
    ("diverged", added("registry.offers", _id="s2")),
    ("diverged", changed("registry.participants", records=2)),
    ("diverged", changed("registry.waiting", closed=False)),
    ("diverged", added("notify.todos", _id="t", kind="statement_to_read", subject="st1")),
    ("diverged", changed("activities.records", close_at=ENDS)),
    ("diverged", changed("activities.attendances", state="absent")),
    ("diverged", gone("activities.records")),
    ("diverged", changed("activities.records", minutes=45)),
    ("diverged", changed("activities.records", statement=None)),
    ("diverged", changed("activities.statements", minutes=45)),
    ("diverged", changed("activities.ledger", counted=15)),
    ("diverged", changed("activities.statement_codes", minutes=45)),
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
