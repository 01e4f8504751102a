"""待办: what waits for whom, in every service."""

from datetime import datetime

from shared.documents import Document


class Todo(Document, collection="todos"):
    """`id` is kind:subject; `subject` the document that waits. scopes and roles: who can do it; not_by:
    who of them cannot."""

    indexes = [("kind", "since")]
    kind: str
    subject: str
    roles: list[str]
    since: datetime
    not_by: str | None = None
