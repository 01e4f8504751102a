from services.registry.offers.model import Offer
from shared.events.activities import ShiftListed, ShiftUnlisted
from shared.tx import Tx


def keep_offer(tx: Tx, event: ShiftListed) -> None:
    fields = event.model_dump(exclude={"shift"})
    tx.set(Offer, event.shift, version=0, scopes=[event.place], learned_at=tx.now, **fields)


def drop_offer(tx: Tx, event: ShiftUnlisted) -> None:
    tx.remove(Offer, event.shift)
