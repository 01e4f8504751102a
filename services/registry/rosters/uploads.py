"""What time brings to an upload that is applied: a slice of its work a transaction. How far it is stands in the same
transaction, so that it goes on where it was after a kill of any process."""

from typing import Any, NamedTuple

from services.registry.employers.model import Employer
from services.registry.rosters.entries import Registers, add_entry, change_entry, leave
from services.registry.rosters.kept import keep_pack, pack_of
from services.registry.rosters.matching import Entries, Meant, differences
from services.registry.rosters.model import RosterChunk, RosterEntry, RosterRows, Upload
from services.registry.rosters.queries import APPLYING, CHUNK, absent_entries, unread
from shared.errors import N_
from shared.events.registry import RosterChanged, TodoClosed, TodoOpened
from shared.sealed import PersonKey
from shared.tx import Tx

TO_CONFIRM = "roster_to_confirm"
TWICE = {"column": "", "wrong": N_("与前面某一行是同一个人"), "expected": N_("每人只留一行")}


def advance_upload(tx: Tx, upload_id: str) -> None:
    """The next slice of its work."""
    upload = tx.get(Upload, upload_id)
    if upload.state in APPLYING:
        {"applying": _apply_slice, "removing": _remove_slice}[upload.state](tx, upload)
        tx.save(upload)


# judging


class Judged(NamedTuple):
    """What a row comes to. found: the entries that are on the roster still."""

    row: dict[str, Any]
    found: list[RosterEntry]
    meant: Meant | None = None


def judge(tx: Tx, row: dict[str, Any], entries: Entries) -> Judged:
    """Set the row's result against the roster as it is."""
    if row["person"] is None:
        return Judged(row, [])
    if row["result"] == "refused":
        return Judged(row, entries.still_there(row["person"]))
    meant = entries.meant_by(row["person"])
    row["elsewhere"] = meant.elsewhere
    if meant.twice:
        row["result"], row["problems"] = "refused", [TWICE]
    elif meant.own is None:
        row["result"] = "added"
    else:
        row["changed"] = differences(tx, meant.own, row["person"])
        row["result"] = "changed" if row["changed"] else "same"
    return Judged(row, [meant.own] if meant.own else [], meant)


# applying


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
    employer = tx.get(Employer, upload.employer)
    employer.roster_changes += 1
    tx.save(employer)
    upload.state, upload.applied_at, upload.counts = "applying", tx.now, {}
    upload.done = upload.next_pack = 0


def _apply_slice(tx: Tx, upload: Upload) -> None:
    if upload.next_pack == upload.packs:
        upload.state = "removing"
        return
    rows = tx.open(tx.get(RosterRows, pack_of(upload.id, upload.next_pack)))["rows"]
    entries = Entries(tx, upload.employer, rows, mark=upload.id)
    _write(tx, upload, [judge(tx, _as_read(row), entries) for row in rows])
    keep_pack(tx, upload, upload.next_pack, rows)
    upload.done += len(rows)
    upload.next_pack += 1


def _as_read(row: dict[str, Any]) -> dict[str, Any]:
    """Without what the check found on the roster: it may have changed since."""
    if row["result"] != "skipped" and row["cells"] is None:
        row |= {"result": "taken", "changed": [], "problems": []}
    return row


def _write(tx: Tx, upload: Upload, judged: list[Judged]) -> None:
    writing = [(each.row, each.meant) for each in judged if each.meant and each.row["result"] in ("added", "changed")]
    registers = Registers(
        tx, [meant.own for _, meant in writing if meant.own], [row["person"] for row, _ in writing]
    )  # fmt: skip
    for row, meant in writing:
        if meant.own:
            entry = change_entry(tx, meant.own, row["person"], registers)
        else:
            entry = add_entry(tx, upload.employer, row["person"], meant.same, registers)
        entry.seen, entry.confirmed_at = upload.id, upload.applied_at
    _mark(tx, judged, "same", seen=upload.id, confirmed_at=upload.applied_at)
    _mark(tx, judged, "refused", seen=unread(upload.id))


def _mark(tx: Tx, judged: list[Judged], result: str, **fields: Any) -> None:
    found = (entry.id for each in judged if each.row["result"] == result for entry in each.found)
    ids = list(dict.fromkeys(found))  # rows that cannot be read may mean the same people, all of one name
    for start in range(0, len(ids), CHUNK):
        tx.set_all(RosterEntry, {"_id": {"$in": ids[start : start + CHUNK]}}, **fields)


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
    employer = let_go(tx, upload)
    employer.roster_at = upload.applied_at
    tx.save(employer)
    tx.emit(RosterChanged(employer=employer.id))
    tx.remove_all(RosterChunk, {"upload": upload.id})


def let_go(tx: Tx, upload: Upload) -> Employer:
    """Another roster may be applied now."""
    employer = tx.get(Employer, upload.employer)
    if employer.roster_upload == upload.id:
        employer.roster_upload = None
        employer.roster_changes += 1
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
    let_go(tx, upload)
    upload.state = "applied" if upload.state == "applied" else "expired"
    upload.sealed, upload.until, upload.chosen = None, None, {}
    tx.save(upload)
