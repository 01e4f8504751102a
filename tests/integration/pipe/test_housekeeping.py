"""What is kept for a time goes when it is over, and nothing else."""

from datetime import timedelta

from shared.housekeeping import sweep
from shared.loops import Health
from shared.worker import WorkerLoop
from tests.integration.pipe.toy import publisher
from tests.servers import Database
from tests.stage import Stage, settings_for


def test_old_answers_sent_rows_and_short_lived_keys_go(database: Database) -> None:
    stage = Stage(publisher, settings_for(database.uri("housekeeping"), outbox_days=30))
    now, old = stage.clock(), stage.clock() - timedelta(days=31)
    stage.db["leases"].insert_one({"_id": "relay", "cluster": "c2"})
    stage.db["answers"].insert_many([{"_id": "old", "at": now - timedelta(days=7)}, {"_id": "new", "at": now}])
    stage.db["outbox"].insert_many([
        {"_id": "old", "sent": "c2", "at": old},
        {"_id": "unsent", "unsent": True, "at": old},
        {"_id": "sent elsewhere", "sent": "c1", "at": old},
        {"_id": "new", "sent": "c2", "at": now},
    ])  # fmt: skip
    stage.db["keys"].insert_many([
        {"_id": "over", "local": True, "until": now - timedelta(seconds=1)},
        {"_id": "in use", "local": True, "until": now + timedelta(hours=1)},
        {"_id": "a person's", "local": False, "until": None, "erased": True},
    ])  # fmt: skip
    WorkerLoop(publisher, stage.store, stage.settings, Health()).turn()
    left = {name: {row["_id"] for row in stage.db[name].find()} for name in ("answers", "outbox", "keys")}
    assert left == {
        "answers": {"new"}, "outbox": {"unsent", "sent elsewhere", "new"}, "keys": {"in use", "a person's"},
    }  # fmt: skip


def test_a_transaction_removes_no_more_than_it_should(database: Database) -> None:
    stage = Stage(publisher, settings_for(database.uri("housekeeping")))
    stage.db["answers"].insert_many([{"_id": str(n), "at": stage.clock() - timedelta(days=8)} for n in range(700)])
    assert [sweep(stage.store, stage.settings) for _ in range(3)] == [500, 200, 0]
