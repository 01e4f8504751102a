"""`python -m deploy.local.operate registry lag`: a service's operator command with the settings of the local run."""

import os
import sys

from deploy.local.settings import SERVICES, Refused, local_settings, plain_refusal
from deploy.local.stack import module, running_stack


def main() -> None:
    with plain_refusal("The command was not run"):
        service, *arguments = sys.argv[1:] or [""]
        if service not in SERVICES:
            raise Refused(f"name a service first, one of {', '.join(SERVICES)}, then its command.")
        stack = running_stack(local_settings())
        command = module(f"services.{service}", *arguments)
        os.execve(command[0], command, {**os.environ, **stack.environment(service)})


if __name__ == "__main__":
    main()
