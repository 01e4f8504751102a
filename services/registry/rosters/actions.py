"""What an employer's officer does with rosters and with the people on them."""

import base64
from datetime import timedelta
from typing import Any

from services.registry.employers.model import Employer
from services.registry.employers.queries import within_scope
from services.registry.rosters.columns import Guess
from services.registry.rosters.handing_in import guess_as_data
from services.registry.rosters.model import RosterChunk, RosterEntry, RosterRows, Upload
from services.registry.rosters.queries import TO_END, UNDER_WAY, Understood, entries_of, guess_now
from services.registry.rosters.uploads import TO_CONFIRM, begin_applying, go_on_applying
from shared.errors import N_, Invalid, Problem, Refused, WrongState
from shared.events.registry import RosterChanged, TodoClosed
from shared.tx import Tx, allow, new_id

KEPT = timedelta(hours=24)
AT_REST = ("uploaded", "checked", "brake")


@allow("employer_officer")
def begin_upload(tx: Tx, employer_id: str | None) -> Upload:
    """A roster is being handed in; its pieces follow."""
    employer = within_scope(tx, employer_id or tx.by.scopes[0])
    if not employer.active:
        raise WrongState(N_("这个单位已停用。需要时请联系区里或街道。"))
    id = new_id()
    tx.new_local_key(id, tx.now + KEPT + TO_END)
    return tx.add(Upload(id=id, scopes=[employer.id], employer=employer.id, at=tx.now, until=tx.now + KEPT))


@allow("employer_officer")
def keep_piece(tx: Tx, upload_id: str, number: int, piece: bytes) -> None:
    """Where a request broke off and is repeated, some are here already."""
    upload = tx.get(Upload, upload_id)
    if upload.state != "receiving":
        raise WrongState
    sealed = tx.seal(upload.id, {"piece": base64.b64encode(piece).decode()})
    tx.add(RosterChunk(id=f"{upload.id}.{number:05}", upload=upload.id, sealed=sealed), if_new=True)


@allow("employer_officer")
def receive_upload(tx: Tx, upload_id: str, size: int, name: str, guess: Guess) -> Understood:
    """All of it is here."""
    upload = tx.get(Upload, upload_id)
    if upload.state != "receiving":
        raise WrongState
    upload.state, upload.size = "uploaded", size
    upload.sealed = tx.seal(upload.id, {"name": name, "guess": guess_as_data(guess)})
    return Understood(tx.save(upload), guess)


@allow("employer_officer")
def set_columns(tx: Tx, upload_id: str, version: int, chosen: dict[int, str | None], all_members: bool) -> Understood:
    """What people say the columns are, in place of what was said before; what was checked must be checked again."""
    upload = _at_rest(tx, upload_id, version)
    upload.chosen, upload.all_members = {str(index): field for index, field in chosen.items()}, all_members
    try:
        guess = guess_now(tx, upload)
    except ValueError:
        raise Invalid(fields=[Problem("columns", N_("没有这一列或这一项，请按读取到的列填写。"))]) from None
    upload.state = "uploaded"
    return Understood(tx.save(upload), guess)


@allow("employer_officer")
def check_roster(tx: Tx, upload_id: str) -> Upload:
    """A dry run: every row gets its result, nothing is changed."""
    upload = _at_rest(tx, upload_id)
    _begin_check(tx, upload, "check")
    return tx.save(upload)


@allow("employer_officer")
def apply_roster(tx: Tx, upload_id: str) -> Upload:
    """Make it the employer's roster: as it was checked, or checked first where the roster has changed since."""
    upload = _at_rest(tx, upload_id)
    employer = tx.get(Employer, upload.employer)
    _take_turn(tx, employer, upload)
    upload.wish = "apply"
    if upload.state == "checked" and upload.checked_against == employer.roster_changes:
        begin_applying(tx, upload)
    else:
        _begin_check(tx, upload, "apply")
    return tx.save(upload)


@allow("employer_officer")
def confirm_removal(tx: Tx, upload_id: str, would_remove: int) -> Upload:
    """That many are really gone. `would_remove` as it was shown."""
    upload = tx.get(Upload, upload_id)
    if upload.state != "brake":
        raise WrongState
    if upload.would_remove != would_remove:
        raise Refused(N_("人数已经变了，请刷新后核对再确认。"), code="count_changed")
    tx.emit(TodoClosed(todo=f"{TO_CONFIRM}:{upload.id}", subject=upload.id))
    go_on_applying(tx, upload)
    return tx.save(upload)


@allow("employer_officer")
def defer_entries(tx: Tx, ids: list[str]) -> list[RosterEntry]:
    """暂缓报到: not now, and nobody asks or writes why."""
    return _set_state(tx, ids, "current", "deferred")


@allow("employer_officer")
def undefer_entries(tx: Tx, ids: list[str]) -> list[RosterEntry]:
    return _set_state(tx, ids, "deferred", "current")


def _set_state(tx: Tx, ids: list[str], before: str, after: Any) -> list[RosterEntry]:
    entries = entries_of(tx, ids)
    for entry in entries:
        if entry.state == before:
            entry.state = after
            tx.save(entry)
        elif entry.state != after:
            raise WrongState
    for employer in sorted({entry.employer for entry in entries}):
        tx.emit(RosterChanged(employer=employer))
    return entries


def _at_rest(tx: Tx, upload_id: str, version: int | None = None) -> Upload:
    upload = tx.get(Upload, upload_id, version)
    if upload.state not in AT_REST:
        raise WrongState
    if upload.state == "brake":
        tx.emit(TodoClosed(todo=f"{TO_CONFIRM}:{upload.id}", subject=upload.id))
        upload.state = "checked"
    return upload


def _begin_check(tx: Tx, upload: Upload, wish: Any) -> None:
    if problems := guess_now(tx, upload).problems:
        raise Invalid(code="columns_unsettled", fields=[Problem("columns", problem.text) for problem in problems])
    tx.remove_all(RosterRows, {"upload": upload.id})
    upload.state, upload.wish, upload.counts = "checking", wish, {}
    upload.check, upload.read_until = upload.check + 1, None
    upload.checked_against = tx.get(Employer, upload.employer).roster_changes
    upload.total = upload.done = upload.packs = upload.next_pack = upload.matched = upload.would_remove = 0


def _take_turn(tx: Tx, employer: Employer, upload: Upload) -> None:
    """Of one employer's rosters one is applied at a time; one that stopped at the brake gives way."""
    other = tx.peek(Upload, employer.roster_upload) if employer.roster_upload else None
    if other and other.id != upload.id and other.wish == "apply" and other.state in UNDER_WAY:
        raise Refused(N_("另一份花名册正在处理，请等它完成后再试。"), code="roster_under_way")
    if other and other.id != upload.id and other.state == "brake":
        tx.emit(TodoClosed(todo=f"{TO_CONFIRM}:{other.id}", subject=other.id))
        other.state = "checked"
        tx.save(other)
    employer.roster_upload = upload.id
    tx.save(employer)
