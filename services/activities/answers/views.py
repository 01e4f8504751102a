"""What whoever follows a link is shown: no name, no phone."""

from datetime import datetime

from shared.web import View
from shared.web.room import Said


class ServedForHolder(View):
    starts: datetime
    minutes: int


class AskedForHolder(View):
    """question: record | offer | seat. open: it can still be answered. records: to be confirmed with one answer."""

    question: str
    title: str
    where: str
    starts: datetime
    ends: datetime
    until: datetime
    open: bool
    text: Said
    records: list[ServedForHolder]
