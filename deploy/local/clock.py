"""`make clock ADD=14d`: move the clock of every process of the local run, then wait until nothing is due.

The clock only goes forward: what has happened cannot be made not to have happened.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from deploy.local.data import plain_disk_errors, write_whole
from deploy.local.settings import SERVICES, Refused, local_settings, plain_refusal
from deploy.local.stack import Stack, module, running_stack
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


def settle(stack: Stack, seconds: float) -> None:
    """Wait until no service has anything due, unsent or unread; what one does may give another something to do."""
    limit = time.monotonic() + seconds
    while not all([_is_done(stack, service, limit) for service in SERVICES]):
        if time.monotonic() > limit:
            raise Refused(f"after {seconds:.0f} s something is still due. Look with: make clock ADD=0s")


def _is_done(stack: Stack, service: str, limit: float) -> bool:
    """Whether nothing was due at the first look; otherwise waits for it."""
    def due(*wait: str) -> int:
        command = module(f"services.{service}", "due", *wait)
        environment = {**os.environ, **stack.environment(service)}
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode
    if due() == 0:
        return True
    due("--wait", str(max(1, int(limit - time.monotonic()))))
    return False


def main() -> None:
    with plain_refusal("The clock was not moved"):
        seconds = parse("".join(sys.argv[1:]))
        stack = running_stack(local_settings())
        with plain_disk_errors(stack.data.folder):
            offset = move(stack.data.clock, seconds)
        say(f"The clock stands {offset / 86400:.1f} days ahead; waiting until nothing is due …")
        settle(stack, LIMIT_SECONDS)
        say("Nothing is due.")


if __name__ == "__main__":
    main()
