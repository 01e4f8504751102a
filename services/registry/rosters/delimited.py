"""Rows of a CSV or TSV, streamed: the encoding and the separator are found in the file, not asked for."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from statistics import median
from typing import BinaryIO, NamedTuple

from services.registry.rosters.files import HEAD, Grid, Limits, unreadable

LINE = 200_000                  # characters
RECORD = 30                     # lines of one record; more means that a quotation mark was never closed
SEPARATORS = ",\t;|"
_MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile("sep=(.)\\s*", re.IGNORECASE)         # a first line that Excel reads as "separator"


class Dialect(NamedTuple):
    encoding: str
    separator: str


def dialect_of(file: BinaryIO) -> Dialect:
    """Encoding and separator; refuses what is no text. Reads the file once, in pieces."""
    encoding = _encoding(file)
    file.seek(0)
    head = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(HEAD))
    if not head.strip("\0\r\n\t ,;"):
        raise unreadable("empty")
    if len(_CONTROL.findall(head)) * 20 > len(head):
        raise unreadable("binary")
    return Dialect(encoding, _separator(head))


def _encoding(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(HEAD)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _unmarked_utf16(head)
    if marked:
        _decode(file, marked)
        return marked
    line = _first_undecodable_line(file, "utf-8")
    if line is None:
        return "utf-8"
    # GB18030 text is never valid UTF-8 for long: where much was, the file is UTF-8 with a damaged place.
    if _utf8_characters(head) >= 20 or _first_undecodable_line(file, "gb18030") is not None:
        raise unreadable("encoding", line=line)
    return "gb18030"


def _unmarked_utf16(head: bytes) -> str | None:
    """Separators, digits and line ends have a zero as their upper byte."""
    even, odd, pairs = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if max(even, odd) * 10 < pairs or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _utf8_characters(head: bytes) -> int:
    try:
        good = head.decode("utf-8")
    except UnicodeDecodeError as error:
        good = head[:error.start].decode("utf-8")
    return len(good) - sum(map(str.isascii, good))


def _decode(file: BinaryIO, encoding: str) -> None:
    if (line := _first_undecodable_line(file, encoding)) is not None:
        raise unreadable("encoding", line=line)


def _first_undecodable_line(file: BinaryIO, encoding: str) -> int | None:
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    file.seek(0)
    while True:
        piece = file.read(HEAD)
        try:
            line += decoder.decode(piece, final=not piece).count("\n")
        except UnicodeDecodeError as error:
            return line + error.object[:error.start].count(b"\n")
        if not piece:
            return None


def _separator(head: str) -> str:
    """The one that most lines hold most of."""
    lines = [line for line in head.splitlines()[:60] if line.strip()]
    if declared := _DECLARED.fullmatch(lines[0]):
        return declared[1]
    return max(SEPARATORS, key=lambda mark: median(line.count(mark) for line in lines))


def grid(file: BinaryIO, name: str, dialect: Dialect, limits: Limits, head: int | None = None) -> Grid:
    """The file as one sheet; `head`: only so many rows."""
    file.seek(0)
    return Grid(name, [], islice(_rows(file, dialect, limits), head))


def _rows(file: BinaryIO, dialect: Dialect, limits: Limits) -> Iterator[list[str]]:
    text = io.TextIOWrapper(file, dialect.encoding, newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=dialect.separator)
    before = 0
    try:
        for row in reader:
            if reader.line_num - before > 1:
                lines.check_quotes(before + 1, reader.line_num - before)
            before, lines.quotes = reader.line_num, 0
            if len(row) > limits.columns and any(row[limits.columns:]):
                raise unreadable("too_many_columns", columns=limits.columns)
            yield row
    except csv.Error:                                       # a field over the module's 131 072 characters
        raise unreadable("unclosed_quote", line=before + 1) from None
    except UnicodeDecodeError:
        raise unreadable("encoding", line=before + 1) from None
    finally:
        with suppress(ValueError):                          # closed already, where the rows are left half read
            text.detach()                                   # or it would close the caller's file


class _Lines:
    """Lines of bounded length, counting the quotation marks of the record at hand."""

    def __init__(self, text: io.TextIOWrapper):
        self.readline = text.readline
        self.quotes = 0
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.readline(LINE):
            self.number += 1
            if len(line) == LINE:
                raise unreadable("line_too_long", line=self.number)
            self.quotes += line.count('"')
            yield line

    def check_quotes(self, first: int, lines: int) -> None:
        """csv closes an open quotation at the end of the file in silence, and hundreds of people would be one cell."""
        if lines > RECORD or self.quotes % 2:
            raise unreadable("unclosed_quote", line=first)
