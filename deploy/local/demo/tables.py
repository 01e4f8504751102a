"""The rosters' files as tables, and what comes of them when somebody edits them."""

import csv
import io

from stdnum.cn import ric

from deploy.local.demo.cast import Person
from deploy.local.demo.opening import HERE

Table = list[list[str]]  # the headings first
NEW_PHONES = ["19900000207", "19900000208", "19900000209"]  # how they fail: see the simulator
NAME, ID_NUMBER, PHONE = 2, 3, 4  # columns of the school's file; the last two are the office's too


def school() -> Table:
    return _read("实验学校-utf8bom.csv", "utf-8-sig")


def office() -> Table:
    return _read("区机关-gb18030.csv", "gb18030")


def _read(name: str, encoding: str) -> Table:
    with open(HERE / "rosters" / name, encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def as_csv(rows: Table, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def row_of(rows: Table, person: Person) -> list[str]:
    return next(row for row in rows if _phone(row) == person.phone)


def id_number_of(person: Person) -> str:
    """As the school's roster has it."""
    return row_of(school(), person)[ID_NUMBER].strip()


def without(rows: Table, people: list[Person]) -> Table:
    gone = {person.phone for person in people}
    return [row for row in rows if _phone(row) not in gone]


def _phone(row: list[str]) -> str:
    return "+86" + row[PHONE].strip().replace("-", "")


def from_office(people: list[Person]) -> Table:
    """Rows of the office's roster as the school writes them."""
    rows = office()
    named = [dict(zip(rows[0], row_of(rows, person), strict=True)) for person in people]
    return [
        ["", f"0399{number:04}", row["姓名"], row["身份证号码"].strip(), row["手机号码"].strip(), "", row["入党日期"],
         row["家庭住址"], row["居住街道"] + row["居住社区"], row["特长"]]
        for number, row in enumerate(named)
    ]  # fmt: skip


def newcomers() -> Table:
    names = ["祝新宇", "盛佳怡", "路远"]
    return [
        ["", f"0398{number:04}", name, made_up_id(number), phone, f"new{number}@example.com", "2019-07-01",
         "静安区江宁路街道李街12弄3号401室", "三星坊社区", "写作宣传"]
        for number, (name, phone) in enumerate(zip(names, NEW_PHONES, strict=True))
    ]  # fmt: skip


def made_up_id(number: int) -> str:
    """Of nobody: the sequence 000 is never issued."""
    begins = f"310106{19700101 + number:08}000"
    return begins + ric.calc_check_digit(begins + "0")


def with_mistakes() -> Table:
    """Four rows that cannot be taken, each for another reason."""
    heads, *rows = school()
    wrong = [(NAME, ""), (ID_NUMBER, "310106197013450002"), (ID_NUMBER, "31010619700101000"), (PHONE, "1380013")]
    for row, (column, text) in zip(rows[10:50:10], wrong, strict=True):
        row[column] = text
    return [heads, *rows]
