"""What is kept only for a time: in every service given answers, sent rows, short-lived keys; and what a service names
itself. The worker removes it."""

from datetime import timedelta
from typing import Any

from pymongo import DeleteMany

from shared.documents import Document
from shared.perform import CHUNK, Store, transact
from shared.settings import Settings
from shared.tx import Tx

EVERY = 60.0  # seconds
AT_ONCE = 500  # rows a transaction
ANSWERS_KEPT = timedelta(days=7)  # a request repeated with its Idempotency-Key is answered from them
SIGNS_KEPT = timedelta(hours=3)  # of life: for the operators' page
KeptDays = dict[type[Document], str]  # what goes so many days after its `at`, and the setting that says how many


def sweep(store: Store, settings: Settings, kept_days: KeptDays | None = None) -> int:
    """Remove rows that have had their time, at most AT_ONCE of each kind; gives how many went."""
    removed = 0
    for collection, where in _outlived(store, settings, kept_days or {}).items():
        ids = [row["_id"] for row in store.db[collection].find(where, {"_id": 1}).limit(AT_ONCE)]
        remove(store, collection, ids)
        removed += len(ids)
    return removed


def remove(store: Store, collection: str, ids: list[Any]) -> None:
    """These rows, in one transaction."""

    def body(tx: Tx) -> None:
        for start in range(0, len(ids), CHUNK):
            tx.write(collection, DeleteMany({"_id": {"$in": ids[start : start + CHUNK]}}))

    if ids:
        transact(store, body, by=None)


def _outlived(store: Store, settings: Settings, kept_days: KeptDays) -> dict[str, dict[str, Any]]:
    """Rows are sent when the present cluster has them; those of another one are sent again first."""
    now = store.now()
    cluster = (store.db["leases"].find_one({"_id": "relay"}) or {}).get("cluster") or "none yet"
    old = {
        kind.collection: {"at": {"$lte": now - timedelta(days=getattr(settings, name))}}
        for kind, name in kept_days.items()
    }
    return old | {
        "answers": {"at": {"$lte": now - ANSWERS_KEPT}},
        "outbox": {"sent": cluster, "at": {"$lte": now - timedelta(days=settings.outbox_days)}},
        "heartbeats": {"at": {"$lte": now - SIGNS_KEPT}},
        "throughput": {"at": {"$lte": now - SIGNS_KEPT}},
        "keys": {"local": True, "until": {"$lte": now}},
    }
