"""A service as the local run sees one: steps, two kinds of processes with health, `due`. It keeps no data."""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kafka import KafkaAdminClient
from pymongo import MongoClient


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


def serve(where: str) -> None:
    host, _, port = where.rpartition(":")
    subprocess.Popen(["sleep", "1000"])  # a server that works with child processes
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer((host, int(port)), Healthy).serve_forever()


def indexes(service: str) -> None:
    """Its own database is open to it, the others are not."""
    with MongoClient(os.environ["LIANXIN_MONGO_URI"]) as client:
        assert client.get_default_database().name == service
        client.get_default_database().things.create_index("a")


def topics() -> None:
    KafkaAdminClient(bootstrap_servers=os.environ["LIANXIN_KAFKA_BOOTSTRAP"]).close()


def due(service: str, wait: bool) -> None:
    """A file named after the service says how much is due; waiting does one of it."""
    left = Path(f"due-{service}")
    number = int(left.read_text()) if left.exists() else 0
    if wait and number:
        left.write_text(str(number - 1))
    print(number)
    sys.exit(1 if number else 0)


def main(service: str) -> None:
    asked, *more = sys.argv[1:]
    match asked:
        case "web":
            serve(os.environ["LIANXIN_BIND"])
        case "consumer":
            serve(os.environ["LIANXIN_HEALTH_BIND"])
        case "indexes":
            indexes(service)
        case "topics":
            topics()
        case "due":
            due(service, bool(more))
