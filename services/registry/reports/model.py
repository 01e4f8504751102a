"""报到: a member's report to the community where they live, with its life."""

from datetime import datetime
from typing import Any, NamedTuple

from services.registry.places.model import Place
from services.registry.reports.words import STATES
from shared.documents import Actor, Document, Sealed
from shared.errors import WrongState

LIFE = {
    "draft": {"awaiting_employer", "slip_issued", "awaiting_placement"},
    "awaiting_placement": {"awaiting_employer", "slip_issued", "awaiting_community", "returned", "cancelled"},
    "awaiting_employer": {"slip_issued", "returned", "cancelled"},
    "returned": {"awaiting_employer", "slip_issued", "awaiting_community", "awaiting_placement", "cancelled"},
    "slip_issued": {"awaiting_community", "reported_elsewhere", "returned", "cancelled"},
    "awaiting_community": {"reported", "redirected", "returned", "cancelled"},
    "redirected": {"awaiting_community"},
    "reported": {"transferring", "left", "cancelled"},
    "reported_elsewhere": {"transferring", "left", "cancelled"},
    "transferring": {"transferred_out", "reported", "reported_elsewhere", "cancelled"},
    "transferred_out": set(),
    "left": {"restored"},
    "cancelled": {"restored"},
    "restored": {"awaiting_employer", "slip_issued", "awaiting_community", "awaiting_placement"},
}
ENDED = ("transferred_out", "left", "cancelled")
GOING = [state for state in LIFE if state not in ENDED]


class Todo(NamedTuple):
    """Whom a report waits for: the kind of work, who may see it, who does it."""

    kind: str
    scopes: list[str]
    roles: list[str]


class Report(Document, collection="reports"):
    """One member's report to one community. Every step says who, when, why (`steps`).

    name, pinyin, id_last4: plain copies for lists, gone with the person. community_name, employer_name, skills: as they
    were when it was sent. sealed: {"address": where one is known, "reasons": {when: text}}.
    entry: the roster's entry of this person. on_roster: it was found by a proven phone, so the roster of `roster_date`
    vouches for it. by_hand: the employer looks, for no roster vouches (a match by ID number alone does not), or because
    it always does.
    elsewhere: lives in another district, which community_name then names. number: the slip's; code: on its QR.
    receipt: the number given by the community, or noted (区外). contact: the account of whom the member may turn to.
    transfer_of: the report to the community before.
    """

    indexes = [("state", "asked_at"), ("member", "asked_at"), ("-accepted_at",)]
    clock_indexes = [("state", "by_hand"), ("employer", "state", "by_hand"), ("member",), ("community", "state")]
    member: str
    name: str = ""
    pinyin: str = ""
    id_last4: str | None = None
    employer: str | None = None
    employer_name: str | None = None
    community: str | None = None
    community_name: str | None = None
    street: str | None = None
    district: str
    home_branch: str | None = None
    contact: str | None = None
    contact_name: str | None = None
    skills: list[str] = []
    state: str = "draft"
    entry: str | None = None
    on_roster: bool = False
    roster_date: datetime | None = None
    by_hand: bool = True
    elsewhere: bool = False
    number: str | None = None
    code: str | None = None
    receipt: str | None = None
    from_community: str | None = None
    transfer_of: str | None = None
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

    def live_in(self, community: Place) -> None:
        self.community, self.community_name, self.elsewhere = community.id, community.name, False
        self.street, self.district = community.street, community.district

    def note(self, why: str, by: Actor, at: datetime, **ids: str | None) -> None:
        """What changed without a step: another employer (`from_employer`, `employer`), a community that was closed."""
        self.steps = [*self.steps, {"to": self.state, "by": by.id, "role": by.role, "at": at, "why": why} | ids]

    @property
    def places(self) -> list[str]:
        """Who may see it besides the member: its employer, unless that is a former one, and its places."""
        employer = None if self.needs_new_employer else self.employer
        return [scope for scope in (employer, self.community, self.street, self.district) if scope]

    @property
    def text(self) -> str:
        """Its state in words."""
        return STATES[self.state]

    @property
    def matches(self) -> bool:
        """Whether its employer's roster has this person."""
        return self.entry is not None

    @property
    def todo(self) -> Todo | None:
        """Whom it waits for, if for somebody; a roster needs nobody's click."""
        if self.state == "awaiting_community":
            return Todo("report_to_accept", [str(self.community)], ["secretary", "staff"])
        if self.state == "awaiting_placement" and self.street:
            return Todo("report_to_place", [self.street], ["street_officer"])
        if self.state == "awaiting_placement":
            return Todo("report_to_place", [self.district], ["district_officer"])
        if self.state == "awaiting_employer" and self.by_hand:
            return Todo("report_to_verify", [str(self.employer)], ["employer_officer"])
        return None


class Slip(Document, collection="slips", unscoped=True):
    """Answers "genuine?" to whoever holds the printed slip. `id` is the code on it. Goes with the person."""

    clock_indexes = [("member",)]
    member: str
    number: str
    name: str  # masked
    community_name: str | None
    state: str


class Numbering(Document, collection="numberings", unscoped=True):
    """The last number given of those that begin with `id`."""

    last: int = 0
