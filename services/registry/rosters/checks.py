"""The check of an upload: the file is read once, outside any transaction, and kept a pack of rows a transaction. How
far it is stands in the same transaction: after a kill of any process the file is read again, and kept from there on.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from services.registry.employers.model import Employer
from services.registry.places.queries import matcher
from services.registry.rosters.checking import check_rows
from services.registry.rosters.columns import Guess
from services.registry.rosters.handing_in import as_file
from services.registry.rosters.kept import Rows, in_packs, keep_pack, pack_of
from services.registry.rosters.matching import Entries
from services.registry.rosters.model import RosterRows, Upload
from services.registry.rosters.queries import count_on_roster, guess_now, piece
from services.registry.rosters.reading import UnreadableFile, open_roster
from services.registry.rosters.uploads import begin_applying, judge, let_go
from shared.clock import SHANGHAI
from shared.errors import WrongState
from shared.tx import Tx

READER_MAY_BE_SILENT = timedelta(seconds=30)  # then another worker reads the file too; whoever is first keeps the pack


class Reading(NamedTuple):
    """How to read the file, and from which row and pack on. check: as Upload.check."""

    check: int
    size: int
    name: str
    guess: Guess
    today: date
    made: Rows
    total: int
    packs: int


def check_upload(act: Callable, upload_id: str) -> None:
    """From where it is to its end. An upload that was checked anew meanwhile is left to who reads it now."""
    reading = act(begin_reading, upload_id)
    if reading is None:
        return
    met = {entry for number in range(reading.packs) for entry in act(met_by, upload_id, number)}
    try:
        for number, rows in enumerate(_packs(act, upload_id, reading), start=reading.packs):
            met.update(act(keep_checked, upload_id, reading.check, number, rows))
    except UnreadableFile as caught:
        act(give_up, upload_id, reading.check, {"code": caught.code, "text": [caught.text, caught.values]})
    else:
        act(end_check, upload_id, reading.check, len(met))


def _packs(act: Callable, upload_id: str, reading: Reading) -> Iterator[list[dict[str, Any]]]:
    roster = open_roster(as_file(reading.size, lambda number: act(piece, upload_id, number)), reading.name)
    rows = check_rows(roster, reading.guess, reading.today, start_at=reading.total)
    return in_packs(map(reading.made.kept, rows))


def begin_reading(tx: Tx, upload_id: str) -> Reading | None:
    """None where there is nothing to read, or somebody reads it."""
    upload = tx.get(Upload, upload_id)
    if upload.state != "checking" or (upload.read_until and upload.read_until > tx.now):
        return None
    upload.read_until = tx.now + READER_MAY_BE_SILENT
    tx.save(upload)
    guess = guess_now(tx, upload)
    district = tx.get(Employer, upload.employer).district
    columns = {field: index for index, field in guess.mapping.items()}
    return Reading(
        upload.check, upload.size, tx.open(upload)["name"], guess, tx.now.astimezone(SHANGHAI).date(),
        Rows(tx.keys, upload.employer, matcher(tx, district), columns), upload.total, upload.packs,
    )  # fmt: skip


def met_by(tx: Tx, upload_id: str, number: int) -> list[str]:
    return tx.get(RosterRows, pack_of(upload_id, number)).met


def keep_checked(tx: Tx, upload_id: str, check: int, number: int, rows: list[dict[str, Any]]) -> list[str]:
    """The next pack, set against the roster as it is; gives the entries that it means, left ones apart."""
    upload = _under_check(tx, upload_id, check)
    if upload.packs != number:
        raise WrongState
    rows = [dict(row) for row in rows]  # as they were read, if a conflict brings us here again
    entries = Entries(tx, upload.employer, rows)
    found = [entry for row in rows for entry in judge(tx, row, entries).found]
    met = sorted({entry.id for entry in found if entry.state != "left"})
    keep_pack(tx, upload, number, rows, met)
    upload.packs, upload.total = number + 1, upload.total + len(rows)
    upload.read_until = tx.now + READER_MAY_BE_SILENT
    tx.save(upload)
    return met


def end_check(tx: Tx, upload_id: str, check: int, matched: int) -> None:
    upload = _under_check(tx, upload_id, check)
    upload.checked_at, upload.matched = tx.now, matched
    upload.would_remove = max(0, count_on_roster(tx, upload.employer) - matched)
    if upload.wish == "apply":
        begin_applying(tx, upload)
    else:
        upload.state = "checked"
    tx.save(upload)


def give_up(tx: Tx, upload_id: str, check: int, problem: dict[str, Any]) -> None:
    """The file is damaged further down."""
    upload = _under_check(tx, upload_id, check)
    upload.state, upload.problem = "unreadable", problem
    let_go(tx, upload)
    tx.save(upload)


def _under_check(tx: Tx, upload_id: str, check: int) -> Upload:
    upload = tx.get(Upload, upload_id)
    if (upload.state, upload.check) != ("checking", check):
        raise WrongState
    return upload
