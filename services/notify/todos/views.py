"""What waits, as whoever does it sees it."""

from datetime import datetime

from shared.web import View
from shared.web.room import Said


class WaitingForDoer(View):
    """text: in words, with the number. to: the page where it is answered."""

    kind: str
    count: int
    oldest: datetime
    text: Said
    to: str


class TodoForDoer(View):
    """subject: the document that waits, by its id in the service that owns it."""

    id: str
    kind: str
    subject: str
    since: datetime
