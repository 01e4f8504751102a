"""`make chaos`: the whole system under traffic, while what it consists of dies; then whether anything was lost.

KILLS: deaths (100). SEED: of the plan and of the traffic (chosen by chance). STACK=local: on the wheels' broker and
database instead of three Apache Kafka nodes and the Rust database. KEEP=yes: leave the folder with logs and ledger.
"""

import math
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.local.settings import Refused
from deploy.local.settled import settle
from tests.chaos.checker import Findings, check
from tests.chaos.deaths import Deaths
from tests.chaos.ledger import Ledger
from tests.chaos.plan import Volley, plan
from tests.chaos.recovery import LIMIT, recovered, what_is_left
from tests.chaos.stage import Stage
from tests.chaos.traffic import Traffic
from tests.e2e.system import Wrong
from tests.servers import kafka_missing

RECOVERY_TARGET = 75.0  # seconds; the stand-in database gives a dead client's locks free after 60
STILL_WITHIN = 420.0  # seconds until nothing is due any more: a send of unknown outcome is settled after minutes


def main() -> int:
    kills, on_wheels = int(os.environ.get("KILLS") or 100), os.environ.get("STACK") == "local"
    seed = int(os.environ.get("SEED") or random.randrange(1_000_000))  # nosec B311
    if not on_wheels and (lacking := kafka_missing()):
        print(f"NO CHAOS: {lacking}. Install it, or run on the wheels: make chaos STACK=local")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="lianxin-chaos-"))
    with standing(Stage(folder, on_wheels)) as stage:
        good = survived(stage, Ledger(folder / "ledger.jsonl"), seed, kills)
    if good and os.environ.get("KEEP") != "yes":
        shutil.rmtree(folder)
    else:
        print(f"Logs and ledger: {folder}", file=sys.stderr)
    return 0 if good else 1


@contextmanager
def standing(stage: Stage) -> Iterator[Stage]:
    print(f"Starting {len(stage.brokers.nodes)} broker nodes, a database and the system …", flush=True)
    try:
        stage.start()
        yield stage
    except BaseException:
        with suppress(Wrong):  # what went wrong first is what is told
            stage.stop()
        raise
    stage.stop()


def survived(stage: Stage, ledger: Ledger, seed: int, kills: int) -> bool:
    """Traffic and deaths, rest, and what the checker found; the last line is printed."""
    stage.system.let_it_be_day()
    traffic = Traffic(stage.system, ledger, seed)
    traffic.start()
    try:
        recoveries = run(stage, traffic, plan(seed, kills, len(stage.brokers.nodes)))
    finally:
        traffic.stop()
    rest(stage)
    found = check(stage.system, ledger)
    for text in found.texts:
        print(f"  FOUND {text}", flush=True)
    p99 = sorted(recoveries)[math.ceil(0.99 * len(recoveries)) - 1]
    print(last_line(len(recoveries), ledger.acked, found, p99, seed), flush=True)
    return not (found.lost or found.doubled or found.diverged) and p99 <= RECOVERY_TARGET


def run(stage: Stage, traffic: Traffic, volleys: list[Volley]) -> list[float]:
    """Seconds from each death until all was well again. Before the last third a quarter ends."""
    deaths, began, recoveries = Deaths(stage), time.monotonic(), []
    recovered(stage)
    for number, volley in enumerate(volleys):
        if number == len(volleys) * 2 // 3:
            traffic.quarter_ends()
            recovered(stage)
        deaths.volley(volley)
        moment = recovered(stage)
        left = "" if moment else f"; NOT WELL after {LIMIT:.0f} s: {what_is_left(stage)}"
        took = [(moment or time.monotonic()) - died for died in deaths.died]
        recoveries += took
        print(f"  {time.monotonic() - began:5.0f} s  {'; '.join(deaths.told)}: well after "
              f"{max(took, default=0):.1f} s{left}", flush=True)
    return recoveries


def rest(stage: Stage) -> None:
    """Until nothing is due, unsent or unread; Wrong with what is left after STILL_WITHIN."""
    print("  no more traffic; waiting until all is still …", flush=True)
    recovered(stage)
    try:
        settle(stage.houses, STILL_WITHIN)
    except Refused as refused:
        raise Wrong(str(refused)) from None


def last_line(kills: int, acked: int, found: Findings, p99: float, seed: int) -> str:
    return (
        f"chaos: kills={kills} acked={acked} lost={found.lost} doubled={found.doubled} diverged={found.diverged} "
        f"sent_twice={found.sent_twice} recovery_p99_s={p99:.1f} seed={seed}"
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        sys.exit(f"The run ended early: {wrong}")
