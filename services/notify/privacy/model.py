"""What notify owes a member: its part of an export, and the end of its copies."""

from shared.documents import Document


class ExportOwed(Document, collection="exports_owed"):
    """`id` is the export's."""

    member: str


class Erasure(Document, collection="erasures"):
    """`id` is the member's. Two readers hear of members; the copies end for good when both have come to the end of
    this one's events: `contact_gone`, `notices_end`. Kept, so that a repeated event does nothing."""

    clock_indexes = [("notices_end", "contact_gone", "done")]
    contact_gone: bool = False
    notices_end: bool = False
    done: bool = False
