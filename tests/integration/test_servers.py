"""What the other integration tests rely on: the servers under them lose and keep what they are said to."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from pymongo import MongoClient

from tests.servers import Broker, Database, listens

ROOT = Path(__file__).parents[2]
STARTS_A_DATABASE = """
import sys, time
from pathlib import Path
from tests.servers import Database
database = Database(Path(sys.argv[1]))
database.start()
print(database.port, flush=True)
time.sleep(600)
"""


def wait_until(true, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def admin(broker: Broker):
    broker.restart_empty()              # whatever other tests left there
    client = KafkaAdminClient(bootstrap_servers=broker.bootstrap, reconnect_backoff_max_ms=200)
    yield client
    client.close()


def cluster_of(broker: Broker) -> tuple[str, list[str]]:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    try:
        return admin.describe_cluster()["cluster_id"], [name for name in admin.list_topics() if name[0] != "_"]
    finally:
        admin.close()


def test_a_broker_restarted_empty_is_another_cluster_at_the_same_address(broker: Broker, admin: KafkaAdminClient):
    admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": 1}})
    before, address = broker.cluster_id, broker.bootstrap
    assert cluster_of(broker) == (before, ["kept"])
    broker.restart_empty()
    assert broker.bootstrap == address
    assert broker.cluster_id != before
    assert cluster_of(broker) == (broker.cluster_id, [])


def test_a_killed_broker_keeps_its_log_as_it_says(broker: Broker, admin: KafkaAdminClient):
    admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": 1}})
    before = broker.cluster_id
    broker.kill()
    assert not listens(broker.port)
    broker.start()
    assert cluster_of(broker) == ((before, ["kept"]) if broker.keeps_log else (broker.cluster_id, []))
    assert (broker.cluster_id == before) == broker.keeps_log
    broker.restart_empty()


def test_a_killed_database_keeps_what_it_acknowledged(database: Database):
    with MongoClient(database.uri("servers")) as client:
        client.get_default_database().things.insert_one({"_id": 1})
    database.kill()
    database.start()
    with MongoClient(database.uri("servers")) as client:
        assert client.get_default_database().things.find_one() == {"_id": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_test_run_leaves_no_server(tmp_path: Path):
    run = subprocess.Popen([sys.executable, "-c", STARTS_A_DATABASE, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE,
                           env=os.environ | {"PYTHONPATH": str(ROOT)})
    port = int(run.stdout.readline())
    assert listens(port)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    wait_until(lambda: not listens(port))
