"""The refused rows of a roster as a file to correct and send again."""

import csv
import re
from codecs import getincrementalencoder
from collections.abc import Iterable, Iterator
from typing import Any

from services.registry.rosters.columns import Guess
from services.registry.rosters.wordings import WHOLE_ROW
from shared.errors import N_
from shared.web.room import said

REASON = N_("需改正的说明")  # a column that is not read when the file comes back
# Spreadsheets take these for numbers, and drop leading zeros and what is beyond 15 digits.
_NOT_A_NUMBER = re.compile(r"0\d+|\d{12,}[Xx]?")
# And these for a formula, which would run; ="…" is but a text, and a dash says that nothing is there.
_FORMULA = re.compile(r'=(?!"[^"]*"$)|[+\-@＝＋－＠](?!-*$)')


def refused_csv(guess: Guess, pages: Iterable[list[dict[str, Any]]], encoding: str) -> Iterator[bytes]:
    """The original cells and why the row was refused, page by page; `encoding`: utf-8-sig or gb18030."""
    encoder = getincrementalencoder(encoding)()
    line = csv.writer(_Told()).writerow
    yield encoder.encode(line(map(_as_text, [*(column.heading for column in guess.columns), said(REASON)])))
    for rows in pages:
        yield encoder.encode("".join(line(map(_as_text, _cells(guess, row))) for row in rows))


class _Told:
    """What a csv.writer writes to, so that writing a row gives its line."""

    def write(self, line: str) -> str:
        return line


def _cells(guess: Guess, row: dict[str, Any]) -> list[str]:
    cells = row["cells"] or [row["name"] if column.field == "name" else "" for column in guess.columns]
    cells = (cells + [""] * len(guess.columns))[: max(len(guess.columns), len(cells))]
    return [*cells, _said(row["problems"])]


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
