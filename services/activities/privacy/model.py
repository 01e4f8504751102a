"""What this service owes a member: its part of an export, and the end of its copies."""

from shared.documents import Document


class Owed(Document, collection="owed"):
    """An answer that is due: `id` is the export's, or the erased member's. kind: export | erasure."""

    clock_indexes = [("kind",)]
    kind: str
    member: str
