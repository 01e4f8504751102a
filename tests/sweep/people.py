"""The people whose values are known: those whom the system holds sealed, and those of the rosters that are shipped."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from deploy.local.settled import Houses
from shared.documents import Sealed
from shared.sealed import Keys
from tests.sweep.kinds import ADDRESS, EMAIL, ID_NUMBER, NAME, PHONE

HERE = Path(__file__).parents[2]
ROSTERS = [HERE / "deploy/local/demo/rosters", HERE / "tests/data/rosters"]
HEADINGS = {
    NAME: {"姓名", "教师姓名"},
    ID_NUMBER: {"身份证号码", "证件号", "公民身份号码"},
    PHONE: {"手机号码", "联系电话", "手机"},
    EMAIL: {"电子邮箱"},
    ADDRESS: {"家庭住址", "家庭住址(省市区街道)", "现居住地"},
}
KINDS = {"name": NAME, "id_number": ID_NUMBER, "phone": PHONE, "email": EMAIL, "address": ADDRESS}
HOLDERS = [("registry", name) for name in ("accounts", "members", "reports", "roster_entries")]
HOLDERS += [("notify", "contacts"), ("activities", "people")]
Values = set[tuple[str, str]]


def held(houses: Houses, keys: Keys, person: str | None = None) -> Values:
    """What the services hold of everybody, or of one member: names as they stand plain, the rest opened."""
    found: Values = set()
    wrapped = {row["_id"]: row.get("wrapped") for row in houses["registry"].store.db["keys"].find()}
    for service, collection in HOLDERS:
        for row in houses[service].store.db[collection].find():
            if person in (None, row["_id"], row.get("member"), row.get("person")):
                found |= {(NAME, row.get("name") or "")} | _opened(keys, wrapped, row.get("sealed"))
    return {(kind, form) for kind, value in found for form in forms(kind, value)}


def _opened(keys: Keys, wrapped: dict[str, Any], sealed: Any) -> Values:
    key = wrapped.get(sealed["of"]) if sealed else None
    said = keys.open_box(Sealed(**sealed), key) if key else {}
    return {(KINDS[name], str(value)) for name, value in said.items() if name in KINDS and value}


def on_rosters() -> Values:
    """Of everybody on the rosters that come with the product."""
    return {pair for folder in ROSTERS for path in folder.iterdir() for rows in [_rows(path)] for pair in _of(rows)}


def _of(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    heads = next(n for n, row in enumerate(rows) if any(_plain(cell) in HEADINGS[NAME] for cell in row))
    kinds = [next((kind for kind, names in HEADINGS.items() if _plain(c) in names), None) for c in rows[heads]]
    for row in rows[heads + 1 :]:
        for kind, cell in zip(kinds, row, strict=False):
            if kind:
                yield from ((kind, form) for form in forms(kind, cell))


def forms(kind: str, value: str) -> set[str]:
    """How the same value may be written: a phone with its country's code, without, and with dashes."""
    value = value.strip()
    if kind != PHONE or not value:
        return {value} - {""}
    bare = value.removeprefix("+86").replace("-", "").replace(" ", "")
    return {value, bare, f"+86{bare}", f"{bare[:3]}-{bare[3:7]}-{bare[7:]}"}


def _plain(cell: str) -> str:
    return cell.replace(" ", "").replace("\ufeff", "").replace("（", "(").replace("）", ")")


def _rows(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        return [[str(int(c)) if isinstance(c, float) else str(c) for c in row] for row in sheet.to_python()]
    encoding = "gb18030" if "gb18030" in path.name else "utf-8-sig"
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file))
