"""What is shown of pairings, instructors and visits."""

from datetime import date, datetime

from services.registry.contacts.model import Kind
from shared.web import View


class PairingForOfficer(View):
    id: str
    version: int
    community: str
    community_name: str
    branch: str
    branch_name: str
    instructor: str
    instructor_name: str
    current: bool
    begun_at: datetime
    ended_at: datetime | None


class UnpairedForOfficer(View):
    id: str
    name: str


class AccountInLoad(View):
    id: str
    name: str
    title: str
    active: bool


class LoadForOfficer(View):
    """visits: of this month."""

    account: AccountInLoad
    pairings: int
    visits: int


class VisitForOfficer(View):
    """text, next_step: empty once their time was over."""

    id: str
    version: int
    community: str
    community_name: str
    instructor_name: str
    day: str
    kind: Kind
    logged_at: datetime
    text: str
    next_step: str

    @property
    def on(self) -> date:
        """The day, to be shown."""
        return date.fromisoformat(self.day)


class CountForOfficer(View):
    """visits: how many of each kind."""

    community: UnpairedForOfficer
    visits: dict[Kind, int]
