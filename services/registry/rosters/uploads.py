"""What time brings to an upload: a slice of its work a transaction. How far it is stands in the same transaction, so
that it goes on where it was after a kill of any process."""

from itertools import islice
from typing import Any

import orjson

from services.registry.employers.model import Employer
from services.registry.places.queries import matcher
from services.registry.rosters.checking import check_rows
from services.registry.rosters.checks import TWICE, Rows
from services.registry.rosters.entries import Registers, add_entry, change_entry, leave
from services.registry.rosters.handing_in import as_file, guessed
from services.registry.rosters.matching import Entries, Meant, differences
from services.registry.rosters.model import RosterChunk, RosterEntry, RosterRows, Upload
from services.registry.rosters.queries import CHUNK, UNDER_WAY, absent_entries, count_current, guess_now, piece
from services.registry.rosters.reading import UnreadableFile
from shared.clock import SHANGHAI
from shared.events.registry import TodoClosed, TodoOpened
from shared.sealed import PersonKey
from shared.tx import Tx

READ = 5000  # rows a transaction while checking: each reads the file again up to there, which takes a second or two
PACK = 500  # rows kept in one document, and applied in one transaction
PACK_BYTES = 400_000
TO_CONFIRM = "roster_to_confirm"


def advance_upload(tx: Tx, upload_id: str) -> None:
    """The next slice of its work."""
    upload = tx.get(Upload, upload_id)
    if upload.state in UNDER_WAY:
        {"checking": _check_slice, "applying": _apply_slice, "removing": _remove_slice}[upload.state](tx, upload)
        tx.save(upload)


# checking


def _check_slice(tx: Tx, upload: Upload) -> None:
    try:
        rows = _read(tx, upload)
    except UnreadableFile as caught:
        upload.state, upload.problem = "unreadable", {"code": caught.code, "text": caught.text}
        _let_go(tx, upload)
        return
    entries = Entries(tx, upload.employer, [row["person"] for row in rows if row["person"]])
    for row in rows:
        meant = _judge(tx, row, entries)
        upload.matched += bool(meant and meant.own and not meant.twice and meant.own.state == "current")
    _count(upload, rows)
    for pack in _packs(rows):
        _keep(tx, upload, upload.packs, pack)
        upload.packs += 1
    upload.total += len(rows)
    if len(rows) < READ:
        _end_check(tx, upload)


def _read(tx: Tx, upload: Upload) -> list[dict[str, Any]]:
    file = as_file(upload.size, lambda number: piece(tx, upload, number))
    roster, _ = guessed(file, tx.open(upload)["name"])
    guess = guess_now(tx, upload)
    district = tx.get(Employer, upload.employer).district
    columns = {field: index for index, field in guess.mapping.items()}
    made = Rows(tx.keys, upload.employer, matcher(tx, district), columns)
    checked = check_rows(roster, guess, tx.now.astimezone(SHANGHAI).date(), start_at=upload.total)
    return [made.kept(row) for row in islice(checked, READ)]


def _judge(tx: Tx, row: dict[str, Any], entries: Entries) -> Meant | None:
    """Set the row's result against the roster as it is."""
    if row["person"] is None:
        return None
    meant = entries.meant_by(row["person"])
    if row["result"] == "refused":
        return meant
    row["elsewhere"] = meant.elsewhere
    if meant.twice:
        row["result"], row["problems"] = "refused", [TWICE]
    elif meant.own is None:
        row["result"] = "added"
    else:
        row["changed"] = differences(tx, meant.own, row["person"])
        row["result"] = "changed" if row["changed"] else "same"
    return meant


def _end_check(tx: Tx, upload: Upload) -> None:
    upload.checked_at = tx.now
    upload.would_remove = max(0, count_current(tx, upload.employer) - upload.matched)
    if upload.wish == "apply":
        begin_applying(tx, upload)
    else:
        upload.state = "checked"


def begin_applying(tx: Tx, upload: Upload) -> None:
    """Unless that would remove too many: then it stops, with nothing changed, until an officer confirms."""
    known = upload.matched + upload.would_remove
    if upload.would_remove > 3 and upload.would_remove * 10 > known:
        upload.state = "brake"
        tx.emit(TodoOpened(
            todo=f"{TO_CONFIRM}:{upload.id}", kind=TO_CONFIRM, subject=upload.id, scopes=[upload.employer],
            roles=["employer_officer"], since=tx.now,
        ))  # fmt: skip
    else:
        go_on_applying(tx, upload)


def go_on_applying(tx: Tx, upload: Upload) -> None:
    upload.state, upload.applied_at, upload.counts = "applying", tx.now, {}
    upload.done = upload.next_pack = 0


# applying


def _apply_slice(tx: Tx, upload: Upload) -> None:
    kept = tx.peek(RosterRows, f"{upload.id}.{upload.next_pack:05}") if upload.next_pack < upload.packs else None
    if kept is None:
        upload.state = "removing"
        return
    rows = tx.open(kept)["rows"]
    entries = Entries(tx, upload.employer, [row["person"] for row in rows if row["person"]], mark=upload.id)
    meant = [_judge(tx, _as_read(row), entries) for row in rows]
    _write(tx, upload, list(zip(rows, meant, strict=True)))
    _keep(tx, upload, upload.next_pack, rows)
    _count(upload, rows)
    upload.done += len(rows)
    upload.next_pack += 1


def _as_read(row: dict[str, Any]) -> dict[str, Any]:
    """Without what the check found on the roster: it may have changed since."""
    if row["result"] != "skipped" and row["cells"] is None:
        row |= {"result": "taken", "changed": [], "problems": []}
    return row


def _write(tx: Tx, upload: Upload, pairs: list[tuple[dict[str, Any], Meant | None]]) -> None:
    writing = [(row, meant) for row, meant in pairs if meant and row["result"] in ("added", "changed")]
    changed = [meant.own for _, meant in writing if meant.own]
    registers = Registers(tx, changed, [row["person"] for row, _ in writing])
    for row, meant in writing:
        if meant.own:
            entry = change_entry(tx, meant.own, row["person"], registers)
        else:
            entry = add_entry(tx, upload.employer, row["person"], meant.same, registers)
        entry.seen, entry.confirmed_at = upload.id, upload.applied_at
    same = [meant.own.id for row, meant in pairs if meant and meant.own and row["result"] == "same"]
    unread = [meant.own.id for row, meant in pairs if meant and meant.own and row["result"] == "refused"]
    for start in range(0, len(same), CHUNK):
        where = {"_id": {"$in": same[start : start + CHUNK]}}
        tx.set_all(RosterEntry, where, seen=upload.id, confirmed_at=upload.applied_at)
    for start in range(0, len(unread), CHUNK):
        tx.set_all(RosterEntry, {"_id": {"$in": unread[start : start + CHUNK]}}, seen=upload.id)


def _remove_slice(tx: Tx, upload: Upload) -> None:
    gone = absent_entries(tx, upload.employer, upload.id)
    tx.unlock(gone)
    registers = Registers(tx, gone)
    for entry in gone:
        leave(tx, entry, registers)
    upload.counts["removed"] = upload.counts.get("removed", 0) + len(gone)
    if gone.next is None:
        _finish(tx, upload)


def _finish(tx: Tx, upload: Upload) -> None:
    """The file itself is needed no more; its refused rows are, for a day."""
    upload.state = "applied"
    employer = _let_go(tx, upload)
    employer.roster_at = upload.applied_at
    tx.save(employer)
    tx.remove_all(RosterChunk, {"upload": upload.id})


def _let_go(tx: Tx, upload: Upload) -> Employer:
    """Another roster may be applied now."""
    employer = tx.get(Employer, upload.employer)
    if employer.roster_upload == upload.id:
        employer.roster_upload = None
        tx.save(employer)
    return employer


def end_upload(tx: Tx, upload_id: str) -> None:
    """After a day nothing is left of it but its counts; with the key goes what any copy still holds."""
    upload = tx.get(Upload, upload_id)
    if upload.state == "brake":
        tx.emit(TodoClosed(todo=f"{TO_CONFIRM}:{upload.id}", subject=upload.id))
    tx.remove_all(RosterChunk, {"upload": upload.id})
    tx.remove_all(RosterRows, {"upload": upload.id})
    tx.remove(PersonKey, upload.id)
    _let_go(tx, upload)
    upload.state = "applied" if upload.state == "applied" else "expired"
    upload.sealed, upload.until, upload.chosen = None, None, {}
    tx.save(upload)


# keeping rows


def _count(upload: Upload, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for name in (row["result"], row["reason"], "elsewhere" if row["elsewhere"] else None):
            if name:
                upload.counts[name] = upload.counts.get(name, 0) + 1


def _packs(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """At most PACK rows, and of long rows fewer."""
    packs: list[list[dict[str, Any]]] = []
    size = PACK_BYTES
    for row in rows:
        length = len(orjson.dumps(row))
        if size + length > PACK_BYTES or len(packs[-1]) == PACK:
            packs.append([])
            size = 0
        packs[-1].append(row)
        size += length
    return packs


def _keep(tx: Tx, upload: Upload, number: int, rows: list[dict[str, Any]]) -> None:
    id = f"{upload.id}.{number:05}"
    kept = tx.peek(RosterRows, id)
    pack = kept or RosterRows(
        id=id, scopes=upload.scopes, upload=upload.id, first=rows[0]["at"], last=rows[-1]["at"], results=[],
        sealed=tx.seal(upload.id, {}),
    )  # fmt: skip
    pack.results = sorted({row["result"] for row in rows})
    pack.sealed = tx.seal(upload.id, {"rows": rows})
    (tx.save if kept else tx.add)(pack)
