"""A row as it is kept between the check and the end of an upload, made from what checking says of it.

{"at", "sheet", "number", "result", "reason", "changed": [fields], "elsewhere", "problems": [{"column", "wrong",
"expected"}], "notes": [{"column", "text"}], "person": {what goes into the entry}, "cells": of a refused row}.
No ID number is in it, save in the cells of a refused row.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import orjson

from services.registry.places.names import Matcher
from services.registry.rosters import numbers, texts
from services.registry.rosters.checking import CheckedRow
from services.registry.rosters.model import RosterRows, Upload
from services.registry.rosters.texts import Noted, Wrong
from shared.errors import N_
from shared.sealed import Keys
from shared.tx import Tx

PACK, PACK_BYTES = 500, 400_000  # rows kept in one document and applied in one transaction; of long rows fewer
LONGEST_CELL, LONGEST_ROW = 500, 20_000  # characters kept of a refused row
_PLACE_NOTES = {
    "ambiguous": N_("区里有同名的社区，请补上街道；也可以由本人报到时选择"),
    "street_differs": N_("这个社区不在所写的街道，请核对；也可以由本人报到时选择"),
    "elsewhere": N_("住址不在本区"),
    "unknown": N_("没有找到这个社区，由本人报到时选择"),
}
_SAME_NAME = {"email", "address", "gender", "joined_on", "phone", "sms"}


class Rows:
    """Makes kept rows for one upload. `columns`: field -> index, as they are settled."""

    def __init__(self, keys: Keys, employer: str, matcher: Matcher, columns: dict[str, int]) -> None:
        self.keys, self.employer, self.matcher, self.columns = keys, employer, matcher, columns

    def kept(self, checked: CheckedRow) -> dict[str, Any]:
        row: dict[str, Any] = {
            "at": checked.at, "sheet": checked.sheet, "number": checked.number, "result": checked.result,
            "reason": checked.reason, "changed": [], "elsewhere": False, "cells": None, "person": None,
            "problems": [{"column": p.column, "wrong": p.wrong, "expected": p.expected} for p in checked.problems],
            "notes": [{"column": note.column, "text": note.text} for note in checked.notes],
        }  # fmt: skip
        if checked.result == "taken":
            row["person"] = self._person(checked.fields, row["notes"])
        elif checked.cells is not None:
            row["cells"] = _bounded(checked.cells)
            row["person"] = self._identity(checked.cells)
        return row

    def _person(self, fields: dict[str, Any], notes: list[dict[str, str]]) -> dict[str, Any]:
        person = {name: value for name, value in fields.items() if name in _SAME_NAME}
        person |= self._hashes(fields)
        if id_number := fields.get("id_number"):
            person["id_last4"] = id_number[-4:]
        if "staff_number" in fields:
            person["number"] = fields["staff_number"]
        if "skills" in fields:
            person["skills"] = list(fields["skills"] or ())
        if "party_branch" in fields:
            person["work_branch"] = fields["party_branch"]
        return person | self._place(fields, notes)

    def _place(self, fields: dict[str, Any], notes: list[dict[str, str]]) -> dict[str, Any]:
        """The community that is meant; left alone where no column tells."""
        if not fields.keys() & {"community", "street", "address"}:
            return {}
        said = [fields.get(name) or "" for name in ("community", "street", "address")]
        match = self.matcher.find(*said)
        if match.code is None and any(said):
            notes.append({"column": "", "text": _PLACE_NOTES[match.how]})
        return {"community": match.code, "street": match.code and match.code[:9]}

    def _hashes(self, fields: dict[str, Any]) -> dict[str, Any]:
        """What the person is found by. A landline is no identity."""
        found: dict[str, Any] = {"name": fields.get("name")}
        if "id_number" in fields:
            found["id_hash"] = self._hashed("id", fields["id_number"])
        if "phone" in fields:
            found["phone_hash"] = self._hashed("phone", fields["phone"]) if fields.get("sms") else None
        if "staff_number" in fields:
            number = fields["staff_number"]
            found["number_hash"] = self._hashed("number", number and f"{self.employer}:{number}")
        return found

    def _hashed(self, kind: str, value: str | None) -> str | None:
        return self.keys.hashed(kind, value) if value else None

    def _identity(self, cells: list[str]) -> dict[str, Any]:
        """As far as a refused row can be read: who is in it is on the roster and has not left."""
        fields: dict[str, Any] = {"sms": True}
        parsers = {"name": texts.name, "id_number": numbers.id_number, "phone": numbers.phone}
        for name, parse in (parsers | {"staff_number": numbers.staff_number}).items():
            at = self.columns.get(name, len(cells))
            with suppress(Wrong):
                value = parse(cells[at]) if at < len(cells) else None
                fields[name] = value.value if type(value) is Noted else value
        return self._hashes(fields)


def _bounded(cells: list[str]) -> list[str]:
    """What a person can mend. A row beyond all measure loses its end, here only: the file itself is theirs."""
    kept, left = [], LONGEST_ROW
    for cell in cells:
        kept.append(cell[: min(LONGEST_CELL, left)])
        left -= len(kept[-1])
    return kept


def in_packs(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    pack: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        length = len(orjson.dumps(row))
        if pack and (size + length > PACK_BYTES or len(pack) == PACK):
            yield pack
            pack, size = [], 0
        pack.append(row)
        size += length
    if pack:
        yield pack


def pack_of(upload_id: str, number: int) -> str:
    return f"{upload_id}.{number:05}"


def keep_pack(
    tx: Tx, upload: Upload, number: int, rows: list[dict[str, Any]], met: Iterable[str] = ()
) -> None:
    """These rows as they are now, new (with `met`) or in place of what was kept of them."""
    known = tx.peek(RosterRows, pack_of(upload.id, number))
    results, sealed = sorted({row["result"] for row in rows}), tx.seal(upload.id, {"rows": rows})
    if known:
        known.results, known.sealed = results, sealed
        tx.save(known)
    else:
        tx.add(RosterRows(
            id=pack_of(upload.id, number), scopes=upload.scopes, upload=upload.id, first=rows[0]["at"],
            last=rows[-1]["at"], results=results, met=list(met), sealed=sealed,
        ))  # fmt: skip
    for row in rows:
        for name in filter(None, (row["result"], row["reason"], "elsewhere" if row["elsewhere"] else None)):
            upload.counts[name] = upload.counts.get(name, 0) + 1
