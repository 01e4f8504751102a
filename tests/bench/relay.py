"""The product's own relay in a process of its own, from unsent outbox rows to rows marked as sent, against bare
kafka-python that has the same bytes in memory and waits for acks=all.

The relay reads each row (in the order of its stream, from one snapshot), builds the envelope, sends under its lease
with one request in flight, and marks it by id. The baseline reads and marks nothing.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.bench.line import Line

ROWS, SMALL_ROWS, ROUNDS = 20_000, 3_000, 3


def run(stage: Any) -> Iterator[Line]:
    rows = SMALL_ROWS if stage.small else ROWS
    command = [sys.executable, "-m", "tests.bench.relay_run", stage.database.uri("relay"), stage.kafka.bootstrap]
    said = json.loads(subprocess.check_output([*command, str(rows), str(ROUNDS)], text=True).splitlines()[-1])
    if said["marked"] != said["made"]:
        raise SystemExit(f"relay: {said['marked']} of {said['made']} rows were marked")
    cpu = f"of {1e6 / rows * sum(said['ours']) / ROUNDS:.0f} us a row {said['cpu'] * 1e6:.0f} are the relay's processor"
    yield Line("relay", [rows / each for each in said["ours"]], "kafka-python",
               [rows / each for each in said["bare"]], target=0.35, note=f"rows/s; {cpu}")  # fmt: skip
