"""A district's own texts, beside those that Lianxin brings with it (defaults.py)."""

from datetime import datetime

from shared.documents import Document


class OwnWording(Document, collection="wordings", public=True):
    """The text a district uses now for one wording, language and channel (`key`). number: its version; 0 is the
    built-in one, which has no document."""

    indexes = [("district",)]
    district: str
    number: int
    subject: str
    body: str


class WordingVersion(Document, collection="wording_versions"):
    """One version of the text of that `key`. Versions are only added; going back adds a copy of the older one."""

    indexes = [("key", "-number")]
    key: str
    number: int
    subject: str
    body: str
    at: datetime
    by: str


def key(district: str, wording: str, language: str, channel: str) -> str:
    return f"{district}:{wording}:{language}:{channel}"
