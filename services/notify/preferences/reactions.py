from typing import get_args

from pymongo import UpdateOne

from services.notify.preferences.model import Outward, Preferences
from shared.events.activities import MessagesRefused
from shared.tx import Tx


def stop_messages(tx: Tx, event: MessagesRefused) -> None:
    """No more of this category on any channel, until the member wants it again; the inbox has it all the same."""
    stopped = [f"{event.category}:{channel}" for channel in get_args(Outward)]
    tx.write(Preferences.collection, UpdateOne(
        {"_id": event.member},
        {"$addToSet": {"stopped": {"$each": stopped}}, "$inc": {"version": 1}, "$set": {"scopes": [event.member]}},
        upsert=True,
    ))  # fmt: skip
