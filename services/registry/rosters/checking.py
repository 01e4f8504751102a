"""Each row of a roster judged: taken with clean values, refused with what is wrong, or skipped and only counted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from services.registry.rosters import numbers, status, texts
from services.registry.rosters.columns import Guess
from services.registry.rosters.reading import Roster, Row
from services.registry.rosters.texts import Noted, Wrong
from services.registry.rosters.wordings import NOTES, WRONG
from shared.errors import N_, Text

REMEMBERED = 20_000                     # different values kept of one column that repeats itself


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell ("": in the whole row), and what is expected. Never holds the value."""

    column: str
    field: str
    code: str
    wrong: Text
    expected: str


@dataclass(frozen=True, slots=True)
class Note:
    """A value was taken, but not quite as it stands."""

    column: str
    field: str
    code: str
    text: str


@dataclass(slots=True)
class CheckedRow:
    """'taken': `fields` hold what the mapped columns say, None for a blank cell. 'refused': `problems`, and the row's
    own `cells`, to be corrected and sent again. 'skipped': `reason` 'not_a_member' or 'gone', nothing of the person.

    fields: name; id_number (18 characters); phone (E.164); sms (whether it can get one); email; gender (male, female);
    political_status (member, probationary); joined_on ('1994', '1994-01' or '1994-01-28'); skills (a tuple); of the
    others cleaned text.
    """

    at: int
    sheet: str
    number: int
    result: Literal["taken", "refused", "skipped"]
    fields: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    reason: str | None = None
    cells: list[str] | None = None


def check_rows(roster: Roster, guess: Guess, today: date, start_at: int = 0) -> Iterator[CheckedRow]:
    """Every row from `at` == start_at on. The rows before are read too, for a later one may repeat them."""
    checker = Checker(roster.headings, guess, today, roster.titles)
    for row in roster.rows():
        checked = checker.check(row)
        if row.at >= start_at:
            yield checked


class Checker:
    """Judges rows in the order of the file. Of the rows taken it keeps hashes of ID and phone number."""

    def __init__(self, headings: list[str], guess: Guess, today: date, titles: Mapping[str, str] | None = None):
        if guess.problems:
            raise ValueError("the columns are not settled: " + guess.problems[0].code)
        self.headings = headings
        self.at = {name: index for index, name in guess.mapping.items()}
        self.columns = [(index, name, _parser(name, today)) for name, index in self.at.items()]
        self.born_by = today.strftime("%Y%m%d")
        self.members_by = guess.members_by
        self.all_listed = status.says_members(guess.title)
        self.listed_in = {sheet: status.listed_in(title) for sheet, title in (titles or {}).items()}
        self.political = lru_cache(REMEMBERED)(status.political)
        self.has_gone = lru_cache(REMEMBERED)(status.has_gone)
        self.seen: dict[int, tuple[str, int]] = {}

    def check(self, row: Row) -> CheckedRow:
        cells = row.cells
        if len(cells) < len(self.headings):
            cells = cells + [""] * (len(self.headings) - len(cells))
        if reason := self._reason_to_skip(row.sheet, cells):
            return CheckedRow(row.at, row.sheet, row.number, "skipped", reason=reason)
        checked = CheckedRow(row.at, row.sheet, row.number, "taken")
        self._read(cells, checked)
        self._check_whole(cells, checked)
        if not checked.problems:
            self._check_repeated(checked)
        if checked.problems:
            checked.result, checked.cells, checked.fields, checked.notes = "refused", row.cells, {}, []
        return checked

    def _reason_to_skip(self, sheet: str, cells: list[str]) -> str | None:
        listed = self.listed_in.get(sheet)
        if not self._is_member(cells, listed):
            return "not_a_member"
        at = self.at.get("status")
        if at is not None and (written := cells[at].strip()):
            return "gone" if self.has_gone(written, self.headings[at]) else None
        return "gone" if listed == "gone" else None

    def _is_member(self, cells: list[str], listed: str | None) -> bool:
        if self.members_by == "column":
            written = self.political(cells[self.at["political_status"]])
            return written != "not_a_member" if written else self.all_listed
        if listed == "not_a_member":
            return False
        if self.members_by == "joined":
            return any(cells[self.at[name]].strip() for name in ("joined_on", "party_branch") if name in self.at)
        return True

    def _read(self, cells: list[str], checked: CheckedRow) -> None:
        fields = checked.fields
        for index, name, parse in self.columns:
            try:
                value = parse(cells[index])
            except Wrong as wrong:
                self._refuse(checked, name, str(wrong))
                continue
            if type(value) is Noted:
                value, code = value
                checked.notes.append(Note(self.headings[index], name, code, NOTES[code]))
            fields[name] = value or None
        if "phone" in fields:
            fields["sms"] = bool(fields["phone"]) and not any(note.code == "no_sms" for note in checked.notes)

    def _check_whole(self, cells: list[str], checked: CheckedRow) -> None:
        """What only the row as a whole can tell."""
        fields = checked.fields
        unread = {problem.field for problem in checked.problems} if checked.problems else ()
        if not fields.get("name") and "name" not in unread:
            self._refuse(checked, "name", "missing_name")
        if id_number := fields.get("id_number"):
            if id_number[6:14] > self.born_by:
                self._refuse(checked, "id_number", "id_future")
            if (gender := fields.get("gender")) and numbers.id_gender(id_number) not in (gender, None):
                self._refuse(checked, "gender", "gender_differs")
        elif not fields.get("sms") and "id_number" not in unread and "phone" not in unread:
            code = "landline_only" if fields.get("phone") else "missing_identity"
            self._refuse(checked, "phone" if "phone" in self.at else "id_number", code)
        if len(cells) > len(self.headings) and any(map(str.strip, cells[len(self.headings):])):
            self._refuse(checked, "", "extra_cells")

    def _check_repeated(self, checked: CheckedRow) -> None:
        """A landline may be shared. Only rows taken count, so that a refused row can stand corrected further down."""
        fields = checked.fields
        identities = {"id_number": fields.get("id_number"), "phone": fields["phone"] if fields.get("sms") else None}
        keys = {hash(value): name for name, value in identities.items() if value}
        for key, name in keys.items():
            if key in self.seen:
                sheet, number = self.seen[key]
                place = N_("第 %(row)s 行") if sheet == checked.sheet else N_("工作表“%(sheet)s”第 %(row)s 行")
                self._refuse(checked, name, f"same_{name}", place=[place, {"row": number, "sheet": sheet}])
                return
        for key in keys:
            self.seen[key] = (checked.sheet, checked.number)

    def _refuse(self, checked: CheckedRow, name: str, code: str, **values: Text) -> None:
        wrong, expected = WRONG[code]
        heading = self.headings[self.at[name]] if name else ""
        checked.problems.append(Problem(heading, name, code, [wrong, values], expected))


def _parser(name: str, today: date) -> Callable[[str], Any]:
    """How a field is read. What repeats itself from row to row is read once."""
    own: dict[str, Callable[[str], Any]] = {
        "name": texts.name, "id_number": numbers.id_number, "phone": numbers.phone, "email": texts.email,
        "staff_number": numbers.staff_number, "address": texts.free_text}
    if name in own:
        return own[name]
    shared: dict[str, Callable[[str], Any]] = {
        "gender": numbers.gender, "political_status": status.political, "skills": texts.skills,
        "joined_on": partial(numbers.day, today=today)}
    return lru_cache(REMEMBERED)(shared.get(name, texts.free_text))
