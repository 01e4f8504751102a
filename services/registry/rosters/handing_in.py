"""A roster on its way in and out of the database: in sealed pieces, read back as one file without laying it down."""

import io
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

from services.registry.rosters.columns import Column, FileProblem, Guess, guess_columns
from services.registry.rosters.reading import Roster, open_roster

PIECE = 500_000  # bytes; sealed, and twice written in base64, it stays under 1 MB


def pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def guessed(file: BinaryIO, name: str) -> tuple[Roster, Guess]:
    """What the file is, and what its columns are; the same each time. Raises UnreadableFile."""
    roster = open_roster(file, name)
    return roster, guess_columns(roster.headings, roster.sample, roster.title)


def guess_as_data(guess: Guess) -> dict[str, Any]:
    return asdict(guess)


def guess_of(data: dict[str, Any]) -> Guess:
    columns = [Column(**column) for column in data["columns"]]
    return Guess(columns, [FileProblem(**each) for each in data["problems"]], data["members_by"], data["title"])


class SealedFile(io.RawIOBase):
    """A file in pieces of PIECE bytes, the last one shorter; `piece(n)` opens the n-th. Holds one of them at a time."""

    def __init__(self, size: int, piece: Callable[[int], bytes]) -> None:
        self._size, self._piece, self._at = size, piece, 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, PIECE)
        if self._held[0] != number:
            self._held = (number, self._piece(number))
        taken = self._held[1][start : start + len(buffer)]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)


def as_file(size: int, piece: Callable[[int], bytes]) -> BinaryIO:
    return io.BufferedReader(SealedFile(size, piece), 1 << 16)
