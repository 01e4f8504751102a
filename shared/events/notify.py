"""What notify publishes: its logs, what waits, its answer to export and erasure, and how deliveries ended."""

from datetime import datetime

from shared.documents import Sealed
from shared.events import ActivityLine, Event, LookLine


class Acted(ActivityLine, type="notify.acted", topic="notify.activity", key="subject"):
    """Somebody, or the clock, changed something in notify."""


class Looked(LookLine, type="notify.looked", topic="notify.activity", key="by"):
    """Somebody opened personal data in notify."""


class TodoOpened(Event, type="notify.todo_opened", topic="notify.todos", key="subject"):
    """Something in notify waits for somebody."""

    todo: str
    kind: str
    subject: str
    scopes: list[str]
    roles: list[str]
    since: datetime


class TodoClosed(Event, type="notify.todo_closed", topic="notify.todos", key="subject"):
    """It no longer waits."""

    todo: str
    subject: str


class ExportPart(Event, type="notify.export_part", topic="notify.members", key="member"):
    """All that notify holds about the member, sealed with their key, in parts under the size limit."""

    member: str
    export: str
    part: int
    parts: int
    sealed: Sealed


class ErasureDone(Event, type="notify.erasure_done", topic="notify.members", key="member"):
    """Notify holds nothing of this person any more; `kept` counts the anonymous lines left."""

    member: str
    kept: int = 0
