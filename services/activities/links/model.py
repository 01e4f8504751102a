"""A link in a message: one person's way to one question, without signing in."""

from datetime import datetime
from typing import Literal

from shared.documents import Document

Question = Literal["record", "offer", "seat"]


class Link(Document, collection="links", unscoped=True):
    """`id` is the keyed hash of the secret in the address, which lies nowhere but in the message, sealed.

    question: "record" (please confirm; with the others of the same activity), "offer" (a seat is free), "seat" (not
    this time). about: the record's or the sign-up's id. until: it leads nowhere from then on.
    """

    clock_indexes = [("until",), ("member",)]
    member: str
    question: Question
    about: str
    until: datetime
