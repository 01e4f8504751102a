"""The numbers as an XLSX file, for those who work on with them."""

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from services.registry.statistics.numbers import EmployerRow
from services.registry.statistics.queries import Month, StreetRows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(streets: list[StreetRows], employers: list[EmployerRow], months: list[Month]) -> bytes:
    file = io.BytesIO()
    # Names are written as they are: one that begins with "=" is no formula, and no address becomes a link.
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    heads = [_("代码"), _("街道"), _("社区"), _("已报到"), _("参加过服务"), _("已反馈单位"), _("等待办理")]
    _sheet(book, bold, _("社区"), heads, (
        [row.code, each.street.name, row.name, row.reported, row.served, row.fed_back, row.waits]
        for each in streets for row in each.communities
    ))  # fmt: skip
    heads = [_("单位"), _("在册"), _("暂缓"), _("应报到"), _("已报到"), _("区外"), _("还没有报到"), _("报到率，百分数")]
    _sheet(book, bold, _("单位"), heads, (
        [row.name, row.roster, row.deferred, row.expected, row.reported, row.elsewhere, row.missing, row.coverage]
        for row in employers
    ))  # fmt: skip
    _sheet(book, bold, _("每月"), [_("月份"), _("社区接收报到")], ([row.month, row.taken_in] for row in months))
    book.close()
    return file.getvalue()


def _sheet(book: Any, bold: Any, name: str, heads: list[str], rows: Iterable[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, heads, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 14)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
