"""A district's official code list (统计用区划代码) as a file: read, checked and compared with what is there."""
import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from shared.errors import N_

SIZE = 5_000_000                # bytes; the largest district's list is about 100 kB
ROWS = 20_000
NAME = 60                       # characters
HEADER_WITHIN = 10              # rows: titles may stand above the headings
LEVELS = {6: "district", 9: "street", 12: "community"}          # by digits of the code (GB/T 2260, GB/T 10114)
LEVEL_WORDS = {
    "district": "district", "street": "street", "community": "community",
    "区": "district", "县": "district", "区县": "district", "市辖区": "district", "县级": "district",
    "街道": "street", "镇": "street", "乡": "street", "街镇": "street", "街道镇": "street", "乡镇": "street",
    "社区": "community", "居委会": "community", "居委": "community", "居民区": "community", "村": "community",
    "村委会": "community", "村居": "community", "居村": "community",
}
HEADINGS = {word: column for column, words in {
    "code": "code 代码 编码 区划代码 统计用区划代码 行政区划代码 统计代码 地区代码",
    "level": "level 级别 层级 等级 类型 行政级别",
    "name": "name 名称 名字 单位名称 区划名称 地区名称 地名",
    "parent_code": "parentcode parent 上级代码 上级编码 上级区划代码 父级代码 所属代码 上级",
}.items() for word in words.split()}
SEPARATORS = ",\t;"
EXPECTED = {
    "not_text": N_("文件不是 CSV 文本。请用 Excel 或 WPS 打开，另存为“CSV UTF-8”后再上传。"),
    "too_large": N_("文件超过 %(megabytes)s MB 或 %(rows)s 行。请只上传一个区的代码表。"),
    "no_headings": N_("前几行里应有一行标题，至少有“代码”和“名称”两列，用逗号分隔。"),
    "no_rows": N_("标题下面没有内容。应有一个区和它的街道、社区，每行一个。"),
    "no_district": N_("应有一行是区本身，代码 6 位。"),
    "second_district": N_("一个文件只能有一个区。其他区请另外上传。"),
    "code": N_("应是 6 位（区）、9 位（街道、镇）或 12 位（社区）数字。"
               "如显示为 3.1E+11，请把这一列设为文本后重新导出。"),
    "duplicate": N_("这个代码前面已有一行。每个代码只能有一行。"),
    "level": N_("级别应与代码位数一致：6 位是 district（区），9 位是 street（街道），12 位是 community（社区）。"),
    "parent": N_("上级代码应是代码的前 6 位（街道）或前 9 位（社区）。"),
    "unknown_parent": N_("没有找到上级这一行。请补上这个街道或区。"),
    "name_empty": N_("名称不能为空。"),
    "name_characters": N_("名称里有看不见的字符、控制字符或乱码。请重新输入这个名称。"),
    "name_length": N_("名称不能超过 %(most)s 个字。"),
}
FILLING: dict[str, object] = {"megabytes": SIZE // 1_000_000, "rows": ROWS, "most": NAME}  # those texts


class Row(NamedTuple):
    """A place as the list has it: `id` is its code; `level` district, street or community; a district has no parent."""
    id: str
    level: str
    name: str
    parent: str | None


class Problem(NamedTuple):
    """What keeps the list from being taken: the row as a spreadsheet counts it (0: the file), the column, a code."""
    row: int
    column: str
    code: str

    @property
    def expected(self) -> str:
        return EXPECTED[self.code]


class CodeList(NamedTuple):
    """`places` holds the good rows, in the file's order; they may be used only when there are no problems."""
    places: list[Row]
    problems: list[Problem]


class Differences(NamedTuple):
    """Against what exists. A missing place is reported and never deleted: members may belong to it."""
    added: list[Row]
    renamed: list[Row]
    missing: list[str]
    same: list[Row]


def parse(content: bytes) -> CodeList:
    """Read a code list in UTF-8 (with or without mark), UTF-16 or GB18030, columns in any order.

    Level and parent may be left out, for the code says both. Codes padded to 12 digits with zeros are taken too.
    """
    text = _text(content)
    if isinstance(text, Problem):
        return CodeList([], [text])
    rows = _rows(text)
    if len(rows) > ROWS:
        return CodeList([], [Problem(0, "", "too_large")])
    header = next((n for n, row in enumerate(rows[:HEADER_WITHIN]) if {"code", "name"} <= _columns(row).keys()), None)
    if header is None:
        return CodeList([], [Problem(0, "", "no_headings")])
    columns = _columns(rows[header])
    filled = [(number, {column: row[at].strip(" \t\u3000") if at < len(row) else "" for column, at in columns.items()})
              for number, row in enumerate(rows[header + 1:], header + 2) if any(map(str.strip, row))]
    return _checked(filled)


def differences(existing: dict[str, tuple[str, str, str | None]], wanted: list[Row]) -> Differences:
    """What taking `wanted` would change. `existing` maps a code to (name, level, parent)."""
    codes = {place.id for place in wanted}
    return Differences(
        added=[place for place in wanted if place.id not in existing],
        renamed=[place for place in wanted if place.id in existing and existing[place.id][0] != place.name],
        missing=sorted(existing.keys() - codes),
        same=[place for place in wanted if existing.get(place.id, ("",))[0] == place.name],
    )


def _text(content: bytes) -> str | Problem:
    if len(content) > SIZE:
        return Problem(0, "", "too_large")
    marked_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked_utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Problem(0, "", "not_text") if "\0" in text[:4096] or text.startswith("PK\x03\x04") else text
    return Problem(0, "", "not_text")


def _rows(text: str) -> list[list[str]]:
    lines = re.split("\r\n|\r|\n", text)          # never at the other breaks splitlines knows: they are bad characters
    separator = max(SEPARATORS, key=lambda mark: sum(line.count(mark) for line in lines[:50]))
    return [_cells(line, separator) for line in lines[:ROWS + HEADER_WITHIN]]


def _cells(line: str, separator: str) -> list[str]:
    """One line is one row: no name holds a line break, and an open quotation must not swallow the rest."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [line]


def _columns(row: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        if column := HEADINGS.get(re.sub(r"[\s_（）()]", "", cell).lower()):
            columns.setdefault(column, at)
    return columns


def _checked(rows: list[tuple[int, dict[str, str]]]) -> CodeList:
    places: dict[str, tuple[int, Row]] = {}
    problems = [] if rows else [Problem(0, "", "no_rows")]
    for number, row in rows:
        code = short_code(row["code"])
        if code is None:
            problems.append(Problem(number, "code", "code"))
            continue
        wrong = list(_wrong(number, code, row))
        if code in places:
            wrong.append(Problem(number, "code", "duplicate"))
        else:
            places[code] = number, Row(code, LEVELS[len(code)], row["name"], _parent(code))
        problems += wrong
    problems += _misplaced(places) if rows else []
    bad = {problem.row for problem in problems}
    return CodeList([place for number, place in places.values() if number not in bad], sorted(problems))


def _wrong(number: int, code: str, row: dict[str, str]) -> Iterator[Problem]:
    level, parent, name = row.get("level", ""), row.get("parent_code", ""), row["name"]
    if level and LEVEL_WORDS.get(level.lower()) != LEVELS[len(code)]:
        yield Problem(number, "level", "level")
    if parent and _parent(code) and short_code(parent) != _parent(code):        # above the district is not ours
        yield Problem(number, "parent_code", "parent")
    if not name:
        yield Problem(number, "name", "name_empty")
    elif not all(map(_visible, name)):
        yield Problem(number, "name", "name_characters")
    elif len(name) > NAME:
        yield Problem(number, "name", "name_length")


def _misplaced(places: dict[str, tuple[int, Row]]) -> Iterator[Problem]:
    districts = [number for number, place in places.values() if place.level == "district"]
    if not districts:
        yield Problem(0, "", "no_district")
    for number in districts[1:]:
        yield Problem(number, "code", "second_district")
    for number, place in places.values():
        if districts and place.parent and place.parent not in places:
            yield Problem(number, "parent_code", "unknown_parent")


def _visible(char: str) -> bool:
    """Neither control, format, private nor separator character; rare characters may be newer than Python's tables."""
    return char == " " or ord(char) >= 0x20000 or (char != "\ufffd" and unicodedata.category(char)[0] not in "CZ")


def short_code(text: str) -> str | None:
    """The code in 6, 9 or 12 digits; None when it is none. The full official list pads to 12 with zeros."""
    digits = unicodedata.normalize("NFKC", text).strip("'\"= \t").removesuffix(".0")
    if not re.fullmatch("[1-9][0-9]{5}([0-9]{3}){0,2}", digits):
        return None
    return re.sub("(000){1,2}$", "", digits) if len(digits) == 12 else digits


def _parent(code: str) -> str | None:
    return code[:-3] if len(code) > 6 else None
