"""`make clock ADD=14d`: move the clock of every process of the local run, then wait until nothing is due.

The clock only goes forward: what has happened cannot be made not to have happened.
"""

import re
import sys
from pathlib import Path

from deploy.local.data import plain_disk_errors, write_whole
from deploy.local.settings import SERVICES, Refused, local_settings, plain_refusal
from deploy.local.settled import open_services, settle
from deploy.local.stack import running_stack
from deploy.local.welcome import say

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LIMIT_SECONDS = 600
FURTHEST = 10 * 365 * 86400


def parse(text: str) -> int:
    """Seconds of 90s, 15m, 2h, 14d or several of them (1d12h). Refused when negative, nothing, or too far."""
    parts = re.findall(r"(\d+)([smhd])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise Refused(f"{text or 'nothing'} is not a time to add. Write a number and s, m, h or d: make clock ADD=14d")
    return sum(int(number) * SECONDS[unit] for number, unit in parts)


def move(clock: Path, seconds: int) -> float:
    """Add to the offset in the file, which is replaced as a whole; the new offset."""
    offset = float((clock.read_text() if clock.exists() else "") or 0) + seconds
    if offset > FURTHEST:
        raise Refused("the clock of this run would stand more than ten years ahead. Start on an empty folder instead.")
    write_whole(clock, repr(offset))
    return offset


def main() -> None:
    with plain_refusal("The clock was not moved"):
        seconds = parse("".join(sys.argv[1:]))
        stack = running_stack(local_settings())
        with plain_disk_errors(stack.data.folder):
            offset = move(stack.data.clock, seconds)
        say(f"The clock stands {offset / 86400:.1f} days ahead; waiting until nothing is due …")
        settle(open_services({service: stack.environment(service) for service in SERVICES}), LIMIT_SECONDS)
        say("Nothing is due.")


if __name__ == "__main__":
    main()
