"""The relay's role without its thread, and the bare producer beside it, taking turns on the same bytes.

python -m tests.bench.relay_run DATABASE-URI BOOTSTRAP ROWS ROUNDS prints one line of JSON: the seconds of each round
(the first, to warm, is left out), rows made and rows marked, and processor seconds a row of the relay's process.
"""

import json
import sys
import time
from typing import Any

from kafka import KafkaProducer

from services.activities.service import service
from shared.loops import Health
from shared.outbox import envelope, outbox_row
from shared.relay import RelayLoop
from shared.topics import topics_of
from tests.bench.bare import batches, insert_into
from tests.bench.fan_out_run import drafted
from tests.stage import START, Stage, settings_for

WARM = 1000


def main(uri: str, bootstrap: str, count: int, rounds: int) -> dict[str, Any]:
    settings = settings_for(uri, bootstrap)
    stage = Stage(service, settings)
    loop = RelayLoop(service.name, topics_of(service.name), False, stage.store, settings, Health())
    loop.turn()  # takes the lease, meets the cluster, makes the topics
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=2, batch_size=131_072)
    ours, bare, made = [], [], 0
    _relay(stage, loop, made, WARM)
    _bare(producer, made, WARM)
    made, busy = made + WARM, time.process_time()
    relayed = 0.0
    for _ in range(rounds):
        seconds, cpu = _relay(stage, loop, made, count)
        ours.append(seconds)
        relayed += cpu
        bare.append(_bare(producer, made, count))
        made += count
    loop.close()
    marked = stage.db["outbox"].count_documents({"sent": {"$exists": True}})
    return {"ours": ours, "bare": bare, "made": made, "marked": marked, "cpu": relayed / (rounds * count),
            "all": time.process_time() - busy}  # fmt: skip


def _rows(start: int, count: int) -> list[dict[str, Any]]:
    return [outbox_row(drafted(number), 1, START, "") for number in range(start, start + count)]


def _relay(stage: Stage, loop: RelayLoop, start: int, count: int) -> tuple[float, float]:
    """Seconds until every row is acknowledged and marked, and of processor."""
    insert_into(stage.db, "outbox", _rows(start, count))
    began, busy = time.perf_counter(), time.process_time()
    while stage.db["outbox"].find_one({"unsent": True}, {"_id": 1}):
        loop.turn()
    return time.perf_counter() - began, time.process_time() - busy


def _bare(producer: KafkaProducer, start: int, count: int) -> float:
    """Seconds until every one of the same records is acknowledged."""
    records = [(row["topic"], row["data"].encode(), row["key"].encode(), envelope(row)) for row in _rows(start, count)]
    began = time.perf_counter()
    for batch in batches(records, WARM):
        for future in [producer.send(*record) for record in batch]:
            future.get(timeout=60)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
