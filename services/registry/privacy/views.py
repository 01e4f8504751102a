"""What is shown of exports, closed accounts and erasures."""

from datetime import datetime

from shared.web import View


class ExportForMember(View):
    id: str
    state: str
    asked_at: datetime
    ready_at: datetime | None


class AccountForMember(View):
    id: str
    state: str


class ErasureForOfficer(View):
    id: str
    state: str
    started_at: datetime
    own_copies_gone: bool
    answered: dict[str, datetime]
    done_at: datetime | None
