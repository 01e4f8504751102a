"""What the clock does with statements: drafts them from confirmed records, restates them, opens and archives them, and
passes them on where a community was closed."""

from services.activities.names.model import DistrictSettings, Employer
from services.activities.names.queries import goes_on_in
from services.activities.records.model import ServiceRecord
from services.activities.statements.lines import differences, line_of, sum_lines
from services.activities.statements.model import BEFORE_ISSUE, OUT, Statement, StatementLine, statement_id
from services.activities.statements.periods import Period, named, newest_ended, within_year
from services.activities.statements.queries import countable, editions
from services.activities.statements.steps import READING, give_to_member, step
from shared.tx import Tx

ASKED = ("drafted", "objected")  # states of a record in which the member's word is to come
HEAD = ("member", "name", "pinyin", "employer", "place", "place_name", "office", "street", "district")


def draft_statements(tx: Tx, record_ids: list[str]) -> None:
    """Each member's statement of the newest period that has ended, with all that is confirmed and stands in none."""
    for record in tx.fetch(ServiceRecord, record_ids):
        settings = tx.get(DistrictSettings, record.district)
        _draft(tx, record, newest_ended(tx.now, settings.statement_period))


def _draft(tx: Tx, record: ServiceRecord, period: Period) -> None:
    if record.statement or record.state != "confirmed" or (record.counts_from or record.ends) >= period.ends:
        return  # with another of the same member, just now
    held = countable(tx, record.member, record.place, period.ends)
    newest = next(iter(editions(tx, "service", record.member, record.place, [period.key])), None)
    if newest and newest.state == "drafted":  # not read yet, so what was confirmed since still goes in
        fill(tx, newest, drawn(tx, newest))
        tx.save(newest)
    elif newest and newest.state != "withdrawn":
        for each in held:  # counts in the next one
            each.counts_from = period.ends
            tx.save(each)
    else:
        latest = max(held, key=lambda each: each.starts)
        statement = begin(tx, latest, "service", period, newest.edition + 1 if newest else 1)
        tx.add(statement)
        fill(tx, statement, [line_of(each) for each in held])
        give_to_member(tx, statement)


def begin(tx: Tx, like: ServiceRecord | Statement, kind: str, period: Period, edition: int) -> Statement:
    """A new one, about the same person and place as a record or another statement; nobody sees it yet."""
    employer = tx.peek(Employer, like.employer) if like.employer else None
    return Statement(
        id=statement_id(kind, like.member, like.place, period.key, edition), kind=kind, period=period.key,
        starts=period.starts, ends=period.ends, edition=edition, drafted_at=tx.now, may_issue_at=tx.now + READING,
        employer_name=employer and employer.name, **{name: getattr(like, name) for name in HEAD},
    )  # fmt: skip


def drawn(tx: Tx, statement: Statement) -> list[StatementLine]:
    """Its lines as things are now: what is confirmed of what stands in it, and of what stands in none yet if it is not
    issued; an appraisal's from the statements of its year."""
    if statement.kind == "appraisal":
        periods = within_year(statement.period)
        return sum_lines(editions(tx, "service", statement.member, statement.place, periods))
    records = list(tx.find(ServiceRecord, statement=statement.id))
    if statement.state in BEFORE_ISSUE:
        records += countable(tx, statement.member, statement.place, statement.ends)
    confirmed = [line_of(each) for each in records if each.state == "confirmed"]
    return sorted(confirmed, key=lambda line: (line.starts, line.record))


def fill(tx: Tx, statement: Statement, lines: list[StatementLine]) -> bool:
    """Let it say this; False where it then says nothing (nothing new, if it replaces another)."""
    before = tx.get(Statement, statement.replaces) if statement.replaces else None
    stood = statement.lines or (before.lines if before else [])
    statement.lines, statement.minutes = lines, sum(line.minutes for line in lines)
    statement.changed = differences(before.lines, lines) if before else []
    says = bool(statement.changed if before else lines)
    if statement.kind == "service":
        _claim(tx, stood, lines, statement.id if says else statement.replaces)
        _count_in_year(tx, statement)
    return says


def _claim(tx: Tx, stood: list[StatementLine], lines: list[StatementLine], statement: str | None) -> None:
    """Records know the newest statement they stand in; those taken out may stand in a later one."""
    stand = {line.record for line in lines}
    for record in tx.fetch(ServiceRecord, {line.record for line in (*stood, *lines)}):
        record.statement = statement if record.id in stand else None
        record.restate_due = False
        tx.save(record)


def _count_in_year(tx: Tx, statement: Statement) -> None:
    """The year's appraisal is to be summed (again) once the year is over. Nobody sees it before."""
    year = named(named(statement.period).year)
    tx.add(begin(tx, statement, "appraisal", year, 1), if_new=True)
    where = {"member": statement.member, "place": statement.place, "kind": "appraisal", "period": year.key}
    tx.set_all(Statement, where, recount=True)


def restate(tx: Tx, statement: Statement) -> None:
    """As things are now: a draft says it, and is read again; one that was issued gets a next edition."""
    lines = drawn(tx, statement)
    if statement.state in OUT and differences(statement.lines, lines):
        _next_edition(tx, statement, lines)
    elif statement.state in BEFORE_ISSUE and lines != statement.lines:
        _say_otherwise(tx, statement, lines)


def _next_edition(tx: Tx, statement: Statement, lines: list[StatementLine]) -> None:
    newest = editions(tx, statement.kind, statement.member, statement.place, [statement.period])[0]
    later = tx.add(begin(tx, statement, statement.kind, named(statement.period), newest.edition + 1))
    later.replaces = statement.id
    if opinion := tx.open(statement).get("opinion"):
        later.sealed = tx.seal(statement.member, {"opinion": opinion})
    fill(tx, later, lines)
    give_to_member(tx, later, "corrected")


def _say_otherwise(tx: Tx, statement: Statement, lines: list[StatementLine]) -> None:
    says = fill(tx, statement, lines)
    if statement.state == "prepared":
        step(tx, statement, scopes=statement.places if says else [])
    elif not says:
        step(tx, statement, "withdrawn", "nothing_confirmed", issuable=False)
    elif statement.state in ("drafted", "read"):
        give_to_member(tx, statement, "records_changed")
    else:
        tx.save(statement)


def restate_records(tx: Tx, record_ids: list[str]) -> None:
    """What stands in a statement was corrected, or is not confirmed any more. For what was issued a record is waited
    for until the member has had their word; it is due again then."""
    changed: dict[str, Statement] = {}
    for record in tx.fetch(ServiceRecord, record_ids):
        record.restate_due = False
        tx.save(record)
        statement = tx.peek(Statement, record.statement) if record.statement else None
        if statement and (record.state not in ASKED or statement.state in BEFORE_ISSUE):
            changed[statement.id] = statement
    for statement in changed.values():
        restate(tx, statement)


def count_appraisals(tx: Tx, ids: list[str]) -> None:
    """Sum the year, for those that are the newest of theirs."""
    for appraisal in tx.fetch(Statement, ids):
        appraisal.recount = False
        tx.save(appraisal)
        newest = editions(tx, "appraisal", appraisal.member, appraisal.place, [appraisal.period])[0]
        if newest.id == appraisal.id:
            restate(tx, appraisal)


def open_for_issue(tx: Tx, ids: list[str]) -> None:
    """Seven days are over; unread ones may be issued too."""
    for statement in tx.fetch(Statement, ids):
        if statement.state == "drafted" and statement.may_issue_at <= tx.now:
            step(tx, statement, issuable=True)


def archive_statements(tx: Tx, ids: list[str]) -> None:
    for statement in tx.fetch(Statement, ids):
        if statement.state == "signed":
            step(tx, statement, "archived", "ninety_days")


def pass_statements(tx: Tx, ids: list[str]) -> None:
    """What a closed community answered for, the one that it was closed into answers for. They keep the place of their
    day; whoever saw them goes on seeing them."""
    for statement in tx.fetch(Statement, ids):
        office = goes_on_in(tx, statement.office).id
        seen_by = [*statement.scopes, office] if statement.scopes else []  # nobody sees a year that goes on
        step(tx, statement, office=office, scopes=list(dict.fromkeys(seen_by)))
