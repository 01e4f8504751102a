"""How much a member's service comes to, for whoever counts it (told in statements/summing.py)."""

from shared.documents import Document
from shared.tx import Tx


class Served(Document, collection="served", unscoped=True):
    """`id` is the member's. How many records count and how many statements are out, as last said; unsaid: that has
    changed since."""

    clock_indexes = [("unsaid",)]
    records: int = 0
    statements: int = 0
    unsaid: bool = False


def mark_served(tx: Tx, member: str) -> None:
    """A record counts, or no longer does; a statement is out, or no longer is."""
    tx.set(Served, member, version=0, unsaid=True)
