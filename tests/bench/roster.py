"""A roster of 60 000 people, from the upload to the employer's new roster, against reading the same file with csv or
python-calamine and inserting the same documents by bulk_write.

A row counts once, for all of it: the file is received and sealed in pieces, its encoding and columns are found, every
value is judged, the rows are set against the roster (the check that people see), and then applied: an entry, a person
with a key of their own, what finds them by phone and by ID number, and the events. The baseline has the finished
documents in memory and only reads the file and writes them: it seals, judges and compares nothing.
"""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import python_calamine

from services.registry.service import service
from tests.bench import bare
from tests.bench.line import Line
from tests.bench.memory import Peak
from tests.bench.roster_file import write_csv, write_xlsx

ROWS, SMALL_ROWS = 60_000, 3_000
ROUNDS = 2  # of the baseline; the product's one run is long
MOST_MEMORY = 300  # MB
# What applying leaves; pieces of the file are gone by then.
WRITTEN = ("roster_entries", "keys", "phones_on_rosters", "ids_on_rosters", "roster_rows", "outbox", "streams")


def run(stage: Any) -> Iterator[Line]:
    rows = SMALL_ROWS if stage.small else ROWS
    yield from _one(stage, rows, "csv", write_csv, _read_csv, "csv")
    yield from _one(stage, rows, "xlsx", write_xlsx, _read_xlsx, "calamine")


def _one(
    stage: Any, rows: int, kind: str, write: Callable[[Path, int], None], read: Callable[[Path], int], reader: str
) -> Iterator[Line]:
    path, uri = stage.folder / f"党员名册.{kind}", stage.database.uri(f"roster_{kind}")
    write(path, rows)
    ours, peak = _ours(uri, path)
    if ours["added"] != rows:
        raise SystemExit(f"roster: {ours['added']} of {rows} people were added")
    held, bare_uri = bare.rows_of(uri, WRITTEN), stage.database.uri(f"roster_{kind}_bare")
    base = [rows / _bare(bare_uri, path, held, read) for _ in range(ROUNDS)]
    parts = " ".join(f"{part}={ours[part]:.1f}s" for part in ("upload", "check", "apply"))
    yield Line(f"roster-{kind}", [rows / ours["seconds"]], f"{reader}+bulk_write", base, target=0.3, note=parts)
    yield Line(f"roster-{kind}-memory", [peak], "limit", [float(MOST_MEMORY)], target=1, less_is_better=True,
               note="MB at most, with the process that reads a workbook")  # fmt: skip


def _ours(uri: str, path: Path) -> tuple[dict[str, float], float]:
    command = [sys.executable, "-m", "tests.bench.roster_run", uri, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watch = Peak(process.pid)
    said, _ = process.communicate()
    peak = watch.stop()
    if process.returncode:
        raise SystemExit("roster: the product's run failed")
    return json.loads(said), peak


def _bare(uri: str, path: Path, rows: bare.Rows, read: Callable[[Path], int]) -> float:
    db = bare.empty_database(uri, service)
    began = time.perf_counter()
    read(path)
    bare.insert(db, rows)
    return time.perf_counter() - began


def _read_csv(path: Path) -> int:
    with open(path, encoding="gb18030", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _read_xlsx(path: Path) -> int:
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows())
