"""`make sweep`: nothing personal stands in plain in the system that runs on DATA (default var/local).

Looked at: every document (through the driver: the database server encodes its files), every Kafka record, every line of
the processes' logs, the gateway's URLs among them, and every line of their metrics. Then somebody of the demo erases
themselves (ERASE=no leaves that out), and nothing of them may be left. Code 1 if anything is found.
"""

import os

from deploy.local.settings import plain_refusal
from tests.sweep.erasing import erase_one
from tests.sweep.kinds import Sought
from tests.sweep.people import held, on_rosters
from tests.sweep.sweep import Findings, Running

SHOWN = 200


def main() -> int:
    with plain_refusal("The sweep was not made"):
        running, findings = Running(), Findings()
    findings.look(running.all(), Sought(held(running.houses, running.keys) | on_rosters()))
    if os.environ.get("ERASE", "yes") != "no":
        erase_one(running, findings)
    for (where, kind), times in sorted((+findings.of).items())[:SHOWN]:
        print(f"found: {where}: {kind}" + (f" ({times} times)" if times > 1 else ""))
    print(f"sweep: places={findings.places} found={findings.found}")
    return 1 if findings.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
