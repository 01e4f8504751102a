"""What somebody is shown of what they were told."""

from datetime import datetime

from shared.web import View


class NoticeForReader(View):
    """path: of the page where the reader goes on, if there is one."""

    id: str
    wording: str
    category: str
    title: str
    text: str
    path: str | None
    at: datetime
    read_at: datetime | None


class InboxForReader(View):
    items: list[NoticeForReader]
    next: str | None
    unread: int
