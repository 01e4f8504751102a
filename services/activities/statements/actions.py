"""What members, communities and employers do with statements."""

from datetime import date, datetime
from typing import Any

from services.activities.statements.drafting import drawn, fill, restate
from services.activities.statements.model import BEFORE_ISSUE, Kind, Statement
from services.activities.statements.queries import AT_ONCE, OFFICERS, Done, Whole, issuable, shown, whole
from services.activities.statements.steps import give_to_member, issue, step
from shared.clock import SHANGHAI
from shared.errors import N_, Invalid, NotAllowed, NotFound, Problem, WrongState
from shared.tx import Tx, allow

# the member


@allow("member")
def read_statement(tx: Tx, id: str) -> Whole:
    """The member has seen it."""
    statement = tx.get(Statement, id)
    if statement.state == "drafted":
        step(tx, statement, "read", read_at=tx.now, issuable=True)
    elif statement.read_at is None:
        step(tx, statement, read_at=tx.now)
    return whole(tx, statement)


@allow("member")
def object_to_statement(tx: Tx, id: str, reason: str) -> Whole:
    """Something is wrong with it; it is not issued before that is answered."""
    statement = tx.get(Statement, id)
    if statement.state not in ("drafted", "read"):
        raise WrongState(N_("它已经出具，不能再提异议。记录有误的，请对那条服务记录提出异议，更正后会重新出具。"))
    _write(tx, statement, objection=reason, answer="")
    step(tx, statement, "objected", "reason_given", issuable=False)
    return whole(tx, statement)


# the community (or the street, the district, of what they offer themselves)


@allow(*OFFICERS)
def answer_objection(tx: Tx, id: str, answer: str, opinion: str | None = None) -> Whole:
    """With the records as they are now; the member reads it again."""
    statement = _own(tx, id)
    if statement.state != "objected":
        raise WrongState
    _write(tx, statement, answer=answer, **({"opinion": opinion} if opinion else {}))
    if fill(tx, statement, drawn(tx, statement)):
        give_to_member(tx, statement, "answered")
    else:
        step(tx, statement, "withdrawn", "nothing_confirmed")
    return whole(tx, statement)


@allow(*OFFICERS)
def refresh_statement(tx: Tx, id: str) -> Whole:
    """A draft with the records as they are now, those confirmed late too; if that changes it, the member reads it
    again."""
    statement = _own(tx, id)
    if statement.state not in BEFORE_ISSUE:
        raise WrongState
    restate(tx, statement)
    return whole(tx, statement)


@allow(*OFFICERS)
def write_opinions(tx: Tx, ids: list[str], opinion: str) -> Done:
    """What the community says of a year, of one or several members; each reads it then."""
    tx.fetch(Statement, ids)
    found = [_own(tx, id) for id in dict.fromkeys(ids)]
    waiting = tx.count(Statement, kind="appraisal", period=found[0].period, state="prepared")
    waiting -= sum(statement.state == "prepared" for statement in found)
    for statement in found:
        if statement.kind != "appraisal" or statement.state not in ("prepared", "drafted", "read"):
            raise WrongState(N_("意见只写在还没有出具的年度评议上。请刷新后再选。"))
        _write(tx, statement, opinion=opinion)
        give_to_member(tx, statement, "opinion")
    return Done(found, waiting)


@allow(*OFFICERS)
def issue_statements(tx: Tx, ids: list[str] | None, kind: Kind, period: str) -> Done:
    """These, or all of a period that can be (AT_ONCE a time)."""
    where = issuable(tx, kind, period)
    found = _wanted(tx, ids, where)
    left = tx.count(Statement, **where) - sum(statement.issuable for statement in found)
    for statement in found:
        _own(tx, statement.id)
        issue(tx, statement)
    return Done(found, left)


@allow(*OFFICERS)
def enter_receipt(tx: Tx, id: str, day: date) -> Whole:
    """The employer signed on paper, on that day."""
    statement = _own(tx, id)
    if statement.issued_at is None:
        raise WrongState
    if not statement.issued_at.astimezone(SHANGHAI).date() <= day <= tx.now.astimezone(SHANGHAI).date():
        raise Invalid(fields=[Problem("date", N_("应在出具之后，不晚于今天。"))])
    signed = max(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), statement.issued_at)
    step(tx, statement, "signed", "on_paper", signed_at=signed, signed_by=tx.by.id, on_paper=True)
    return whole(tx, statement)


# the employer


@allow("employer_officer")
def sign_statements(tx: Tx, ids: list[str] | None, kind: Kind, period: str) -> Done:
    """Seen and signed for: these, or all of a period that wait (AT_ONCE a time)."""
    where: dict[str, Any] = {"kind": kind, "period": period, "state": "issued"}
    found = _wanted(tx, ids, where)
    for statement in found:
        step(tx, statement, "signed", signed_at=tx.now, signed_by=tx.by.id)
    return Done(found, tx.count(Statement, **where) - len(found))


def _own(tx: Tx, id: str) -> Statement:
    """Who sees a place from above does not act for it."""
    statement = tx.get(Statement, id)
    if statement.office not in tx.by.scopes:
        raise NotAllowed(N_("服务登记卡由举办活动的社区（或街道、区）出具。"))
    return statement


def _wanted(tx: Tx, ids: list[str] | None, where: dict[str, Any]) -> list[Statement]:
    """One or some of a period, or all that `where` finds (AT_ONCE a time)."""
    if ids is None:
        return shown(tx, tx.find(Statement, **where, sort="pinyin", limit=AT_ONCE))
    tx.fetch(Statement, ids)
    found = [tx.get(Statement, id) for id in dict.fromkeys(ids)]
    if any((each.kind, each.period) != (where["kind"], where["period"]) for each in found):
        raise NotFound
    return shown(tx, found)


def _write(tx: Tx, statement: Statement, **words: str) -> None:
    """What people write of it, sealed with what was written before."""
    statement.sealed = tx.seal(statement.member, tx.open(statement) | words)
