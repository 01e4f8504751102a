"""Somebody of the demo erases themselves, as a member does it; then nothing of them may be left anywhere."""

import random
import time

import requests

from shared.topics import KEYS_TOPIC
from tests.browser.site import Site
from tests.sweep.kinds import NAME, PHONE, Sought
from tests.sweep.people import Values, held
from tests.sweep.sweep import Findings, Running

WITHIN = 180  # seconds for all services to have erased
ANSWERED = "0123456"  # last digits of the phones whose messages the simulated provider takes at the first try


def erase_one(running: Running, findings: Findings) -> None:
    """Erase a member who has records, and look everywhere for them. What is left of their key is a finding too."""
    person, values = _whom(running)
    _erase(running, person, next(value for kind, value in values if kind == PHONE and len(value) == 11))
    tombstone = _tombstone(running, person)
    findings.places += 1
    findings.of[f"record {KEYS_TOPIC}", "key without tombstone"] += not tombstone
    for service, (_, store) in running.houses.items():
        row = store.db["keys"].find_one({"_id": person}) or {}
        findings.of[f"document {service}.keys", "key of an erased person"] += bool(row.get("wrapped"))
    findings.look(running.all(), Sought(values, by_pattern=False), names_may_stand=False)
    print(f"sweep: erased=1 values={len(values)} tombstone={'yes' if tombstone else 'no'}")


def _whom(running: Running) -> tuple[str, Values]:
    """A reported member with a record, whose name nobody else bears and whom no table of accounts lists."""
    registry, listed = running.houses["registry"].store.db, {a["account"] for a in running.stack.data.read("demo.json")}
    named = [row["name"] for name in ("members", "roster_entries", "accounts") for row in registry[name].find()]
    served = sorted(running.houses["activities"].store.db["records"].distinct("member"))
    random.shuffle(served)
    for person in filter(None, served):
        row = registry["members"].find_one({"_id": person, "state": "reported", "proven_phone": True})
        values = held(running.houses, running.keys, person) if row and named.count(row["name"]) <= 2 else set()
        phones = {value for kind, value in values if kind == PHONE and len(value) == 11}
        if len(phones) == 1 and not phones & listed and min(phones)[-1] in ANSWERED and NAME in dict(values):
            return person, values
    raise SystemExit("nobody of this run can be erased: no reported member has a record")


def _erase(running: Running, person: str, phone: str) -> None:
    site = Site(running.url, running.stack.data.folder)
    head = {"Authorization": f"Bearer {site.token(phone)}"}
    url = f"{site.url}/registry/api/v1/me/erase"
    requests.post(url, json={"sure": True}, headers=head, timeout=30).raise_for_status()
    erasures, until = running.houses["registry"].store.db["erasures"], time.monotonic() + WITHIN
    while (erasures.find_one({"_id": person}) or {}).get("state") != "done":
        if time.monotonic() > until:
            raise SystemExit(f"the erasure is not done by all services after {WITHIN} s")
        time.sleep(0.5)


def _tombstone(running: Running, person: str) -> bool:
    """Whether the newest record of the person's key is a tombstone, within the time that a relay may take."""
    until = time.monotonic() + 30
    while True:
        of_keys = (r for r, _ in running.records(KEYS_TOPIC) if r.key == person.encode())
        newest = max(of_keys, key=lambda record: record.offset, default=None)
        if newest is not None and newest.value is None:
            return True
        if time.monotonic() > until:
            return False
