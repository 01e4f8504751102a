"""Roles of the toy services in processes of their own, which may die at a given step.

A step is a function of the pipe and whether death comes before or after it. Death is kill -9: nothing is tidied up.
Processes are forked off one that has imported everything and has neither thread nor connection.
"""

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from shared import perform, relay, roles
from shared.consumer import ConsumerLoop
from shared.inbox import Inbox
from shared.settings import Settings
from tests.integration.pipe.toy import SECRETARY, accept, listener, publisher
from tests.stage import settings_for

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


def start(roles: list[str], mongo_uri: str, bootstrap: str, die_at: str = "") -> BaseProcess:
    """Roles in one process of their own, as operators start them; `web` accepts one report with one key and ends."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=main, args=(roles, mongo_uri, bootstrap, die_at), daemon=True)
    process.start()
    return process


def die(step: str) -> None:
    """Replace the step's function by one that ends the process before or after it."""
    owner, name, when = STEPS[step]
    whole: Callable = getattr(owner, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, deadly)


def main(wanted: list[str], mongo_uri: str, bootstrap: str, die_at: str) -> None:
    settings = settings_for(mongo_uri, bootstrap)
    if die_at:
        die(die_at)
    if wanted == ["web"]:
        accept_once(settings)
    else:
        roles.run(listener if "consumer" in wanted else publisher, wanted, settings)


def accept_once(settings: Settings) -> Any:
    """The same request with the same key, as a client sends it and sends it again."""
    once = perform.Once("key-1", "body-1")
    return perform.perform(
        publisher.store(settings), accept, SECRETARY, "m1", once=once, answer=lambda c: c.model_dump(mode="json")
    )
