"""The refused rows of a roster as a file to correct and send again."""

import csv
import io
import re
from typing import Any

from services.registry.rosters.columns import Guess
from services.registry.rosters.wordings import WHOLE_ROW
from shared.errors import N_
from shared.web.room import said

REASON = N_("需改正的说明")  # a column that is not read when the file comes back
# Spreadsheets take these for numbers, and drop leading zeros and what is beyond 15 digits.
_NOT_A_NUMBER = re.compile(r"0\d+|\d{12,}[Xx]?")
_FORMULA = re.compile(r"[=+\-@](?!\"[^\"]*\"$)")  # and these for a formula, which would run; ="…" is but a text


def refused_csv(guess: Guess, rows: list[dict[str, Any]], encoding: str) -> bytes:
    """The original cells and why the row was refused; `encoding`: utf-8-sig or gb18030."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*(column.heading for column in guess.columns), said(REASON)])
    for row in rows:
        cells = row["cells"] or [row["name"] if column.field == "name" else "" for column in guess.columns]
        cells = (cells + [""] * len(guess.columns))[: max(len(guess.columns), len(cells))]
        writer.writerow([*map(_as_text, cells), _said(row["problems"])])
    return out.getvalue().encode(encoding)


def _as_text(cell: str) -> str:
    text = cell.strip()
    if _NOT_A_NUMBER.fullmatch(text):
        return f'="{text}"'
    return f"'{text}" if _FORMULA.match(text) else cell


def _said(problems: list[dict[str, Any]]) -> str:
    text = N_("%(column)s：%(wrong)s，应为：%(expected)s")
    told = [
        {"column": each["column"] or said(WHOLE_ROW), "wrong": said(each["wrong"]), "expected": said(each["expected"])}
        for each in problems
    ]
    return said(N_("；")).join(said([text, each]) for each in told)
