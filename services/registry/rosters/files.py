"""What was handed in: its limits, its kind (by the first bytes, never by the name), and why it cannot be read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from shared.errors import N_

Source = str | Path | BinaryIO
HEAD = 65_536


class Limits(NamedTuple):
    """Bytes of the file, rows with people, columns; for a workbook also bytes of memory and seconds of computing."""

    size: int = 50_000_000
    rows: int = 100_000
    columns: int = 200
    memory: int = 500_000_000
    seconds: int = 60


class Grid(NamedTuple):
    """One sheet as it lies in the file. `merges` are (first row, first column, last row, last column), from 0."""

    name: str
    merges: list[list[int]]
    rows: Iterator[list[str]]


class UnreadableFile(Exception):
    """The file cannot be taken as a roster. `code` is stable, `text` says what to do, `values` fill it."""

    def __init__(self, code: str, text: str, values: dict[str, Any]):
        super().__init__(code)
        self.code, self.text, self.values = code, text, values


_TEXTS = {
    "empty": N_("文件是空的。请重新导出后再上传。"),
    "no_rows": N_("文件里有表头，但没有人员。请填好人员后再上传。"),
    "no_roster": N_("没有找到人员名单。请上传带有“姓名”和“身份证号码”或“手机号码”等列的表格。"),
    "too_large": N_("文件超过 %(megabytes)s MB。请分成几个文件上传。"),
    "too_many_rows": N_("名单超过 %(rows)s 人。请分成几个文件上传。"),
    "too_many_blanks": N_("名单中间或后面有太多空行。请删去空行后再上传。"),
    "too_many_columns": N_("表格超过 %(columns)s 列。请删去与名单无关的列后再上传。"),
    "too_heavy": N_("这个工作簿展开后太大（常见原因：离名单很远的地方还有内容，或者列太多）。"
                    "请把名单复制到新的工作簿，保存后再上传。"),
    "damaged": N_("文件已损坏，或者内容与名称不符。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。"),
    "encrypted": N_("文件设了打开密码。请在 Excel 或 WPS 中去掉密码，保存后再上传。"),
    "not_a_workbook": N_("这个文件不是 Excel 工作簿。请上传 .xlsx 或 .csv 文件；压缩包请先解压。"),
    "web_page": N_("这个文件的名字像表格，内容其实是网页或 XML。"
                   "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。"),
    "pdf": N_("这是 PDF 文件，读不出表格。请上传人事系统导出的 .xlsx 或 .csv 文件。"),
    "picture": N_("这是图片，读不出表格。请上传 .xlsx 或 .csv 文件。"),
    "binary": N_("这个文件不是表格。请上传 .xlsx 或 .csv 文件。"),
    "encoding": N_("从第 %(line)s 行起有认不出的文字编码。"
                   "请用 Excel 或 WPS 打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
    "unclosed_quote": N_('第 %(line)s 行起有一个没有成对的英文双引号（"）。请补上或删去后再上传。'),
    "line_too_long": N_("第 %(line)s 行太长，不像名单。请检查换行，或另存为 .xlsx 后再上传。"),
}
_REFUSED = [
    ("pdf", re.compile(rb"%PDF-")),
    ("picture", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM....\0\0\0\0", re.DOTALL)),
    ("not_a_workbook", re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b|\{\\rtf")),
    ("web_page", re.compile(rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype|html|head|meta|table|style|\?xml|!--)")),
]


def unreadable(code: str, **about: int) -> UnreadableFile:
    return UnreadableFile(code, _TEXTS[code], about)


def kind_of(file: BinaryIO, limits: Limits) -> str:
    """'workbook' (.xlsx, or a true .xls) or 'text' (an .xls too that is really CSV); anything else is refused."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(64)
    if not size:
        raise unreadable("empty")
    if size > limits.size:
        raise unreadable("too_large", megabytes=limits.size // 1_000_000)
    for code, pattern in _REFUSED:
        if pattern.match(head):
            raise unreadable(code)
    return "workbook" if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else "text"


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The file from its start. A file object stays open and may be read again, by one reader at a time."""
    if isinstance(source, str | Path):
        with open(source, "rb") as file:
            yield file
    else:
        source.seek(0)
        yield source
