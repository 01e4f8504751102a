"""What an export shows of statements, and what erasing leaves of them: see decision 10."""

from services.activities.statements.model import Statement, StatementCode
from services.activities.statements.queries import whole
from shared.events.activities import TodoClosed
from shared.tx import Tx

SHOWN = {"kind", "place_name", "employer_name", "period", "lines", "minutes", "state", "edition", "changed", "number",
         "drafted_at", "read_at", "issued_at", "signed_at"}  # fmt: skip
MOST = 2_000


def held_statements(tx: Tx, member: str) -> dict[str, list]:
    """For an export: what each said, and what was written of it."""
    found = [whole(tx, each) for each in tx.find(Statement, member=member, limit=MOST)]
    return {
        "statements": [
            each.statement.model_dump(mode="json", include=SHOWN) | each._asdict() | {"statement": each.statement.id}
            for each in found
            if each.statement.scopes  # a year that goes on still is nobody's yet
        ]
    }


def end_statements(tx: Tx, member: str) -> None:
    """Nobody waits for them any more. What is left of a print: that its code was genuine, and the hours of nobody."""
    for each in tx.find(Statement, member=member, limit=MOST):
        for todo in each.todos:
            tx.emit(TodoClosed(todo=f"{todo.kind}:{each.id}", subject=each.id))
    tx.set_all(StatementCode, {"member": member}, member="", statement="", name="")
