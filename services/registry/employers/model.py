"""单位: where members work, and its organisation's own report to the community where it works."""

from datetime import datetime
from typing import Any

from services.registry.places.model import Place
from shared.clock import SHANGHAI
from shared.documents import Actor, Document
from shared.errors import WrongState
from shared.signs import new_code

LIFE = {
    "slip_issued": {"accepted", "returned"},
    "returned": {"slip_issued"},
}


class Employer(Document, collection="employers", public=True):
    """scopes: its district, street, community and itself: who may see more than its name, and change it.

    verify_by_hand: its reports wait for an officer even when the roster vouches for them. on_system: it has an
    officer's account; left_system: it had, and its last one went. roster_at: when its newest roster was applied;
    roster_upload: the one being applied now; roster_changes: how often one has begun or ended to be. code: unified
    social credit code, where known.
    """

    indexes = [("scopes", "pinyin"), ("scopes", "active", "pinyin"), ("district", "active", "pinyin")]
    clock_indexes = [("left_system",)]
    name: str
    pinyin: str = ""
    district: str
    code: str | None = None
    community: str | None = None
    street: str | None = None
    verify_by_hand: bool = False
    on_system: bool = False
    left_system: bool = False
    active: bool = True
    roster_at: datetime | None = None
    roster_upload: str | None = None
    roster_changes: int = 0


class EmployerTaken(Document, collection="employers_taken", unscoped=True):
    """Which employer has this name in its district, or this code. `id` is "district name" or the code."""

    employer: str


class EmployerReport(Document, collection="employer_reports"):
    """单位报到: the employer's organisation reports to a community (R17). One for each two of them; `id` names both.

    number: the slip's; receipt: the community's. reason: why it was returned, about an organisation and so plain.
    """

    indexes = [("asked_at",), ("state", "asked_at")]
    clock_indexes = [("community", "state")]
    employer: str
    employer_name: str
    community: str
    number: str
    state: str = "slip_issued"
    asked_at: datetime
    receipt: str | None = None
    reason: str | None = None
    steps: list[dict[str, Any]] = []

    def to_community(self, place: Place) -> "EmployerReport":
        """The same report to this community."""
        scopes = [scope for scope in (self.employer, place.id, place.street, place.district) if scope]
        about = {"id": f"{self.employer}.{place.id}", "community": place.id, "scopes": scopes, "version": 0}
        return self.model_copy(update=about)

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]


def new_number(at: datetime) -> str:
    """A slip's or receipt's: the day in Shanghai and six signs, so that no two wait for each other's count."""
    return f"{at.astimezone(SHANGHAI):%Y%m%d}-{new_code(6)}"
