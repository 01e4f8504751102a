"""`python -m deploy.local.prepare`: each service's own `topics` and `indexes` commands, in one process.

One by one they would spend most of every start on importing the same libraries six times.
"""

import os
import runpy
import sys

from deploy.local.processes import listens, wait_until
from deploy.local.settings import INNER_HOST, SERVICES, Refused, local_settings, plain_refusal
from deploy.local.stack import Stack, running_stack

LIMIT_SECONDS = 60


def run_command(stack: Stack, service: str, command: str) -> None:
    """As `python -m services.<service> <command>` would; Refused when it fails."""
    before = dict(os.environ)
    os.environ.update(stack.environment(service))
    sys.argv = [f"services.{service}", command]
    try:
        runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code:
            raise Refused(f"{service}'s {command} were not made; see above.") from None
    finally:
        os.environ.clear()
        os.environ.update(before)


def main() -> None:
    with plain_refusal("The start was not prepared"):
        stack = running_stack(local_settings())
        for service in SERVICES:
            run_command(stack, service, "topics")
        if not stack.settings.mongo:
            wait_until(listens(INNER_HOST, stack.ports["database"]), LIMIT_SECONDS)
        for service in SERVICES:
            run_command(stack, service, "indexes")


if __name__ == "__main__":
    main()
