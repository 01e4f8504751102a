from services.activities.calendars.model import Feed
from shared.events.registry import AccountClosed
from shared.tx import Tx


def end_feed(tx: Tx, event: AccountClosed) -> None:
    tx.remove(Feed, event.member)
