import secrets

from services.activities.calendars.model import Feed
from services.activities.calendars.queries import Address, address_of, hash_of, my_feed
from shared.tx import Tx, allow


@allow("member")
def make_feed(tx: Tx, site: str) -> Address:
    """A new secret address, shown this once; the one before is dead. `site`: what addresses of this system begin
    with."""
    secret = secrets.token_urlsafe(24)
    fresh = Feed(id=tx.by.id, secret_hash=hash_of(tx, secret), made_at=tx.now)
    if feed := tx.peek(Feed, tx.by.id):
        feed.secret_hash, feed.made_at = fresh.secret_hash, fresh.made_at
        tx.save(feed)
    else:
        tx.add(fresh)
    return Address(tx.now, address_of(site, secret))


@allow("member")
def revoke_feed(tx: Tx) -> None:
    tx.remove(Feed, my_feed(tx).id)
