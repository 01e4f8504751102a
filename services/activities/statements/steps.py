"""The steps of a statement, and what follows from each: who is waited for, who is told, what stands in it."""

from datetime import timedelta
from typing import Any

from services.activities.names.queries import employer
from services.activities.records.serving import mark_served
from services.activities.statements.masks import masked_name
from services.activities.statements.model import OUT, Statement, StatementCode, StatementNumbering
from shared.clock import SHANGHAI
from shared.errors import N_, WrongState
from shared.events.activities import StatementDrafted, StatementIssued, TodoClosed, TodoOpened
from shared.signs import new_code
from shared.tx import Tx

READING = timedelta(days=7)
MARKS = {"service": "F", "appraisal": "P"}


def step(tx: Tx, statement: Statement, to: str | None = None, why: str | None = None, **fields: Any) -> None:
    """The next step of its life (None: it stays) and what changes with it; who is waited for is told, and who no
    longer is."""
    before, was_out = {todo.kind: todo for todo in statement.todos}, statement.state in OUT
    if to:
        statement.move_to(to, tx.by, tx.now, why)
    for name, value in fields.items():
        setattr(statement, name, value)
    if (statement.state in OUT) != was_out:
        mark_served(tx, statement.member)
    after = {todo.kind: todo for todo in statement.todos}
    for kind in sorted(kind for kind in before if before[kind] != after.get(kind)):
        tx.emit(TodoClosed(todo=f"{kind}:{statement.id}", subject=statement.id))
    for kind, todo in sorted(after.items()):
        if todo == before.get(kind):
            continue
        tx.emit(TodoOpened(
            todo=f"{kind}:{statement.id}", kind=kind, subject=statement.id, scopes=todo.scopes, roles=todo.roles,
            since=tx.now,
        ))  # fmt: skip
    tx.save(statement)


def give_to_member(tx: Tx, statement: Statement, why: str | None = None) -> None:
    """Drafted, or drafted again: the member has seven days to read it."""
    scopes = [statement.member, *statement.places]
    until = tx.now + READING
    step(tx, statement, "drafted", why, scopes=scopes, may_issue_at=until, read_at=None, issuable=False)
    tx.emit(StatementDrafted(
        member=statement.member, statement=statement.id, kind=statement.kind, place=statement.place,
        period=statement.period, minutes=statement.minutes, edition=statement.edition, may_issue_at=until,
    ))  # fmt: skip


def issue(tx: Tx, statement: Statement) -> None:
    """Numbered, told to the employer, and checkable by its code; the version before is replaced."""
    if statement.state == "drafted" and tx.now < statement.may_issue_at:
        raise WrongState(N_("本人还没有看过，满七天后才可以出具。"), code="not_read_yet")
    theirs = employer(tx, statement.employer) if statement.employer else None
    number = _next_number(tx, statement)
    step(
        tx, statement, "issued", number=number, code=new_code(10),
        issued_at=tx.now, issued_by=tx.by.id, issuable=False, to_sign=bool(theirs and theirs.on_system),
        employer_name=theirs and theirs.name, scopes=[*statement.scopes, *([theirs.id] if theirs else [])],
    )  # fmt: skip
    tx.add(StatementCode(
        id=str(statement.code), scopes=statement.places, statement=statement.id, member=statement.member, number=number,
        kind=statement.kind, name=masked_name(statement.name), place_name=statement.place_name,
        period=statement.period, minutes=statement.minutes, issued_at=tx.now,
    ))  # fmt: skip
    if statement.replaces:
        before = tx.get(Statement, statement.replaces)
        step(tx, before, "replaced", replaced_by=statement.id)
        tx.set_all(StatementCode, {"_id": before.code}, replaced_by=number)
    tx.emit(StatementIssued(
        member=statement.member, statement=statement.id, kind=statement.kind, place=statement.place,
        employer=statement.employer, period=statement.period, minutes=statement.minutes, edition=statement.edition,
        number=number,
    ))  # fmt: skip


def _next_number(tx: Tx, statement: Statement) -> str:
    """A yearly number of a place: 2026-310106006003-F00001; the year is Shanghai's."""
    begins = f"{tx.now.astimezone(SHANGHAI).year}-{statement.place}-{MARKS[statement.kind]}"
    numbering = tx.peek(StatementNumbering, begins) or tx.add(StatementNumbering(id=begins))
    numbering.last += 1
    return f"{begins}{tx.save(numbering).last:05}"
