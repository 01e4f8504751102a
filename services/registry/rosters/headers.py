"""Where the table lies in a sheet: titles above it, a header of one or two rows, and rows in it that are no people."""

import re
from collections import Counter
from typing import NamedTuple

from services.registry.rosters.headings import meaning_of
from services.registry.rosters.texts import bare, clean

LOOK = 40                                               # the header must come within so many rows
FEW = 5                                                 # filled cells of a signature line, at most four
SHORT = 20                                              # characters of what may be the second row of a header
SHOWN = 40                                              # characters of a heading that are kept
_VALUE = re.compile("[0-9]{6}|@|[0-9][-./年][0-9]")     # what stands in no heading
_IDENTITY = re.compile(r"[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14}|(\+?86)?1[3-9][0-9]{9}")
_TOTALS = tuple(word for name in ("合计", "总计", "小计", "共计", "累计", "总人数") for word in (name, " ".join(name)))
_FOOTER = re.compile(r"(总|合|一)?共(计|有)?\s*[0-9]+\s*[人名位].*|以下空白|以下无正文|(备注|注|说明)[:：].*"
                     r"|(填表|制表|填报|审核|复核|负责|经办|联系|打印|报送|单位)(人|日期|时间|单位)?([(（]盖章[)）])?[:：].*")


class Table(NamedTuple):
    """`first`: the first row below the header, from 0; `headings` one for each column; `title`: the text above.

    `header`: the rows of the header as they stand, for they come again on printed pages.
    """

    headings: list[str]
    header: list[list[str]]
    first: int
    title: str
    name_at: int | None

    def is_no_person(self, cells: list[str]) -> bool:
        """Blank but for its number, a total, a signature line, the title of a section, or the header once more."""
        filled = [*filter(None, cells)]
        if len(filled) < FEW or filled[0].isspace() or filled[1].isspace():
            filled = [cell for cell in filled if not cell.isspace()]
            if len(filled) < 2:
                return not filled or self.name_at is None or cells[self.name_at:self.name_at + 1] != filled
            if len(filled) < FEW and _FOOTER.fullmatch(clean(filled[0])):
                return True
        return filled[0].startswith(_TOTALS) or filled[1].startswith(_TOTALS) or cells in self.header


def find_table(rows: list[list[str]]) -> Table | None:
    """The table in the first rows of a sheet; None where nothing says that people are listed."""
    rows = rows[:LOOK]
    at = next((at for at, row in enumerate(rows) if _is_header(row)), None)
    first, last = (at, at + 1) if at is not None else _header_by_values(rows)
    if last is None:
        return None
    if at is not None and at > 0 and _is_upper_row(rows[at - 1], rows[at]):
        first = at - 1
    elif at is not None and len(rows) > last and _is_lower_row(rows[at], rows[last]):
        last += 1
    width = _width(rows[first:last], rows[last:])
    header = [(row + [""] * width)[:width] for row in rows[first:last]]
    headings = _joined(header, width)
    title = " ".join(dict.fromkeys(text for row in rows[:first] for cell in row if (text := clean(cell))))[:300]
    name_at = next((at for at, heading in enumerate(headings) if _field(heading) == "name"), None)
    return Table(headings, rows[first:last], last, title, name_at)


def _width(header: list[list[str]], people: list[list[str]]) -> int:
    """As far as the headings go, or half of the people: a few longer rows have a separator too many in them."""
    counts = Counter(at for row in people for at, cell in enumerate(row) if cell.strip())
    common = [at + 1 for at, count in counts.items() if count * 2 >= len(people) and (len(people) > 3 or not header)]
    return max([at + 1 for row in header for at, cell in enumerate(row) if cell.strip()] + common, default=0)


def _field(cell: str) -> str | None:
    meaning = meaning_of(cell)
    return meaning.field if meaning else None


def _is_header(row: list[str]) -> bool:
    """姓名 and another heading, or three that are surely headings; and hardly a value among them."""
    meanings = [meaning for cell in row if (meaning := meaning_of(cell))]
    named = any(meaning.field == "name" for meaning in meanings) and len(meanings) > 1
    sure = len({meaning.field for meaning in meanings if meaning.rank == 1})
    return (named or sure > 2) and sum(1 for cell in row if _VALUE.search(cell)) < 2


def _is_upper_row(row: list[str], header: list[str]) -> bool:
    """Group names over a header that needs them, for headings in it are blank, unknown or twice there."""
    filled = [cell for cell in row if cell.strip()]
    if len(set(filled)) < 2 or any(len(cell) > SHORT or re.search("[:：]", cell) for cell in filled):
        return False
    below = [cell.strip() for cell in header if cell.strip()]
    blank = any(upper.strip() and not lower.strip() for upper, lower in zip(row, header, strict=False))
    return (blank or len(set(below)) < len(below) or None in map(_field, below)) and not any(map(_VALUE.search, filled))


def _is_lower_row(upper: list[str], row: list[str]) -> bool:
    """Where people are listed a name stands below 姓名; below a merged heading there is nothing."""
    filled = [cell for cell in row if cell.strip()]
    names = [cell for above, cell in zip(upper, row, strict=False) if _field(above) == "name" and cell.strip()]
    return any(map(_field, filled)) and all(_field(cell) == "name" for cell in names) \
        and all(len(cell) <= SHORT and not _VALUE.search(cell) for cell in filled)


def _header_by_values(rows: list[list[str]]) -> tuple[int, int | None]:
    """No heading is known, but ID or phone numbers are there: the header is the row before, if it looks like one."""
    at = next((at for at, row in enumerate(rows) if any(_IDENTITY.fullmatch(bare(cell)) for cell in row)), None)
    if at is None:
        return 0, None
    counts = [sum(1 for cell in row if cell.strip()) for row in rows]
    if at > 0 and counts[at - 1] * 2 > counts[at] and not any(map(_VALUE.search, rows[at - 1])):
        return at - 1, at
    return at, at


def _joined(header: list[list[str]], width: int) -> list[str]:
    """One heading a column: 'upper/lower', where a merged upper heading reaches over the blank cells on its right."""
    if len(header) < 2:
        row = header[0] if header else [""] * width
        return [clean(cell)[:SHOWN] or f"第{at}列" for at, cell in enumerate(row, start=1)]
    headings, group = [], ""
    for at, (upper, lower) in enumerate(zip(*header, strict=True), start=1):
        group = clean(upper) or (group if lower.strip() else "")
        parts = dict.fromkeys(part for part in (group, clean(lower)) if part)
        headings.append("/".join(parts)[:SHOWN] or f"第{at}列")
    return headings
