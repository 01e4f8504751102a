"""What stands on a statement: its lines, and what is different from the version before. Pure."""

from collections.abc import Iterable

from services.activities.records.model import ServiceRecord
from services.activities.statements.model import Statement, StatementLine, hours
from shared.clock import SHANGHAI
from shared.errors import N_, Text


def line_of(record: ServiceRecord) -> StatementLine:
    return StatementLine(record=record.id, starts=record.starts, title=record.title, minutes=record.minutes)


def sum_lines(statements: Iterable[Statement]) -> list[StatementLine]:
    """An appraisal's: a line a period, of the newest edition that is not withdrawn."""
    newest: dict[str, Statement] = {}
    for each in sorted(statements, key=lambda statement: statement.edition):
        if each.state != "withdrawn":
            newest[each.period] = each
    found = sorted(newest.values(), key=lambda statement: statement.ends)
    return [
        StatementLine(record=each.period, starts=each.starts, title=chinese(each.period_name), minutes=each.minutes)
        for each in found
        if each.minutes
    ]


def differences(before: list[StatementLine], now: list[StatementLine]) -> list[Text]:
    """One text for each line that was changed, taken out or added."""
    old, new = ({line.record: line for line in lines} for lines in (before, now))
    told: list[Text] = []
    for record in dict.fromkeys([*old, *new]):
        was, line = old.get(record), new.get(record)
        either = line or was
        if either is None or (was and line and was.minutes == line.minutes):
            continue
        day = f"{either.starts.astimezone(SHANGHAI):%Y-%m-%d}"
        values = {"day": day, "title": either.title, "before": hours(was.minutes if was else 0),
                  "now": hours(line.minutes if line else 0)}  # fmt: skip
        told.append([N_("%(day)s %(title)s：%(before)s 小时更正为 %(now)s 小时"), values])
    return told


def chinese(text: Text) -> str:
    """The source text, filled: for paper and what is kept."""
    return text if isinstance(text, str) else text[0] % text[1]
