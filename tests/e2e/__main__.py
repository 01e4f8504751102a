"""`python -m tests.e2e`: the main job, every step through HTTP with the role it belongs to, on the running system.

DISTRICT: an official code list (CSV). ROSTERS: a folder of employers' rosters. PORT: of the gateway. --keep: leave the
system running, to look around in it.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.e2e import (
    accepting,
    accountability,
    bad_input,
    calendars,
    choosing,
    complaining,
    introduction,
    invitation,
    moving,
    notices,
    offering,
    pairing,
    records,
    reporting,
    rollcalls,
    rosters,
    serving,
    signing_in,
    signups,
    structure,
    verifying,
)
from tests.e2e.given import given
from tests.e2e.system import System, Wrong
from tests.e2e.walk import Step, Walk, run, told

PARTS = [
    structure, introduction, rosters, invitation, signing_in, reporting, verifying, accepting, notices, moving,
    accountability, bad_input,
]  # fmt: skip
LATER = [notices, signing_in, invitation, moving]  # what needs the clock to be moved
SECOND_HALF = [  # in the order of time
    serving.STEPS, pairing.STEPS, offering.STEPS, choosing.STEPS, signups.STEPS, calendars.STEPS, complaining.STEPS,
    signups.NEXT_DAYS, rollcalls.STEPS, records.STEPS, records.A_WEEK_LATER, complaining.A_WEEK_LATER,
    records.TWO_WEEKS_LATER,
]  # fmt: skip
DEMO = Path("deploy/local/demo")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.e2e", description=__doc__)
    asked.add_argument("--keep", action="store_true", help="leave the system running")
    keep = asked.parse_args().keep
    found = given(_path("DISTRICT", DEMO / "310106.csv"), _path("ROSTERS", DEMO / "rosters"))
    system = System(Path(tempfile.mkdtemp(prefix="lianxin-e2e-")), int(os.environ.get("PORT") or 0))
    walk = Walk(system, found)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        print(f"Starting the system in {system.folder} …", flush=True)
        system.start()
        system.let_it_be_day()
        done = run(walk, all_steps())
        done += [told(walk, stopped)] if not keep else []
    finally:
        if not keep:
            system.stop()
    if keep:
        print(f"Left running: {system.url}, process {system.process and system.process.pid}")
    elif all(done):
        shutil.rmtree(system.folder)
    print(f"e2e: steps={len(done)} failed={done.count(False)}")
    return 0 if all(done) else 1


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
