"""`python -m tests.e2e`: the first half of the main job, every step through HTTP, on the whole running system.

DISTRICT: an official code list (CSV). ROSTERS: a folder of employers' rosters. PORT: of the gateway. --keep: leave the
system running, to look around in it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.e2e import (
    accepting,
    accountability,
    bad_input,
    introduction,
    invitation,
    moving,
    notices,
    reporting,
    rosters,
    signing_in,
    structure,
    verifying,
)
from tests.e2e.given import given
from tests.e2e.system import System, Wrong
from tests.e2e.walk import Step, Walk, run

PARTS = [
    structure, introduction, rosters, invitation, signing_in, reporting, verifying, accepting, notices, moving,
    accountability, bad_input,
]  # fmt: skip
LATER = [notices, invitation, moving]  # what needs the clock to be moved
DEMO = Path("deploy/local/demo")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.e2e", description=__doc__)
    asked.add_argument("--keep", action="store_true", help="leave the system running")
    keep = asked.parse_args().keep
    found = given(_path("DISTRICT", DEMO / "310106.csv"), _path("ROSTERS", DEMO / "rosters"))
    folder = Path(tempfile.mkdtemp(prefix="lianxin-e2e-"))
    system = System(folder, int(os.environ.get("PORT") or 0))
    try:
        print(f"Starting the system in {folder} …", flush=True)
        system.start()
        system.let_it_be_day()
        steps, failed = run(Walk(system, found), all_steps())
    finally:
        if keep:
            print(f"Left running: {system.url}, process {system.process and system.process.pid}")
        elif left := system.stop():
            print(f"FAIL       The system stops and leaves nothing behind: {', '.join(left)}")
    print(f"e2e: steps={steps} failed={failed}")
    return 1 if failed else 0


def all_steps() -> list[Step]:
    return [step for part in PARTS for step in part.STEPS] + [step for part in LATER for step in part.LATER]


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        sys.exit(f"The walk cannot begin: {wrong}")
