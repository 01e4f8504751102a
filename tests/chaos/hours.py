"""Whether what people did is recorded once, and the hours add up: marks, records, ledger lines, statements."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from tests.chaos.ledger import Ledger
from tests.chaos.reading import Every, Rows, more_than_once

CAME = ("present", "late")
OUT = ("issued", "signed", "archived")
NO_MORE = ("withdrawn", "replaced")


def lost(every: Every, ledger: Ledger) -> Iterator[str]:
    """What an acknowledged request has left, by what it was asked for."""
    here = every["activities"]
    there: dict[str, set[str]] = {
        "mark": {f"{id} {mark['nonce']}" for id, row in here["attendances"].items() for mark in row["marks"]},
        "closing": _in_state(here["shifts"], "closed"),
        "confirmation": _in_state(here["records"], "confirmed"),
        "reading": {id for id, row in here["statements"].items() if "read" in {step["to"] for step in row["steps"]}},
        "issue": _in_state(here["statements"], *OUT),
    }
    for what, found in there.items():
        yield from (f"lost: {what} of {entry.about}" for entry in ledger.of(what) if entry.about not in found)
    activities = here["activities"]
    yield from (f"lost: activity {entry.id}" for entry in ledger.of("activity") if entry.id not in activities)


def _in_state(rows: Rows, *states: str) -> set[str]:
    return {id for id, row in rows.items() if row["state"] in states}


def doubled(every: Every) -> Iterator[str]:
    here = every["activities"]
    marks = ((row["_id"], mark["nonce"]) for row in here["attendances"].values() for mark in row["marks"])
    yield from more_than_once("marks of one entry", marks)
    came = ((row["shift"], row["member"]) for row in here["attendances"].values())
    yield from more_than_once("attendances of one member", came)
    served = ((row["shift"], row["member"]) for row in here["records"].values())
    yield from more_than_once("records of one member", served)
    yield from more_than_once("activities of one name", (row["title"] for row in here["activities"].values()))
    for what in ("drafted", "confirmed"):
        lines = (row["record"] for row in here["ledger"].values() if row["what"] == what)
        yield from more_than_once(f"ledger lines “{what}” of one record", lines)
    stated = (line["record"] for row in _statements(here["statements"]) for line in row["lines"])
    yield from more_than_once("statements with one record", stated)
    numbers = (row["number"] for row in here["statements"].values() if row.get("number"))
    yield from more_than_once("statements of one number", numbers)


def diverged(every: Every) -> Iterator[str]:
    here = every["activities"]
    yield from chain(_recorded(here["attendances"], here["shifts"], here["records"]),
                     _added_up(here["records"], here["ledger"]),
                     _stated(here["statements"], here["records"], here["statement_codes"]))  # fmt: skip


def _recorded(attendances: Rows, shifts: Rows, records: Rows) -> Iterator[str]:
    """Once a shift is closed, its roll-call and its records say the same."""
    for id, row in attendances.items():
        latest = max(row["marks"], key=lambda mark: mark["at"], default={"state": "expected"})
        if row["state"] != latest["state"]:
            yield f"diverged: attendance {id} and its marks"
        if shifts[row["shift"]]["state"] == "closed":
            minutes = (row["ends"] - row["starts"]).total_seconds() / 60 if row["state"] in CAME else 0
            if records.get(id, {"minutes": 0})["minutes"] != minutes:
                yield f"diverged: record {id} and its roll-call"
    for id in records.keys() - attendances.keys():
        yield f"diverged: record {id} of nobody who came"


def _added_up(records: Rows, ledger: Rows) -> Iterator[str]:
    """What the ledger's lines count is what the confirmed records count."""
    counted: Counter[str] = Counter()
    for line in ledger.values():
        counted[line["record"]] += line["counted"]
    for id in records.keys() | counted.keys():
        if counted[id] != _counted(records.get(id, {})):
            yield f"diverged: ledger of {id} counts {counted[id]}, not {_counted(records.get(id, {}))}"


def _stated(statements: Rows, records: Rows, codes: Rows) -> Iterator[str]:
    """A statement holds the confirmed records of its period, all of them and nothing else."""
    for row in _statements(statements):
        stand = {id for id, record in records.items() if record.get("statement") == row["_id"]}
        held = sum(_counted(records[id]) for id in stand)
        lines = row["lines"]
        if {line["record"] for line in lines} != stand:
            yield f"diverged: lines of {row['_id']} and the records that stand in it"
        if not row["minutes"] == held == sum(line["minutes"] for line in lines):
            yield f"diverged: {row['_id']} says {row['minutes']} minutes, its records {held}"
        if row["state"] in OUT and codes.get(row["code"], {}).get("minutes") != row["minutes"]:
            yield f"diverged: {row['_id']} and what its code leads to"
    ended = max((row["ends"] for row in _statements(statements)), default=None)
    for id, record in records.items():
        if ended and _counted(record) and not record.get("statement") and record["counts_from"] < ended:
            yield f"diverged: record {id} stands in no statement"


def _statements(statements: Rows) -> list[dict[str, Any]]:
    return [row for row in statements.values() if row["kind"] == "service" and row["state"] not in NO_MORE]


def _counted(record: dict[str, Any]) -> int:
    return int(record["minutes"]) if record.get("state") == "confirmed" else 0
