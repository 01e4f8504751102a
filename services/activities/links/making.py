"""Links are made with the event that asks, end by themselves, and end with the person."""

from datetime import datetime

from services.activities.links.model import Link, Question
from shared.documents import Sealed
from shared.sealed import PersonKey
from shared.signs import new_code
from shared.tx import Tx

LENGTH = 16  # of 31 signs each: nobody guesses one
PAGE = "/activities/links/"


def link_to(tx: Tx, member: str, question: Question, about: str, until: datetime) -> Sealed | None:
    """What the event carries, {"link": path}, sealed; None while the person's key is not here, for then the message
    leads to the page behind the sign-in."""
    key = tx.peek(PersonKey, member)
    if key is None or key.wrapped is None:
        return None
    secret = new_code(LENGTH)
    tx.add(Link(id=tx.keys.hashed("link", secret), member=member, question=question, about=about, until=until))
    return tx.seal(member, {"link": PAGE + secret})


def drop_over(tx: Tx, ids: list[str]) -> None:
    tx.remove(Link, *ids)
