from datetime import datetime

from shared.documents import Document


class Feed(Document, collection="feeds", unscoped=True):
    """The secret address under which a member's calendar program finds their shifts; `id` is the member's. Who knows
    the secret may read; what is kept of it is a hash."""

    clock_indexes = [("secret_hash",)]
    secret_hash: str
    made_at: datetime
