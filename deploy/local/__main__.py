"""`python -m deploy.local`: everything, until Ctrl-C. See settings.py for what may be chosen."""

import os
import socket
from importlib.util import find_spec

from deploy.local.data import Data, is_free, plain_disk_errors
from deploy.local.keys import local_secrets
from deploy.local.make import left_by_make
from deploy.local.processes import Process
from deploy.local.settings import LocalSettings, Refused, local_settings, plain_refusal
from deploy.local.stack import PORTS, Stack
from deploy.local.supervisor import Supervisor
from deploy.local.welcome import say, welcome


def main() -> None:
    with plain_refusal("Lianxin does not run"):
        settings = local_settings()
        data = Data(settings.data)
        with plain_disk_errors(data.folder):
            data.prepare()
        with data.held(f"{settings.url}, process {os.getpid()}"):
            refuse_taken(settings)
            refuse_absent(settings.kafka, "broker", "KAFKA=127.0.0.1:9092")
            refuse_absent(settings.mongo, "database", "MONGO=127.0.0.1:27017")
            with plain_disk_errors(data.folder):
                layers = prepare(settings, data)
            run(Supervisor(layers, data, say, left_by_make()), settings, data)


def prepare(settings: LocalSettings, data: Data) -> list[list[Process]]:
    """Ports, secrets, and whether there is a demo to load: then what shall run."""
    data.forget_half_told_demo()
    demo = settings.demo and data.wants_demo() and find_spec("deploy.local.demo") is not None
    secrets = local_secrets(data)
    return Stack(settings, data, data.ports(PORTS, settings.port), secrets).layers(demo)


def run(supervisor: Supervisor, settings: LocalSettings, data: Data) -> None:
    """Start, say so, watch, stop."""
    supervisor.listen()
    try:
        say("Starting Lianxin …")
        if supervisor.start():
            welcome(settings, data)
            supervisor.watch()
    finally:
        say("Stopping …")
        supervisor.stop()
    say("Stopped; the data stay in " + str(data.folder))


def refuse_taken(settings: LocalSettings) -> None:
    try:
        free = is_free(settings.host, settings.port)
    except OSError as caught:
        raise Refused(
            f"nothing can listen on {settings.host}:{settings.port} ({caught.strerror}). "
            "Choose an address of this machine and a port from 1024 up: make run HOST=127.0.0.1 PORT=8081"
        ) from None
    if not free:
        raise Refused(
            f"port {settings.port} is taken by another program. "
            "Stop that one, or choose another port: make run PORT=8081"
        )


def refuse_absent(addresses: str, what: str, example: str) -> None:
    """`addresses`: host:port[,host:port…] of which one must answer; empty where none was chosen."""
    if addresses and not any(answers(address) for address in addresses.split(",")):
        raise Refused(
            f"no {what} answers at {addresses}. Start it, name another one ({example}), "
            f"or leave {example.partition('=')[0]} out and it starts its own."
        )


def answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except (OSError, OverflowError):
        return False
    return True


if __name__ == "__main__":
    main()
