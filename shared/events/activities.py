"""What activities publishes: its logs, what waits, its answers to export and erasure."""

from datetime import datetime

from shared.documents import Sealed
from shared.events import ActivityLine, Event, LookLine


class Acted(ActivityLine, type="activities.acted", topic="activities.activity", key="subject"):
    """Somebody, or the clock, changed something in activities."""


class Looked(LookLine, type="activities.looked", topic="activities.activity", key="by"):
    """Somebody opened personal data in activities."""


class TodoOpened(Event, type="activities.todo_opened", topic="activities.todos", key="subject"):
    """Something in activities waits for somebody."""

    todo: str
    kind: str
    subject: str
    scopes: list[str]
    roles: list[str]
    since: datetime


class TodoClosed(Event, type="activities.todo_closed", topic="activities.todos", key="subject"):
    """It no longer waits."""

    todo: str
    subject: str


class ExportPart(Event, type="activities.export_part", topic="activities.members", key="member"):
    """All that activities holds about the member, sealed with their key, in parts under the size limit."""

    member: str
    export: str
    part: int
    parts: int
    sealed: Sealed


class ErasureDone(Event, type="activities.erasure_done", topic="activities.members", key="member"):
    """Activities holds nothing of this person any more; `kept` counts the anonymous lines left."""

    member: str
    kept: int = 0
