from services.registry.offers.model import Offer
from shared.documents import EVERYBODY
from shared.tx import Found, Tx, allow

NEXT = 10  # on a page


@allow(*EVERYBODY)
def next_offers(tx: Tx, place: str) -> Found[Offer]:
    """What the place offers that is not over yet, what ends first at the top."""
    return tx.find(Offer, place=place, ends={"$gt": tx.now}, sort="ends", limit=NEXT)
