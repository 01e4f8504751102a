"""A table of accounts, taken in: each row makes an account, changes one, or says what is expected."""

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from services.registry.accounts.actions import change_account, make_account, managed
from services.registry.accounts.model import LoginTaken
from services.registry.accounts.roles import MAKERS
from services.registry.accounts.table import Row
from services.registry.employers.model import EmployerTaken
from shared.errors import N_, Invalid, Problem, Refused
from shared.tx import Tx, allow

BATCH = 500  # rows in one transaction


class RowResult(NamedTuple):
    """outcome: added | changed | same | refused. changes: what differs; problems: field and what is expected."""

    row: int
    login: str
    outcome: str
    account: str | None = None
    changes: list[str] = []
    problems: list[Problem] = []


class Imported(NamedTuple):
    dry_run: bool
    counts: dict[str, int]
    rows: list[RowResult]


def import_table(do: Callable[..., Any], rows: list[Row], dry_run: bool) -> Imported:
    """All of it, a batch at a time; sent again, what is in already is the same. `do` as in shared.web."""
    batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    results = [result for batch in batches for result in do(take_in, batch, dry_run)]
    return Imported(dry_run, dict(Counter(result.outcome for result in results)), results)


@allow(*MAKERS)
def take_in(tx: Tx, rows: list[Row], dry_run: bool) -> list[RowResult]:
    """Up to BATCH rows. A dry run finds what would happen, and leaves nothing behind."""
    results = [_result(tx, row) for row in rows]
    if dry_run:
        tx.forget()
        results = [result._replace(account=None) if result.outcome == "added" else result for result in results]
    return results


def _result(tx: Tx, row: Row) -> RowResult:
    try:
        return _taken_in(tx, row)
    except Refused as refused:
        problems = refused.fields or [Problem("login", refused.text)]
        return RowResult(row.number, row.login, "refused", problems=[_in_table(each) for each in problems])


def _in_table(problem: Problem) -> Problem:
    return problem._replace(field="scope") if problem.field == "grants" else problem


def _taken_in(tx: Tx, row: Row) -> RowResult:
    """Every refusal comes before the first write of the row."""
    if row.problems or row.role is None:
        raise Invalid(fields=row.problems)
    grants = [_employer(tx, each) for each in row.scope] if row.role == "employer_officer" else row.scope
    said: dict[str, Any] = {name: getattr(row, name) for name in ("name", "phone", "email", "title")}
    said["grants"] = grants
    taken = tx.peek(LoginTaken, row.login)
    if taken is None:
        made = make_account(tx, login=row.login, role=row.role, **said)
        return RowResult(row.number, row.login, "added", made.id)
    account = managed(tx, taken.account)
    if account.role != row.role:
        raise Invalid(fields=[Problem("role", N_("这个账号已有另一个角色，角色不能更改。请另建一个账号。"))])
    changes = change_account(tx, account, said)
    return RowResult(row.number, row.login, "changed" if changes else "same", account.id, changes)


def _employer(tx: Tx, named: str) -> str:
    """The id of an employer named in full; what is no name is an id, or is refused with the grants."""
    taken = (tx.peek(EmployerTaken, f"{district} {named}") for district in tx.by.scopes)
    return next((found.employer for found in taken if found), named)
