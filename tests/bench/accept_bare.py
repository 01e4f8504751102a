"""What a plain Flask program would do for an acceptance: the same documents in one transaction, with nothing checked,
read or decided; or one document inserted. Served by gunicorn with as many workers and threads as the product's.

python -m tests.bench.accept_bare DATABASE-URI PORT serves POST /accept and POST /insert, {"ids": ["r000000"]}.
"""

import sys
from typing import Any

from flask import Flask, request
from gunicorn.app.base import BaseApplication
from pymongo import InsertOne, MongoClient, ReplaceOne, UpdateOne

from services.registry.reports.actions import accept_reports
from services.registry.service import service
from shared.perform import MongoRows
from shared.settings import Settings
from shared.tx import new_id
from tests.bench.acceptances import COMMUNITIES, SECRETARIES, waiting
from tests.stage import Stage, settings_for

FIRST = "000000"
PLAIN = "plain"  # where single documents go
Writes = dict[str, list[Any]]


def as_written(stage: Stage) -> Writes:
    """All that the product writes for one acceptance."""
    for document in waiting(FIRST):
        stage.db[document.collection].insert_one(document.row())
    seen: list[Writes] = []
    write = MongoRows.write
    MongoRows.write = lambda self, writes: (seen.append(writes), write(self, writes))[1]  # type: ignore[method-assign]
    stage.perform(accept_reports, SECRETARIES[0], [f"r{FIRST}"])
    MongoRows.write = write  # type: ignore[method-assign]
    return seen[0]


def for_another(writes: Writes, number: str) -> Writes:
    """The same of another report, in its own community."""
    changes = {FIRST: number, COMMUNITIES[0]: COMMUNITIES[int(number) % len(COMMUNITIES)]}
    return {name: [_again(each, changes) for each in held] for name, held in writes.items()}


def _again(operation: Any, changes: dict[str, str]) -> Any:
    if isinstance(operation, InsertOne):
        row = _changed(operation._doc, changes)
        if "stream" in row:
            return InsertOne(row | {"_id": new_id()})
        return ReplaceOne({"_id": row["_id"]}, row, upsert=True)  # a counter
    kind = ReplaceOne if isinstance(operation, ReplaceOne) else UpdateOne
    return kind(_changed(operation._filter, changes), _changed(operation._doc, changes), upsert=True)


def _changed(value: Any, changes: dict[str, str]) -> Any:
    if isinstance(value, str):
        for old, new in changes.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, dict):
        return {key: _changed(each, changes) for key, each in value.items()}
    return [_changed(each, changes) for each in value] if isinstance(value, list) else value


def make_app(settings: Settings, writes: Writes) -> Flask:
    app, db = Flask(__name__), MongoClient(settings.mongo_uri, tz_aware=True, w="majority").get_default_database()

    @app.post("/accept")
    def accept() -> Any:
        id = request.get_json()["ids"][0]
        rows = for_another(writes, id[1:])
        with db.client.start_session() as session:
            session.with_transaction(
                lambda s: [db[name].bulk_write(operations, session=s) for name, operations in rows.items()]
            )
        return {"count": 1}

    @app.post("/insert")
    def insert() -> Any:
        db[PLAIN].insert_one({"_id": new_id(), "report": request.get_json()["ids"][0], "state": "reported"})
        return {"count": 1}

    return app


def main(uri: str, port: int) -> None:
    settings = settings_for(uri, bind=f"127.0.0.1:{port}")
    stage = Stage(service, settings)
    writes = as_written(stage)
    stage.db.create_collection(PLAIN)
    stage.db.client.close()

    class Web(BaseApplication):
        def load_config(self) -> None:
            for name, value in {"bind": settings.bind, "worker_class": "gthread", "workers": settings.web_workers,
                                "threads": settings.web_threads, "keepalive": 5, "control_socket_disable": True,
                                "loglevel": "warning"}.items():  # fmt: skip
                self.cfg.set(name, value)

        def load(self) -> Any:
            return make_app(settings, writes)

    Web().run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
