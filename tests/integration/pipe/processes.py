"""Roles of the toy services in processes of their own, which die at a given step: `python -m … NAME STEP SETTINGS`.

A step is a function of the pipe and whether death comes before or after it. Death is kill -9: nothing is tidied up.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared import perform, relay, roles
from shared.consumer import ConsumerLoop
from shared.inbox import Inbox
from tests.integration.pipe.toy import SECRETARY, accept, listener, publisher
from tests.stage import settings_for

ROOT = Path(__file__).parents[3]
STEPS: dict[str, tuple[Any, str, str]] = {
    "web before commit": (perform, "commit", "before"),
    "web after its writes, before commit": (perform, "commit", "after"),
    "web after commit, before the answer": (perform, "transact", "after"),
    "relay before it sends": (relay.RelayLoop, "_send", "before"),
    "relay after publish, before its marks": (relay.RelayLoop, "_mark", "before"),
    "relay after its marks": (relay.RelayLoop, "_mark", "after"),
    "consumer before it applies": (Inbox, "take", "before"),
    "consumer after its writes, before commit": (perform, "commit", "after"),
    "consumer after commit, before the offset": (ConsumerLoop, "_tell_kafka", "before"),
    "consumer after the offset": (ConsumerLoop, "_tell_kafka", "after"),
}


def start(role: str, mongo_uri: str, bootstrap: str, die_at: str = "") -> subprocess.Popen[str]:
    """A role as its own process; `web` accepts one report with one key and prints the answer."""
    command = [sys.executable, "-m", __name__, role, die_at, mongo_uri, bootstrap]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def die(step: str) -> None:
    """Replace the step's function by one that ends the process before or after it."""
    owner, name, when = STEPS[step]
    whole: Callable = getattr(owner, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, deadly)


def main(role: str, step: str, mongo_uri: str, bootstrap: str) -> None:
    settings = settings_for(mongo_uri, bootstrap)
    if step:
        die(step)
    if role == "web":
        once = perform.Once("key-1", "body-1")
        answer = perform.perform(
            publisher.store(settings), accept, SECRETARY, "m1", once=once, answer=lambda c: c.model_dump(mode="json")
        )
        print(json.dumps(answer))
        return
    threads, _ = roles.start_loops(listener if role == "consumer" else publisher, [role], settings, threading.Event())
    threads[0].join()


if __name__ == "__main__":
    main(*sys.argv[1:])
