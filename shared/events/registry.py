"""What registry publishes: who people are to the system, where they belong, what became of their report."""

from shared.documents import Sealed
from shared.events import ActivityLine, Event, LookLine


class Acted(ActivityLine, type="registry.acted", topic="registry.activity", key="subject"):
    """Somebody, or the clock, changed something in registry."""


class Looked(LookLine, type="registry.looked", topic="registry.activity", key="by"):
    """Somebody opened personal data in registry."""


class AccountChanged(Event, type="registry.account_changed", topic="registry.accounts", key="account"):
    """An account was made, changed or shut. The newest one says who may do what; tokens older than it do not."""

    account: str
    account_version: int
    role: str
    scopes: list[str]
    active: bool


class MemberReported(Event, type="registry.member_reported", topic="registry.members", key="member"):
    """A community accepted the member's report."""

    member: str
    report: str
    community: str
    street: str
    district: str
    employer: str | None = None
    home_branch: str | None = None
    sealed: Sealed | None = None
