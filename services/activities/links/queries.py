from services.activities.links.model import Link
from shared.documents import Actor
from shared.errors import N_, NotFound
from shared.tx import Found, Tx

OVER = N_("这个链接已过期，或者不完整。请登录后在“我的服务”里办理。")


def followed(tx: Tx, secret: str) -> Link:
    """The link of this secret. From here on it is its person who acts; the activity log says that it was by link."""
    link = tx.peek(Link, tx.keys.hashed("link", secret))
    if link is None or link.until <= tx.now:
        raise NotFound(OVER, code="link_over")
    tx.by = Actor(link.member, "member", (link.member,))
    tx.origin = f"link {tx.origin.partition(' ')[2]}".strip()
    return link


def links_over(tx: Tx) -> Found[Link]:
    return tx.find(Link, until={"$lte": tx.now}, sort="until")
