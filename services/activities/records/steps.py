"""What follows from every change of a record: its line in the ledger, who waits for whom, and that a statement in which
it stands is old."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.activities.records.ledger import write_line
from services.activities.records.model import ServiceRecord, Todo
from services.activities.records.serving import mark_served
from shared.documents import Actor
from shared.events.activities import RecordAnswered, TodoClosed, TodoOpened
from shared.tx import Tx


@contextmanager
def entered(
    tx: Tx, record: ServiceRecord, what: str, *, by: Actor | None = None, local: bool = False
) -> Iterator[None]:  # fmt: skip
    """Change the record inside; it leaves one line. by, local: see write_line."""
    before = record.model_copy()
    yield
    if (before.state, before.minutes) != (record.state, record.minutes) and record.statement:
        record.restate_due = True
    if "confirmed" in {before.state, record.state} and before.state != record.state:
        mark_served(tx, record.member)
    tx.save(record)
    write_line(tx, record, what, before=before, by=by, local=local)
    say_who_waits(tx, record.id, before.todo, record.todo)


def begin(tx: Tx, record: ServiceRecord) -> None:
    """A new record, drafted."""
    tx.add(record)
    write_line(tx, record, "drafted")
    say_who_waits(tx, record.id, None, record.todo)


def say_who_waits(tx: Tx, subject: str, before: Todo | None, now: Todo | None) -> None:
    if before == now:
        return
    if before:
        tx.emit(TodoClosed(todo=f"{before.kind}:{subject}", subject=subject))
    if now:
        tx.emit(TodoOpened(
            todo=f"{now.kind}:{subject}", kind=now.kind, subject=subject, scopes=now.scopes, roles=now.roles,
            since=tx.now, not_by=now.not_by,
        ))  # fmt: skip


def tell_answer(tx: Tx, record: ServiceRecord, corrected: bool, mark: str) -> None:
    tx.emit(RecordAnswered(**about(record), corrected=corrected, mark=mark))


def about(record: ServiceRecord) -> dict:
    """What a member is told of a record."""
    return {"record": record.id, "minutes": record.stated} | {
        field: getattr(record, field) for field in ("member", "activity", "title", "place", "starts")
    }
