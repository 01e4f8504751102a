"""Running roles: `web` is gunicorn; the others are loops, each in a thread of its own, side by side in one process."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import generate_latest

from shared.consumer import ConsumerLoop
from shared.heartbeats import HeartbeatLoop
from shared.keys_reader import KeysLoop
from shared.loops import Health, Loop, keep_turning
from shared.relay import RelayLoop
from shared.service import Service
from shared.settings import Settings
from shared.topics import topics_of
from shared.worker import WorkerLoop

ROLES = ("web", "consumer", "relay", "worker")
STOP_WITHIN = 9.0  # seconds


def run(service: Service, roles: list[str], settings: Settings) -> None:
    """Run these roles until SIGTERM or SIGINT, then stop within ten seconds, nothing half done."""
    if "web" in roles:
        from shared.web.server import serve

        return serve(service, settings, lambda: start_loops(service, roles, settings, threading.Event()))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads, healths = start_loops(service, roles, settings, stop)
    _health_server(settings.health_bind, healths)
    stop.wait()
    end = time.monotonic() + STOP_WITHIN
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    os._exit(0)  # what is still under way waits for a server that is away; none of it was committed


def start_loops(
    service: Service, roles: list[str], settings: Settings, stop: threading.Event
) -> tuple[list[threading.Thread], dict[str, Health]]:
    store = service.store(settings)
    makers: dict[str, Callable[[Health], Loop]] = {}
    if "consumer" in roles:
        for reader in service.readers:
            makers[f"consumer.{reader.name}"] = partial(ConsumerLoop, service.name, reader, store, settings)
        if not service.makes_keys:
            makers["consumer.keys"] = partial(KeysLoop, service.name, store, settings)
    if "relay" in roles:
        topics = topics_of(service.name)
        makers["relay"] = partial(RelayLoop, service.name, topics, service.makes_keys, store, settings)
    if "worker" in roles:
        makers["worker"] = partial(WorkerLoop, service, store, settings)
    healths = {name: Health(stop, name) for name in makers}
    makers["heartbeat"] = partial(HeartbeatLoop, service.name, store, dict(healths))
    healths["heartbeat"] = Health(stop, "heartbeat")
    threads = [
        threading.Thread(target=keep_turning, args=(make, healths[name]), name=name, daemon=True)
        for name, make in makers.items()
    ]
    for thread in threads:
        thread.start()
    return threads, healths


def _health_server(bind: str | None, healths: dict[str, Health]) -> ThreadingHTTPServer | None:
    """GET /live, /ready, /metrics. Alive follows the loops; ready follows what they depend on."""
    if not bind:
        return None

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                return self._answer(200, generate_latest(), "text/plain; version=0.0.4")
            alive = self.path == "/live"
            states = {n: ("" if h.alive() else "hangs") if alive else h.trouble for n, h in healths.items()}
            good = self.path in ("/live", "/ready") and not any(states.values())
            return self._answer(200 if good else 503, json.dumps(states).encode(), "application/json")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Probes are no news."""

    host, _, port = bind.rpartition(":")
    server = ThreadingHTTPServer((host, int(port)), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
