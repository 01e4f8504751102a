"""make bench: every bench beside its baseline, in one run on one machine. ONLY=NAME runs one, SMALL=yes small ones.

Exit 1 when a target is missed.
"""

import importlib
import os
import shutil
import sys
import tempfile
from functools import cached_property
from pathlib import Path

from tests import database_rust
from tests.database_rust import RustDatabase
from tests.servers import Kafka

NAMES = ("pipeline", "relay", "accept", "latency", "roster", "fan-out", "size", "scale-out")


class BenchStage:
    """Apache Kafka and the Rust database, each started when a bench first asks for it."""

    def __init__(self, folder: Path, small: bool) -> None:
        self.folder, self.small = folder, small

    @cached_property
    def database(self) -> RustDatabase:
        database_rust.build()
        server = RustDatabase(self.folder / "database")
        server.start()
        return server

    @cached_property
    def kafka(self) -> Kafka:
        server = Kafka(self.folder / "kafka")
        server.start()
        return server

    def close(self) -> None:
        for name in ("kafka", "database"):
            if server := self.__dict__.get(name):
                server.kill()


def run(name: str) -> bool:
    """Print the lines of one bench; whether it reached its targets."""
    folder = Path(tempfile.mkdtemp(prefix="bench."))
    stage, good = BenchStage(folder, os.environ.get("SMALL") == "yes"), True
    try:
        for line in importlib.import_module(f"tests.bench.{name.replace('-', '_')}").run(stage):
            print(line, flush=True)
            good = good and not line.missed
    finally:
        stage.close()
        shutil.rmtree(folder, ignore_errors=True)
    return good


def main() -> int:
    here = Path(__file__).parent
    wanted = os.environ.get("ONLY") or ",".join(n for n in NAMES if (here / f"{n.replace('-', '_')}.py").exists())
    return 0 if all([run(name) for name in wanted.split(",")]) else 1


if __name__ == "__main__":
    sys.exit(main())
