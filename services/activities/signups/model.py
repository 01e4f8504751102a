"""报名: who may sign up, and what for."""

from datetime import datetime

from shared.documents import Document


class Eligible(Document, collection="eligible"):
    """A member as this service last heard of them: where they belong, what they can and like to do. No name."""

    indexes = [("community",)]
    state: str = ""
    community: str | None = None
    street: str | None = None
    district: str | None = None
    employer: str | None = None
    home_branch: str | None = None
    skills: list[str] = []
    interests: list[str] = []
    willingness: str | None = None
    free_times: list[str] = []
    not_now_until: datetime | None = None
