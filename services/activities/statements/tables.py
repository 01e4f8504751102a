"""All statements an employer received for a period, as a file. Pure; streamed, so that thousands need no memory."""

from collections.abc import Iterable, Iterator
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from services.activities.papers.words import day
from services.activities.statements.lines import chinese
from services.activities.statements.queries import Whole
from shared.web import View

IN_MEMORY = 1_000_000  # bytes; beyond that on disk
HEAD = ("姓名", "社区", "期间", "时长（小时）", "社区意见", "编号", "版次", "出具日期", "签收日期", "情况")
LINES = ("姓名", "编号", "日期", "项目", "时长（小时）")
WIDTHS = {"姓名": 12, "社区": 24, "编号": 28, "项目": 40, "社区意见": 40}


def as_json(statements: Iterable[View]) -> IO[bytes]:
    """{"statements": […]}"""
    file = _file()
    file.write(b'{"statements":[')
    for number, each in enumerate(statements):
        file.write(b"," * bool(number) + each.model_dump_json().encode())
    file.write(b"]}")
    file.seek(0)
    return file


def as_xlsx(statements: Iterable[Whole]) -> IO[bytes]:
    """A sheet of statements and one of their lines. Every text is a text, never a formula, whatever it begins with;
    hours are numbers, to be summed."""
    file = _file()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        tables = [(book.add_worksheet(name), head) for name, head in (("服务登记", HEAD), ("明细", LINES))]
        for sheet, head in tables:
            for column, title in enumerate(head):
                sheet.set_column(column, column, WIDTHS.get(title, 14))
            _row(sheet, 0, head, bold)
            sheet.freeze_panes(1, 0)
        line = count(1)
        for number, each in enumerate(statements, 1):
            _row(tables[0][0], number, _cells(each))
            for cells in _lines(each):
                _row(tables[1][0], next(line), cells)
    file.seek(0)
    return file


def _cells(whole: Whole) -> list[Any]:
    each = whole.statement
    issued, signed = (day(at) if at else "" for at in (each.issued_at, each.signed_at))
    return [each.name, each.place_name, chinese(each.period_name), each.minutes / 60, whole.opinion, each.number,
            str(each.edition), issued, signed, chinese(each.text)]  # fmt: skip


def _lines(whole: Whole) -> Iterator[list[Any]]:
    for line in whole.statement.lines:
        yield [whole.statement.name, whole.statement.number, day(line.starts), line.title, line.minutes / 60]


def _row(sheet: Worksheet, number: int, cells: Iterable[Any], how: Any = None) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, float):
            sheet.write_number(number, column, value, how)
        else:
            sheet.write_string(number, column, value or "", how)


def _file() -> IO[bytes]:
    return cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))
