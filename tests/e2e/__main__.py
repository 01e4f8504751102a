"""`python -m tests.e2e`: the main job, every step through HTTP with the role it belongs to, on the running system.

DISTRICT: an official code list (CSV). ROSTERS: a folder of employers' rosters. PORT: of the gateway. BROKER=kafka: on
Apache Kafka instead of the local broker. --keep: leave the system running, to look around in it.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.e2e import (
    accepting,
    accountability,
    bad_input,
    calendars,
    choosing,
    complaining,
    editions,
    ending,
    introduction,
    invitation,
    moving,
    notices,
    offering,
    pairing,
    prints,
    records,
    reporting,
    rollcalls,
    rosters,
    serving,
    signing_in,
    signups,
    statements,
    structure,
    verifying,
    wrong_input,
)
from tests.e2e.given import given
from tests.e2e.system import System, Wrong
from tests.e2e.walk import Step, Walk, run, told
from tests.servers import Kafka, kafka_missing

PARTS = [
    structure, introduction, rosters, invitation, signing_in, reporting, verifying, accepting, notices, moving,
    accountability, bad_input,
]  # fmt: skip
LATER = [notices, signing_in, invitation, moving]  # what needs the clock to be moved
SECOND_HALF = [  # in the order of time
    serving.STEPS, pairing.STEPS, offering.STEPS, choosing.STEPS, signups.STEPS, calendars.STEPS, complaining.STEPS,
    signups.NEXT_DAYS, rollcalls.STEPS, records.STEPS, records.A_WEEK_LATER, complaining.A_WEEK_LATER,
    records.TWO_WEEKS_LATER, statements.STEPS, prints.STEPS, editions.STEPS, wrong_input.STEPS, ending.STEPS,
]  # fmt: skip
DEMO = Path("deploy/local/demo")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.e2e", description=__doc__)
    asked.add_argument("--keep", action="store_true", help="leave the system running")
    keep, on_kafka = asked.parse_args().keep, os.environ.get("BROKER") == "kafka"
    if on_kafka and keep:
        asked.error("Apache Kafka ends with the walk: without BROKER the system can be left running.")
    if on_kafka and (lacking := kafka_missing()):
        print(f"NOT WALKED ON APACHE KAFKA: {lacking}. Install Java 17 and Maven and run again.")
        return int(os.environ.get("CI") == "true")
    found = given(_path("DISTRICT", DEMO / "310106.csv"), _path("ROSTERS", DEMO / "rosters"))
    folder = Path(tempfile.mkdtemp(prefix="lianxin-e2e-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with apache_kafka(folder / "kafka") if on_kafka else nullcontext("") as kafka:
        done = walked(Walk(System(folder, int(os.environ.get("PORT") or 0), kafka), found), keep)
    if all(done) and not keep:
        shutil.rmtree(folder)
    print(f"e2e: steps={len(done)} failed={done.count(False)}")
    return 0 if all(done) else 1


def walked(walk: Walk, keep: bool) -> list[bool]:
    """Which steps went well."""
    try:
        print(f"Starting the system in {walk.system.folder} …", flush=True)
        walk.system.start()
        walk.system.let_it_be_day()
        done = run(walk, all_steps())
        return done if keep else [*done, told(walk, stopped)]
    finally:
        if keep:
            print(f"Left running: {walk.system.url}, process {walk.system.process and walk.system.process.pid}")
        else:
            walk.system.stop()


@contextmanager
def apache_kafka(folder: Path) -> Iterator[str]:
    """Where it is reached; it ends with the walk."""
    server = Kafka(folder)
    server.start()
    try:
        yield server.bootstrap
    finally:
        server.stop()


def all_steps() -> list[Step]:
    first_half = [part.STEPS for part in PARTS] + [part.LATER for part in LATER]
    return [step for part in [*first_half, *SECOND_HALF] for step in part]


def stopped(walk: Walk) -> None:
    """Asked to stop, the system ends in order and leaves no process behind."""
    if left := walk.system.stop():
        raise Wrong(f"expected nothing to be left, saw: {', '.join(left)}")


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        sys.exit(f"The walk cannot begin: {wrong}")
