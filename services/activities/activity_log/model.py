"""Who changed what, when, from where (A12); who looked at whose personal data (R13). Append-only."""

from datetime import datetime

from shared.documents import Document


class Line(Document, collection="activity_lines"):
    """One transaction that somebody, or the clock, brought about in one service. about: ids of what changed, the
    first of `count`. origin: page, api, command or clock, and the network."""

    indexes = [("-at",), ("by", "-at"), ("what", "-at"), ("role", "-at")]
    clock_indexes = [("about", "-at")]  # not led by scopes: no index joins two arrays
    service: str
    what: str
    by: str
    role: str
    about: list[str]
    count: int
    origin: str
    at: datetime


class Look(Document, collection="look_lines"):
    """One look at personal data: by whom, whose (`persons` are ids), for what."""

    indexes = [("-at",), ("by", "-at")]
    clock_indexes = [("persons", "-at")]
    service: str
    what: str
    by: str
    role: str
    persons: list[str]
    origin: str
    at: datetime
