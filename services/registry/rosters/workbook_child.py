"""Reads an .xlsx or .xls in a process of its own: `workbook_child.py MEMORY SECONDS HEAD < file`, JSON lines to stdout.

calamine lays a sheet out as one dense block, so two cells far apart (a few kilobytes of file) make it ask for 500 GB
and abort the process; long shared strings multiply in the same way. Here only this process dies, under hard limits, and
it holds no secret: the caller gives it no environment. It imports nothing of the product for the same reason.
"""

import datetime as dt
import io
import resource
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress

import orjson
import python_calamine as calamine

CELLS = 8_000                   # cells in one line of output, and what is read of a row and of a cell
COLUMNS, CHARACTERS = 500, 1_000
MERGES = 20_000                 # merged ranges told of a sheet; the rest stay blank
ENTRIES, SHEETS, UNPACKED, RATIO = 2_000, 200, 1_000_000_000, 200


class Refused(Exception):
    """The argument is a code of files.unreadable."""


def look(data: bytes) -> None:
    """Refuse an encrypted file; and an .xlsx by its zip directory, before anything is unpacked."""
    if not data.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("encrypted")
        return
    entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    if not any(entry.filename.lower().lstrip("/").startswith("xl/") for entry in entries):
        raise Refused("not_a_workbook")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > 20_000_000 + RATIO * packed:
        raise Refused("too_heavy")


def number(value: float) -> str:
    """A whole number without '.0'. From 10^15 on Excel has lost digits, and the exponent is left standing to say so."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")


def moment(value: dt.datetime) -> str:
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")


TEXT: dict[type, Callable[..., str]] = {
    float: number, int: str, bool: lambda value: "是" if value else "否", dt.timedelta: str,
    dt.datetime: moment, dt.date: dt.date.isoformat, dt.time: dt.time.isoformat}


def as_text(value) -> str:
    return value[:CHARACTERS] if type(value) is str else TEXT[type(value)](value)


def send(out, message) -> None:
    out.write(orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE))


def send_sheet(out, sheet, head: int) -> None:
    """The sheet's name and merged ranges, then its rows as text from the first row and column of the sheet."""
    merges = [[*first, *last] for first, last in (sheet.merged_cell_ranges or [])[:MERGES]]
    send(out, {"sheet": sheet.name, "merges": merges})
    left_out = [""] * min(sheet.start[1] if sheet.start else 0, COLUMNS)
    batch: list[list[str]] = []
    for at, row in enumerate(sheet.iter_rows()):
        if at == head:
            break
        batch.append(left_out + [as_text(value) for value in row[:COLUMNS]])
        if len(batch) * len(batch[0]) >= CELLS:
            send(out, batch)
            batch = []
    send(out, batch)


def read(data: bytes, out, head: int) -> None:
    look(data)
    workbook = calamine.load_workbook(io.BytesIO(data))
    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet
               and sheet.visible == calamine.SheetVisibleEnum.Visible]
    if len(visible) > SHEETS:
        raise Refused("too_heavy")
    for name in visible:
        send_sheet(out, workbook.get_sheet_by_name(name), head)
    out.flush()


def main(memory: int, seconds: int, head: int) -> None:
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):                 # stricter already, or unknown to this system
            resource.setrlimit(kind, (most, most))
    out = sys.stdout.buffer
    try:
        read(sys.stdin.buffer.read(), out, head)
    except BrokenPipeError:
        raise SystemExit(0) from None                       # the reader has seen enough
    except Refused as refused:
        send(out, {"refused": str(refused)})
    except calamine.PasswordError:
        send(out, {"refused": "encrypted"})
    except MemoryError:
        send(out, {"refused": "too_heavy"})
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError):
        send(out, {"refused": "damaged"})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
