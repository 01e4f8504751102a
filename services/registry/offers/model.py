"""What a place offers next: copies of activities' news, for the place's page."""

from datetime import datetime

from shared.documents import Document


class Offer(Document, collection="offers", public=True):
    """A shift that is open to be seen; `id` is its own. place: the code of who offers it. learned_at: when this service
    heard of it."""

    indexes = [("place", "ends")]
    activity: str
    title: str
    place: str
    where: str
    starts: datetime
    ends: datetime
    learned_at: datetime
