from services.notify.deliveries.model import TO_SEND, Delivery
from shared.events.registry import AccountClosed
from shared.tx import Tx


def hurry_to_cancel(tx: Tx, event: AccountClosed) -> None:
    """What still waits for this member is due at once, and then found to be no longer wanted."""
    tx.set_all(Delivery, {"person": event.member, "state": {"$in": TO_SEND}}, due_at=tx.now)
