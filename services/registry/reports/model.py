"""报到: a member's report to the community where they live, with its life."""

from datetime import datetime
from typing import Any

from shared.documents import Actor, Document, Sealed
from shared.errors import WrongState

LIFE = {
    "draft": {"awaiting_employer", "slip_issued", "awaiting_placement"},
    "awaiting_placement": {"awaiting_employer", "slip_issued", "returned", "cancelled"},
    "awaiting_employer": {"slip_issued", "returned", "cancelled"},
    "returned": {"awaiting_employer", "slip_issued", "awaiting_community", "awaiting_placement", "cancelled"},
    "slip_issued": {"awaiting_community", "reported_elsewhere", "returned", "cancelled"},
    "awaiting_community": {"reported", "redirected", "returned", "cancelled"},
    "redirected": {"awaiting_community"},
    "reported": {"transferring", "left", "cancelled"},
    "reported_elsewhere": {"transferring", "left", "cancelled"},
    "transferring": {"transferred_out", "reported", "awaiting_community"},
    "transferred_out": set(),
    "left": {"restored"},
    "cancelled": {"restored"},
    "restored": {"awaiting_employer", "slip_issued", "awaiting_community", "awaiting_placement"},
}
OPEN = ["draft", "awaiting_placement", "awaiting_employer", "returned", "slip_issued", "awaiting_community", "redirected"]


class Report(Document, collection="reports"):
    """One member's report to one community. Every step says who, when, why (`steps`).

    name, pinyin: plain copies for lists, gone with the person. sealed: {"reasons": {step number: text}} where a person
    wrote a reason. on_roster: a confirmed roster of `roster_date` vouches for it. number: the slip's.
    elsewhere: lives outside the district; receipt: the number noted (区外) or given by the community.
    """

    indexes = [("state", "asked_at"), ("community", "state", "asked_at"), ("member", "asked_at")]
    clock_indexes = [("state", "asked_at"), ("member",), ("community", "state")]
    member: str
    name: str = ""
    pinyin: str = ""
    employer: str | None = None
    employer_name: str | None = None
    community: str | None = None
    street: str | None = None
    district: str
    home_branch: str | None = None
    contact: str | None = None  # the account id of the community's contact person
    state: str = "draft"
    on_roster: bool = False
    roster_date: datetime | None = None
    by_hand: bool = False  # the employer verifies by hand
    elsewhere: bool = False
    number: str | None = None
    receipt: str | None = None
    from_community: str | None = None
    needs_new_employer: bool = False  # 待确认新单位
    asked_at: datetime | None = None
    accepted_at: datetime | None = None
    entered_by: str | None = None
    sealed: Sealed | None = None
    steps: list[dict[str, Any]] = []

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState. `why`: a code, never a person's words."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]
