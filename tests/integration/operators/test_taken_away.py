"""Each server is taken away under traffic: what was acknowledged is not lost, an alarm says which one it is, and all
goes on by itself when it is back. With FULL=yes the broker is away for ten minutes."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pymongo.errors import PyMongoError

from tests.chaos.nodes import kafka
from tests.integration.operators.town import Start, Town
from tests.integration.operators.traffic import Traffic
from tests.servers import Broker, Database
from tests.stage import until

AWAY = 600.0 if os.environ.get("FULL") == "yes" else 10.0  # seconds
ALARM = 90.0  # seconds until the metric shows it
BACK = 150.0  # seconds until all has arrived
DISK = "256m"


def rings(town: Town, what: str, *roles: str) -> None:
    """Return when each of these roles says that it waits for it: alarms BrokerAway, DatabaseAway."""
    for role in roles:
        (member,) = town.members[role]
        until(lambda member=member: member.metric("lianxin_loop_waits", what=what), ALARM)


def test_the_broker(start: Start, database: Database, broker: Broker) -> None:
    broker.restart_empty()
    town = start(database, broker.bootstrap)
    with Traffic(town, lost=BACK) as traffic:
        broker.kill()
        rings(town, "broker", "relay", "consumer")
        until_then = time.monotonic() + AWAY
        until(lambda: time.monotonic() > until_then, AWAY + 10)
        traffic.await_more()
        broker.start()
    assert not traffic.failed
    assert not traffic.lost
    assert not traffic.sent_twice


def test_the_database(start: Start, tmp_path: Path, broker: Broker) -> None:
    broker.restart_empty()
    database = Database(tmp_path / "database")
    database.start()
    try:
        town = start(database, broker.bootstrap)
        with Traffic(town, lost=BACK) as traffic:
            database.kill()
            rings(town, "database", "relay", "consumer", "worker")
            database.start()
            traffic.await_more(within=BACK)
    finally:
        database.kill()
    assert set(traffic.failed) == {"503"}
    assert not traffic.lost
    assert not traffic.sent_twice


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "lianxin", folder]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("NO DISK WAS FULL: this user may not mount one")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path, database: Database, town: Town) -> Path:
    """Nothing more can be written; gives the file that takes the room. The database has some left within its files."""
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        while not refuses(lambda: file.write(bytes(65_536))):
            pass
    scratch = town.stages["notify"].db.client[f"full_{database.port}"]["scratch"]
    until(lambda: refuses(lambda: scratch.insert_many([{"text": os.urandom(10_000)} for _ in range(20)])), ALARM)
    return filler


def refuses(write: Callable[[], object]) -> bool:
    try:
        write()
    except (OSError, PyMongoError):
        return True
    return False


def test_the_room_on_the_disk_of_the_database(start: Start, small_disk: Path, broker: Broker) -> None:
    """It is started again when there is room, as a supervisor does: none goes on by itself after that."""
    broker.restart_empty()
    database = Database(small_disk / "database")
    database.start()
    try:
        town = start(database, broker.bootstrap)
        with Traffic(town, lost=BACK) as traffic:
            filler = fill(small_disk, database, town)
            rings(town, "database", "relay", "worker")
            filler.unlink()
            database.kill()
            database.start()
            traffic.await_more(within=BACK)
    finally:
        database.kill()
    assert set(traffic.failed) == {"503"}
    assert not traffic.lost
    assert not traffic.sent_twice


@pytest.mark.skipif(os.environ.get("BROKER") != "kafka", reason="the local broker is one process: BROKER=kafka")
def test_one_of_three_brokers(start: Start, database: Database, tmp_path: Path) -> None:
    cluster = kafka(tmp_path)
    cluster.start()
    try:
        town = start(database, cluster.bootstrap, replication=cluster.replication)
        (relay,) = town.members["relay"]
        until(lambda: relay.metric("lianxin_kafka_brokers") == len(cluster.nodes), ALARM)
        with Traffic(town, lost=BACK) as traffic:
            cluster.nodes[0].kill()
            until(lambda: relay.metric("lianxin_kafka_brokers") == len(cluster.nodes) - 1, ALARM)
            traffic.await_more()
    finally:
        cluster.stop()
    assert not traffic.failed
    assert not traffic.lost
    assert not traffic.sent_twice
