"""Sheets of an .xlsx as streams of rows, read by a process of its own (see workbook_child)."""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import orjson

from services.registry.rosters.files import Grid, Limits, unreadable

CHILD = str(Path(__file__).with_name("workbook_child.py"))


@contextmanager
def _child(file: BinaryIO, limits: Limits, head: int | None) -> Iterator[subprocess.Popen[bytes]]:
    """The reading process, fed, and gone at the end. Without an environment it knows no secret of ours."""
    command = [sys.executable, "-I", CHILD, str(limits.memory), str(limits.seconds), str(head or -1)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={})
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        with suppress(BrokenPipeError), child.stdin:        # it may refuse or die before it has read everything
            shutil.copyfileobj(file, child.stdin, 1 << 20)  # it answers only after the last byte: no deadlock
        yield child
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def grids(file: BinaryIO, limits: Limits, head: int | None = None) -> Iterator[Grid]:
    """Each visible sheet in order; its rows are there until the next sheet is asked for. `head`: only so many rows."""
    with _child(file, limits, head) as child:
        messages = _messages(child.stdout or ())
        rows = _Rows(messages)
        while sheet := rows.next_sheet():
            rows = _Rows(messages)
            yield Grid(sheet["sheet"], sheet["merges"], iter(rows))
        if status := child.wait():
            raise unreadable("too_heavy" if status < 0 else "damaged")      # killed by a limit, or a reader's panic


def _messages(lines: Iterable[bytes]) -> Iterator[dict | list]:
    for line in lines:
        if not line.endswith(b"\n"):
            return                                          # killed in the middle of a line
        message = orjson.loads(line)
        if type(message) is dict and "refused" in message:
            raise unreadable(message["refused"])
        yield message


class _Rows:
    """The rows of one sheet, up to the message that opens the next."""

    def __init__(self, messages: Iterator[dict | list]):
        self.messages = messages
        self.ended_by: dict | None = None

    def __iter__(self) -> Iterator[list[str]]:
        for message in self.messages:
            if isinstance(message, dict):
                self.ended_by = message
                return
            yield from message

    def next_sheet(self) -> dict | None:
        """The message that opens the next sheet; rows not taken are passed over."""
        if self.ended_by is None:
            for _ in self:
                pass
        return self.ended_by
