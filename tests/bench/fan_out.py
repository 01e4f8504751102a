"""One notice to 60 000 people: each one's statement for the quarter is drafted, and everybody is told by SMS.

A person counts once: the event is taken (positions, sequences), the notice made, its delivery planned, claimed under a
lease, rendered and handed to a simulated provider in the same process, and settled. The baseline renders the same text,
hands it to the same provider and writes the same finished documents by bulk_write; it plans, leases and settles
nothing. Meanwhile reports are accepted at registry's own gunicorn on the same database.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.bench.acceptances import A_SECOND, Acceptances, p99
from tests.bench.line import Line

PEOPLE, SMALL_PEOPLE = 60_000, 2_000
WITHIN = 120.0  # seconds
TIMES_QUIET = 3
QUIET = 15.0  # seconds
LONGEST = 400  # seconds; the acceptances that are prepared


def run(stage: Any) -> Iterator[Line]:
    people, quiet_for = (SMALL_PEOPLE, 5.0) if stage.small else (PEOPLE, QUIET)
    uri, bare_uri = stage.database.uri("fan_out"), stage.database.uri("fan_out_bare")
    alone = _ours(uri, people).communicate()[0].splitlines()[-1]
    bare = json.loads(subprocess.check_output(_command("fan_out_bare", uri, bare_uri, people), text=True))
    ours = json.loads(alone)
    if ours["taken"] != people:
        raise SystemExit(f"fan-out: the provider took {ours['taken']} of {people}")
    parts = f"made={ours['made']:.1f}s sent={ours['sent']:.1f}s"
    yield Line("fan-out", [people / ours["seconds"]], "render+bulk_write", [people / bare], target=0.3, note=parts)
    yield Line("fan-out-time", [ours["seconds"] * PEOPLE / people], "limit", [WITHIN], target=1, less_is_better=True,
               note=f"seconds for {PEOPLE}")  # fmt: skip
    yield from _beside(stage, uri, people, quiet_for)


def _beside(stage: Any, uri: str, people: int, quiet_for: float) -> Iterator[Line]:
    """How long an acceptance takes meanwhile."""
    accepting = Acceptances(stage.database.uri("fan_out_accept"), stage.folder, LONGEST * A_SECOND)
    try:
        accepting.for_seconds(quiet_for / 3)  # warmed
        quiet = accepting.for_seconds(quiet_for)
        telling = _ours(uri, people)
        telling.stdout.readline()
        busy = accepting.while_true(lambda: telling.poll() is None)
        telling.wait()
    finally:
        accepting.close()
    yield Line("fan-out-accept", [p99(busy)], "limit", [TIMES_QUIET * p99(quiet)], target=1, less_is_better=True,
               note=f"ms p99 of {len(busy)} acceptances; quiet p99 {p99(quiet):.0f} ms of {len(quiet)}")  # fmt: skip


def _ours(uri: str, people: int) -> Any:
    return subprocess.Popen(_command("fan_out_run", uri, people), stdout=subprocess.PIPE, text=True)


def _command(module: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
