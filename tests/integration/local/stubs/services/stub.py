"""A service as the local run sees one: steps, two kinds of processes with health, a table. It keeps no data."""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kafka import KafkaAdminClient
from pymongo import MongoClient

from shared.events import ActivityLine, LookLine
from shared.service import Service
from shared.worker import Task


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


def table(name: str) -> Service:
    """What the local run asks whether anything is due. A file named after the service says how much; each look does
    one of it."""
    def due(_: object) -> list[int]:
        left = Path(f"due-{name}")
        number = int(left.read_text()) if left.exists() else 0
        if number:
            left.write_text(str(number - 1))
        return list(range(number))

    return Service(name, acted=ActivityLine, looked=LookLine, tasks=[Task(due=due, do=due)])


def main(service: str) -> None:
    asked, *_ = sys.argv[1:]
    match asked:
        case "web":
            serve(os.environ["LIANXIN_BIND"])
        case "consumer":
            serve(os.environ["LIANXIN_HEALTH_BIND"])
        case "indexes":
            indexes(service)
        case "topics":
            topics()
