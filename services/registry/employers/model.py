"""单位: where members work, and its organisation's own report to the community where it works."""

from datetime import datetime
from typing import Any

from shared.documents import Document
from shared.errors import WrongState

LIFE = {
    "slip_issued": {"accepted", "returned"},
    "returned": {"slip_issued"},
}


class Employer(Document, collection="employers"):
    """verify_by_hand: its reports wait for an officer even when the roster vouches for them.
    on_system: it has an officer's account. roster_at: when its newest roster was applied.
    code: unified social credit code, where known."""

    indexes = [("name",), ("district", "name")]
    name: str
    district: str
    code: str | None = None
    community: str | None = None
    street: str | None = None
    verify_by_hand: bool = False
    on_system: bool = False
    active: bool = True
    roster_at: datetime | None = None


class EmployerReport(Document, collection="employer_reports"):
    """单位报到: the employer's organisation reports to the community where it works (R17)."""

    indexes = [("state", "asked_at"), ("employer", "asked_at")]
    employer: str
    employer_name: str
    community: str
    number: str
    state: str = "slip_issued"
    asked_at: datetime
    receipt: str | None = None
    steps: list[dict[str, Any]] = []

    def move_to(self, state: str, by: Any, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]
