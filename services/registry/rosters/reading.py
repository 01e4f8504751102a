"""An employer's roster as a stream of rows, whatever its form: open_roster(), then rows(), from any row on."""

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from services.registry.rosters import delimited, status, workbooks
from services.registry.rosters.files import Grid, Limits, Source, UnreadableFile, kind_of, opened, unreadable
from services.registry.rosters.headers import LOOK, Table, find_table
from services.registry.rosters.headings import meaning_of, plain

__all__ = ["Limits", "Roster", "Row", "UnreadableFile", "open_roster"]
SAMPLE, EACH = 60, 10                   # rows kept of the first sheet with people, and of each other
BLANKS = 50_000                         # rows without anybody, one after the other
DEFAULT = Limits()


class Row(NamedTuple):
    """One person's row. `at` counts people over the whole file from 0; `number` is the row as Excel shows it, from 1.

    `cells` are texts in the order of Roster.headings; numbers over 15 digits still have their exponent.
    """

    at: int
    sheet: str
    number: int
    cells: list[str]


class _Sheet(NamedTuple):
    table: Table
    places: list[int] | None            # where each of its columns stands in Roster.headings; None: as they are


class Roster(NamedTuple):
    """What open_roster() found. Keeps a sample, no more: each rows() reads the file again, in bounded memory."""

    source: Source
    name: str
    limits: Limits
    dialect: delimited.Dialect | None   # None: a workbook
    sheets: dict[str, _Sheet]
    headings: list[str]
    ignored: list[str]                  # sheets in which nobody is listed
    sample: list[list[str]]

    @property
    def titles(self) -> dict[str, str]:
        """For each sheet its name and what stands above its table."""
        return {name: f"{name} {sheet.table.title}".strip() for name, sheet in self.sheets.items()}

    @property
    def title(self) -> str:
        """What is said of the people listed: file name, sheets and titles, without those that name other people."""
        said = [title for title in self.titles.values() if not status.listed_in(title)]
        return " ".join(dict.fromkeys([PurePath(self.name).stem, *said]))

    def rows(self, start_at: int = 0) -> Iterator[Row]:
        """Everybody from `Row.at` == start_at on. UnreadableFile may come late, of a file damaged further down."""
        return islice(self._rows(), start_at, None)

    def _rows(self) -> Iterator[Row]:
        at = 0
        with opened(self.source) as file:
            for grid in _grids(file, self.name, self.dialect, self.limits):
                if (sheet := self.sheets.get(grid.name)) is None:
                    continue
                width = len(sheet.table.headings) if self.dialect is None else None     # no stray notes beside it
                for number, cells in _people(grid, sheet.table):
                    if at >= self.limits.rows:
                        raise unreadable("too_many_rows", rows=self.limits.rows)
                    yield Row(at, grid.name, number, _moved(cells[:width], sheet.places, len(self.headings)))
                    at += 1


def open_roster(source: Source, name: str, limits: Limits = DEFAULT) -> Roster:
    """Find the tables in a file: a path, or a binary file object that can seek. Raises UnreadableFile."""
    with opened(source) as file:
        dialect = delimited.dialect_of(file) if kind_of(file, limits) == "text" else None
        file.seek(0)
        found = [_look(grid, limits) for grid in _grids(file, name, dialect, limits, LOOK + SAMPLE)]
    # Where one sheet has a column of names, a sheet without one is about something else.
    named = any(table and table.name_at is not None for _, table, _ in found)
    roster = Roster(source, name, limits, dialect, {}, [], [], [])
    for sheet, table, people in found:
        if table is None or (named and table.name_at is None):
            roster.ignored.append(sheet)
            continue
        places = _places(table.headings, roster.headings)
        roster.sheets[sheet] = _Sheet(table, places)
        few = people[:EACH] if roster.sample else people
        roster.sample.extend(_moved(cells, places, len(roster.headings)) for cells in few)
    _check(roster)
    return roster


def _look(grid: Grid, limits: Limits) -> tuple[str, Table | None, list[list[str]]]:
    """A sheet's name, its table, and the first people in it."""
    rows = list(grid.rows)
    table = find_table(rows)
    if table is None:
        return grid.name, None, []
    if len(table.headings) > limits.columns:
        raise unreadable("too_many_columns", columns=limits.columns)
    people = _people(Grid(grid.name, grid.merges, iter(rows)), table)
    return grid.name, table, [cells for _, cells in islice(people, SAMPLE)]


def _check(roster: Roster) -> None:
    if not roster.sheets:
        raise unreadable("no_roster")
    if not roster.sample and next(roster.rows(), None) is None:
        raise unreadable("no_rows")


def _grids(file: BinaryIO, name: str, dialect: delimited.Dialect | None, limits: Limits,
           head: int | None = None) -> Iterator[Grid]:
    if dialect is None:
        yield from workbooks.grids(file, limits, head)
    else:
        yield delimited.grid(file, PurePath(name).stem, dialect, limits, head)


def _people(grid: Grid, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of everybody in a sheet; what is merged downwards stands in each of its rows."""
    merged: dict[int, list[list[int]]] = {}
    for merge in grid.merges:
        if merge[0] >= table.first and merge[1] == merge[3]:
            merged.setdefault(merge[0], []).append(merge)
    carried: dict[int, tuple[int, str]] = {}                # by column: its last row, and what is carried down
    last_person = table.first
    for index, cells in enumerate(islice(grid.rows, table.first, None), start=table.first):
        if carried:
            carried = {at: (last, text) for at, (last, text) in carried.items() if index <= last}
            for at, (_, text) in carried.items():
                cells[at] = text
        for _, at, last, _ in merged.get(index, ()):
            if at < len(cells):
                carried[at] = (last, cells[at])
        if not table.is_no_person(cells):
            last_person = index
            yield index + 1, cells
        elif index - last_person > BLANKS:
            raise unreadable("too_many_blanks")


def _places(own: list[str], headings: list[str]) -> list[int] | None:
    """Find a sheet's columns among those of the sheets before it, by heading or by meaning; new ones are added."""
    places: list[int] = []
    for heading in own:
        free = [at for at in range(len(headings)) if at not in places]
        at = next((at for at in free if plain(headings[at]) == plain(heading)), None)
        if at is None and (meaning := meaning_of(heading)) and meaning.field != "not_needed":
            at = next((at for at in free if meaning_of(headings[at]) == meaning), None)
        if at is None:
            at = len(headings)
            headings.append(heading)
        places.append(at)
    return None if places == list(range(len(own))) else places


def _moved(cells: list[str], places: list[int] | None, width: int) -> list[str]:
    if places is None:
        return cells
    moved = [""] * width
    for at, cell in zip(places, cells, strict=False):
        moved[at] = cell
    return moved
