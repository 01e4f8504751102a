"""What a program without a product around it would do: the same documents, inserted in batches by bulk_write."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pymongo import InsertOne, MongoClient
from pymongo.database import Database

from shared.service import Service

BATCH = 500
Rows = dict[str, list[dict[str, Any]]]


def rows_of(uri: str, collections: Iterable[str]) -> Rows:
    """What the product left there."""
    db = MongoClient(uri, tz_aware=True).get_default_database()
    return {name: list(db[name].find()) for name in collections}


def empty_database(uri: str, service: Service) -> Database:
    """With the product's collections and indexes."""
    db: Database = MongoClient(uri, tz_aware=True, w="majority").get_default_database()
    db.client.drop_database(db.name)
    service.make_collections(db)
    return db


def insert(db: Database, rows: Rows) -> None:
    for name, held in rows.items():
        insert_into(db, name, held)


def insert_into(db: Database, collection: str, rows: Iterable[dict[str, Any]]) -> None:
    for batch in batches(rows):
        db[collection].bulk_write([InsertOne(row) for row in batch], ordered=False)


def batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
