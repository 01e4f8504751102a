"""Ten times and a hundred times the district: what the ten most used questions cost as members grow.

Each question is put to 6 000, 60 000 and 600 000 members through the product's own indexes; the server's explain says
how many index keys it looks at for each row it gives, which is judged at the largest size: never more than MOST_KEYS.
Milliseconds are stated and not judged: the stand-in reads on where MongoDB stops at the limit.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from pymongo import MongoClient

from tests.bench.bare import batches
from tests.bench.line import Line
from tests.bench.roster_file import write_csv
from tests.bench.size_queries import QUESTIONS, ROWS, Question, indexes_for

SIZES, SMALL_SIZES = (6_000, 60_000, 600_000), (600, 6_000)
MOST_KEYS = 2.0  # a row; a sort within an index and a bound at its end look at one more
PEOPLE = 2_000  # taken by the product to see what one of them is stored in


def run(stage: Any) -> Iterator[Line]:
    sizes = SMALL_SIZES if stage.small else SIZES
    db: Any = MongoClient(stage.database.uri("size"), tz_aware=True).get_default_database()
    for collection in ROWS:
        asked = [question for question in QUESTIONS if question.collection == collection]
        yield from _grown(db, asked, sizes)
        db.drop_collection(collection)
    yield _stored(stage)
    yield from _processes()


def _grown(db: Any, asked: list[Question], sizes: tuple[int, ...]) -> Iterator[Line]:
    """One collection as it grows, and what is asked of it."""
    name = asked[0].collection
    fields = {field for question in asked for field in question.where}
    if models := indexes_for(name, fields):
        db[name].create_indexes(models)
    seen: dict[str, list[tuple[float, float, int]]] = {question.name: [] for question in asked}
    filled = 0
    for size in sizes:
        for batch in batches(map(ROWS[name], range(filled, size)), 2_000):
            db[name].insert_many(batch, ordered=False)
        filled = size
        for question in asked:
            seen[question.name].append(_cost(db, question))
    for question in asked:
        keys, times, rows = zip(*seen[question.name], strict=True)
        costs = zip(sizes, times, rows, strict=True)
        told = " ".join(f"{size}:{each:.2f}ms/{count}rows" for size, each, count in costs)
        name = question.name.replace(" ", "-")
        yield Line(f"size-{name}", [keys[-1]], "limit", [MOST_KEYS], target=1, less_is_better=True,
                   note=f"index keys a row at the largest; {told}")  # fmt: skip


def _cost(db: Any, question: Question) -> tuple[float, float, int]:
    """Keys examined a row, best milliseconds of five, rows."""
    asked = {"find": question.collection, "filter": question.where, "sort": dict(question.sort),
             "limit": question.limit}  # fmt: skip
    said = db.command("explain", asked, verbosity="executionStats")["executionStats"]
    times = []
    for _ in range(5):
        began = time.perf_counter()
        rows = len(list(db[question.collection].find(question.where).sort(question.sort).limit(question.limit)))
        times.append(time.perf_counter() - began)
    return said["totalKeysExamined"] / max(1, rows), min(times) * 1000, rows


def _stored(stage: Any) -> Line:
    """What the product keeps of one person on a roster, with its indexes and what finds them, before compression."""
    path, uri = stage.folder / "党员名册.csv", stage.database.uri("size_stored")
    write_csv(path, PEOPLE)
    subprocess.run([sys.executable, "-m", "tests.bench.roster_run", uri, str(path)], check=True, capture_output=True)
    db: Any = MongoClient(uri).get_default_database()
    stats = [db.command("collStats", name) for name in db.list_collection_names()]
    data, index = (sum(each[kind] for each in stats) / PEOPLE for kind in ("size", "totalIndexSize"))
    return Line("size-stored", [data + index], "documents-alone", [data], note="bytes a person on a roster")


def _processes() -> Iterator[Line]:
    """What an idle process holds, in MB."""
    for service in ("registry", "notify", "activities"):
        command = [sys.executable, "-m", "tests.bench.size_process", service]
        web, loops = (json.loads(subprocess.check_output([*command, kind])) for kind in ("web", "loops"))
        yield Line(f"size-memory-{service}", [web], "loops", [loops], note="MB an idle process: web, and the loops")
