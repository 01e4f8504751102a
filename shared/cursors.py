"""Cursors of pages: where the page before ended, in a text that clients hand back as it is. It stands in addresses, and
a list may be in the order of names: so nobody else can read it."""

import binascii
from datetime import datetime
from typing import Any

import bson

from shared.errors import N_, Invalid, Problem
from shared.sealed import Keys


def cursor_at(row: dict[str, Any], field: str, keys: Keys) -> str:
    """After this row, in a list ordered by `field` and id."""
    return keys.hidden(bson.encode({"v": row.get(field), "i": row["_id"]}))


def beyond(field: str, step: int, cursor: str, keys: Keys) -> dict[str, Any]:
    """The filter of what comes after it; Invalid where it is none of ours. `step`: 1 upwards, -1 downwards."""
    try:
        at: dict[str, Any] = bson.decode(keys.found_again(cursor), bson.CodecOptions(tz_aware=True))
        value, id = at["v"], at["i"]
    except (bson.errors.BSONError, binascii.Error, KeyError, ValueError):
        value = id = None
    if not isinstance(id, str) or not isinstance(value, str | int | float | datetime | None):
        raise Invalid(fields=[Problem("cursor", N_("请从第一页重新开始。"))])
    further = "$gt" if step > 0 else "$lt"
    if field == "_id":
        return {"_id": {further: id}}
    return {"$or": [{field: {further: value}}, {field: value, "_id": {further: id}}]}
