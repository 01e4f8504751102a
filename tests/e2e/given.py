"""The district and the rosters that are walked, whichever they are; and who and where in them, chosen by rules."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from pypinyin import Style, pinyin

from services.registry.rosters.checking import check_rows
from services.registry.rosters.columns import guess_columns
from services.registry.rosters.reading import open_roster
from tests.builders_rosters import OFFICE, a_csv, a_phone, an_id_number, office_row
from tests.e2e.system import Wrong

ENDINGS = ("社区居委会", "居民委员会", "居委会", "居民区", "社区")
ON_ROSTER = 40  # people on the roster that the walk itself brings


class Place(NamedTuple):
    code: str
    name: str
    street: str

    @property
    def core(self) -> str:
        """The name as people say it."""
        found = next((self.name.removesuffix(end) for end in ENDINGS if self.name.endswith(end)), self.name)
        return found or self.name

    @property
    def initials(self) -> str:
        """Of the pinyin; "" where a character has several readings."""
        readings = pinyin(self.core, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
        sure = self.core.isalpha() and len(readings) == len(self.core) and all(len(each) == 1 for each in readings)
        return "".join(each[0] for each in readings) if sure else ""


class Person(NamedTuple):
    """Somebody on a roster; phone is E.164, or "" for none that takes messages."""

    name: str
    id_number: str
    phone: str
    email: str

    @property
    def is_reachable(self) -> bool:
        """By an SMS, and nothing goes wrong on the way: see the simulated provider."""
        return bool(self.phone) and self.phone[-1] in "012345" and bool(self.id_number)


class District:
    """An official code list: four communities to walk through, in one street where there is such a street."""

    def __init__(self, file: Path) -> None:
        self.content = file.read_bytes()
        self._rows = rows = list(csv.DictReader(self.content.decode("utf-8-sig").splitlines()))
        self.code, self.name = next((row["code"], row["name"]) for row in rows if row["level"] == "district")
        self.streets = {row["code"]: row["name"] for row in rows if row["level"] == "street"}
        self.communities = [
            Place(row["code"], row["name"], row["parent_code"]) for row in rows if row["level"] == "community"
        ]
        self.here, self.wrong, self.closing, self.absorbing = self._chosen()

    @property
    def size(self) -> int:
        return 1 + len(self.streets) + len(self.communities)

    def _chosen(self) -> list[Place]:
        """First the one whose initials and name are the longest that can be typed surely; its neighbours follow."""
        if len(self.communities) < 4:
            raise Wrong("expected a district with at least four communities")
        best = max(self.communities, key=lambda place: (len(place.initials), place.code))
        others = [place for place in self.communities if place is not best]
        return [best, *sorted(others, key=lambda place: (place.street != best.street, place.code))][:4]

    @cached_property
    def far_street(self) -> str | None:
        """Another street than the one of `here`, if there is one."""
        return next((code for code in self.streets if code != self.here.street), None)

    def renamed(self, place: Place, name: str) -> bytes:
        """The list with another name for one place."""
        return _written(row | ({"name": name} if row["code"] == place.code else {}) for row in self._rows)

    def of_another_district(self) -> bytes:
        """The same list with the codes of a district that is none."""
        moved = ("code", "parent_code")
        return _written(row | {name: row[name].replace(self.code, "999999", 1) for name in moved} for row in self._rows)


def _written(rows: Iterable[dict[str, str]]) -> bytes:
    """As a code list."""
    lines = [list(row.values()) for row in rows]
    return a_csv([["code", "level", "name", "parent_code"], *lines]).read()


class Roster(NamedTuple):
    """One employer's file as it was given, and whom the product reads in it."""

    employer: str
    name: str
    content: bytes
    rows: int
    people: list[Person]


def rosters(folder: Path) -> list[Roster]:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in (".csv", ".xlsx", ".xls", ".txt"))
    if not files:
        raise Wrong("expected rosters (CSV or XLSX) in the folder ROSTERS names")
    return [_roster(file) for file in files]


def _roster(file: Path) -> Roster:
    """The employer is named as the file is, up to the first dash."""
    found = open_roster(file, file.name)
    guess = guess_columns(found.headings, found.sample, found.title)
    rows = list(check_rows(found, guess, datetime.now(UTC).date()))
    taken = [row.fields for row in rows if row.result == "taken"]
    people = [
        Person(each["name"], each.get("id_number") or "", (each.get("phone") or "") if each.get("sms") else "",
               each.get("email") or "") for each in taken
    ]  # fmt: skip
    return Roster(f"{file.stem.partition('-')[0]}（演示）", file.name, file.read_bytes(), len(rows), people)


class MadeUp:
    """What given rosters may lack: an employer of the walk's own, whose people live in the district, and strangers who
    are on no roster. Nobody of them is on a given one."""

    employer, name = "走查演示单位", "走查花名册.csv"

    def __init__(self, district: District, others: list[Roster]) -> None:
        taken = {value for roster in others for each in roster.people for value in (each.id_number, each.phone)}
        free = (i for i in count() if not {an_id_number(i), "+86" + a_phone(i)} & taken)
        lasting = (i for i in free if str(i)[-1] in "012345")  # of these nobody's phone fails: see the SMS provider
        self.rows = [_row(district, i) for i in islice(lasting, ON_ROSTER)]
        self.rows[-1][OFFICE.index("手机号码")] = ""  # who gets a letter
        self.people = [_person(row) for row in self.rows]

    def file(self, rows: list[list[str]]) -> bytes:
        return a_csv([OFFICE, *rows], "gb18030").read()

    def row(self, at: int, **other: str) -> list[str]:
        """One row, with some cells written otherwise."""
        return [other.get(heading, cell) for heading, cell in zip(OFFICE, self.rows[at], strict=True)]


def _row(district: District, i: int) -> list[str]:
    place = district.here
    return office_row(i, 居住街道=district.streets[place.street], 居住社区=place.name, 家庭住址=f"走查路{i}号")


def _person(row: list[str]) -> Person:
    cells = dict(zip(OFFICE, row, strict=True))
    return Person(cells["姓名"], cells["身份证号码"].strip(), cells["手机号码"] and "+86" + cells["手机号码"], "")


class Strangers:
    """People who are on no roster, each once; `ending`: the last digit of the phone, which says how its SMS go."""

    def __init__(self, others: list[Roster]) -> None:
        self._taken = {value for roster in others for each in roster.people for value in (each.id_number, each.phone)}
        self._numbers = count(12_000)

    def next(self, ending: str = "0") -> Person:
        for i in self._numbers:
            name = "冉" + chr(0x20000 + i)  # nobody else has it; beyond the first 65 536 characters
            person = Person(name, an_id_number(i), f"+86139{i:07}{ending}", f"walk{i}@example.com")
            if not {person.id_number, person.phone} & self._taken:
                return person
        raise AssertionError("numbers end")


class Given(NamedTuple):
    district: District
    rosters: list[Roster]
    own: MadeUp
    strangers: Strangers


def given(district: Path, folder: Path) -> Given:
    found = District(district)
    others = rosters(folder)
    return Given(found, others, MadeUp(found, others), Strangers(others))
