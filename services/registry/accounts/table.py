"""A table of accounts (CSV in UTF-8, UTF-16 or GB18030), read into rows. Pure: what a row may do is the action's."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from services.registry.accounts.reading import NAME
from services.registry.accounts.roles import CHINESE, role_of
from services.registry.rosters.delimited import dialect_of, grid
from services.registry.rosters.files import Limits, UnreadableFile
from services.registry.rosters.numbers import spelled_out
from services.registry.rosters.texts import Wrong, bare, clean
from shared.errors import N_, Invalid, Problem

LIMITS = Limits(size=2_000_000, rows=5_000)
COLUMNS = {
    "login": ("login", "账号", "帐号", "账号名", "用户名", "登录名"),
    "role": ("role", "角色"),
    "scope": ("scope", "范围", "范围代码", "代码", "单位", "单位名称"),
    "name": ("name", "姓名"),
    "phone": ("phone", "手机", "手机号", "手机号码", "联系电话", "电话"),
    "email": ("email", "e-mail", "邮箱", "电子邮箱"),
    "title": ("title", "职务"),
}
NEEDED = ("login", "role", "scope", "name")
_HEADINGS = {word: column for column, words in COLUMNS.items() for word in words}
_BETWEEN_CODES = re.compile(r"[\s、，,;；|/]+")


class Row(NamedTuple):
    """`number` as a spreadsheet shows it, the heading being 1. `scope`: codes, or an employer's name or id."""

    number: int
    login: str
    role: str | None
    scope: list[str]
    name: str
    phone: str
    email: str
    title: str
    problems: list[Problem]


def read(file: BinaryIO) -> list[Row]:
    """Invalid where it is no such table; what is wrong in a row stands with the row."""
    try:
        lines = list(grid(file, "", dialect_of(file), LIMITS, head=LIMITS.rows + 2).rows)
    except UnreadableFile as caught:
        raise Invalid(fields=[Problem("file", caught.text, caught.values)]) from None
    columns = [_HEADINGS.get(clean(cell).lower(), "") for cell in lines[0]]
    if missing := [column for column in NEEDED if column not in columns]:
        named = "、".join(COLUMNS[column][1] for column in missing)
        raise Invalid(fields=[Problem("file", N_("第一行应为列名，缺少：%(named)s。"), {"named": named})])
    if len(lines) > LIMITS.rows + 1:
        raise Invalid(fields=[Problem("file", N_("最多 %(most)s 行，请分成几个文件。"), {"most": LIMITS.rows})])
    rows = list(_rows(columns, lines[1:]))
    if not rows:
        raise Invalid(fields=[Problem("file", N_("只有列名，没有内容。请填好后再上传。"))])
    return rows


def _rows(columns: list[str], lines: list[list[str]]) -> Iterator[Row]:
    seen: set[str] = set()
    for number, cells in enumerate(lines, start=2):
        if any(map(clean, cells)):
            row = _row(number, dict(zip(columns, cells, strict=False)))
            if row.login in seen:
                row.problems.append(Problem("login", N_("这个账号名在表里出现了两次，请只留一行。")))
            seen.add(row.login)
            yield row


def _row(number: int, cells: dict[str, str]) -> Row:
    text = {column: clean(cells.get(column, "")) for column in COLUMNS}
    role, problems = role_of(text["role"]), []
    if role is None:
        words = "、".join(words[0] for words in CHINESE.values())
        problems.append(Problem("role", N_("应为：%(words)s。"), {"words": words}))
    if not text["name"]:
        problems.append(NAME)
    scope = [text["scope"]] if role == "employer_officer" else list(_codes(text["scope"], problems))
    return Row(
        number, text["login"].lower(), role, [each for each in scope if each], cells.get("name", ""),
        cells.get("phone", ""), cells.get("email", ""), text["title"], problems,
    )  # fmt: skip


def _codes(text: str, problems: list[Problem]) -> Iterator[str]:
    """Codes as spreadsheets write them: 310106011001, '310106011001, 3.10106011001E+11."""
    for part in _BETWEEN_CODES.split(text):
        try:
            yield spelled_out(bare(part))
        except Wrong:
            problems.append(Problem("scope", N_("代码的位数已丢失，请把这一列设为文本后重新填写。")))
