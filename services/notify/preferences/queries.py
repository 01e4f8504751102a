from datetime import time
from typing import NamedTuple, get_args

from services.notify.contacts.model import Contact
from services.notify.preferences.model import QUIET, Outward, Preferences, Stoppable
from shared.errors import NotYetKnown
from shared.tx import Tx, allow


class Wanted(NamedTuple):
    category: str
    channel: str
    wanted: bool


class Choices(NamedTuple):
    """channel: the one the member chose at the report (registry's to change)."""

    channel: str
    quiet_from: time
    quiet_to: time
    items: list[Wanted]
    version: int


@allow("member")
def preferences(tx: Tx) -> Choices:
    """What the member is sent, by category and channel."""
    contact = tx.peek(Contact, tx.by.id)
    if contact is None:
        raise NotYetKnown
    own = preferences_of(tx, tx.by.id)
    items = [
        Wanted(category, channel, f"{category}:{channel}" not in own.stopped)
        for category in get_args(Stoppable)
        for channel in get_args(Outward)
    ]
    return Choices(contact.channel, *QUIET, items, own.version)


@allow("member")
def preferences_of(tx: Tx, member: str) -> Preferences:
    """What the member has chosen; at version 0 where nothing was."""
    return tx.peek(Preferences, member) or Preferences(id=member, scopes=[member])
