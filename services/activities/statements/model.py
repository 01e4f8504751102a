"""服务登记卡: what a member did in a period, told to their employer; and the yearly appraisal (评议)."""

from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

from services.activities.statements.periods import in_words
from services.activities.statements.words import ERASED, GENUINE, REPLACED, STATES
from shared.documents import Actor, Document, Sealed
from shared.errors import Text, WrongState

Kind = Literal["service", "appraisal"]
LIFE = {
    "prepared": {"drafted", "withdrawn"},  # an appraisal waits here for its opinion
    "drafted": {"drafted", "read", "objected", "issued", "withdrawn"},  # drafted again: its records changed
    "read": {"drafted", "objected", "issued", "withdrawn"},
    "objected": {"drafted", "withdrawn"},
    "issued": {"signed", "replaced"},
    "signed": {"archived", "replaced"},
    "archived": {"replaced"},
    "replaced": set(),
    "withdrawn": set(),
}
BEFORE_ISSUE = ("prepared", "drafted", "read", "objected")
OUT = ("issued", "signed", "archived")  # issued, and not replaced since


class StatementLine(BaseModel):
    """record: of the ledger; in an appraisal the period whose statement it sums."""

    record: str
    starts: datetime
    title: str
    minutes: int


class Todo(NamedTuple):
    """Whom a statement waits for: the kind of work, who may see it, who does it."""

    kind: str
    scopes: list[str]
    roles: list[str]


def hours(minutes: int) -> str:
    """As it is read: 2.5, 1.25, 3."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def statement_id(kind: str, member: str, place: str, period: str, edition: int) -> str:
    return f"{kind}:{member}:{place}:{period}:{edition}"


class Statement(Document, collection="statements"):
    """One version of what one community (or street, or district: who offered the activities) says of one member in one
    period. scopes: the place and what it lies in, and the office; the member from the day it is drafted for them, the
    employer from the day it is issued. office: the place that answers for it: its own, or the one that was closed into.

    period: "2026-Q3", "2026-H1" or "2026". edition: 1, then one more for each correction after it was issued;
    replaces, replaced_by: the versions before and after (replaced when the next one is issued); changed: what is
    different, a text of ours each. number, code: on the print, given when issued. may_issue_at: unread, it may be
    issued from then on; issuable: it was read, or that day has come. to_sign: the employer does so here. signed_by: the
    account, and on_paper where staff entered a receipt. recount: an appraisal whose statements changed.
    sealed: {"objection", "answer", "opinion" (the appraisal's): texts}. name, pinyin: plain copies for lists and
    prints, gone with the person.
    """

    indexes = [
        ("-starts",), ("kind", "period", "pinyin"), ("kind", "period", "state", "pinyin"),
        ("office", "kind", "period", "issuable", "pinyin"),
    ]  # fmt: skip
    clock_indexes = [
        ("member", "place", "kind", "period", "-edition"), ("member",), ("state", "signed_at"),
        ("state", "issuable", "may_issue_at"), ("recount", "ends"), ("office",),
    ]  # fmt: skip
    kind: Kind = "service"
    member: str
    name: str = ""
    pinyin: str = ""
    employer: str | None = None
    employer_name: str | None = None
    place: str
    place_name: str
    office: str = ""
    street: str | None = None
    district: str
    period: str
    starts: datetime
    ends: datetime
    lines: list[StatementLine] = []
    minutes: int = 0
    state: str = "prepared"
    edition: int = 1
    replaces: str | None = None
    replaced_by: str | None = None
    changed: list[Any] = []
    number: str | None = None
    code: str | None = None
    drafted_at: datetime
    read_at: datetime | None = None
    may_issue_at: datetime
    issuable: bool = False
    issued_at: datetime | None = None
    issued_by: str | None = None
    to_sign: bool = False
    signed_at: datetime | None = None
    signed_by: str | None = None
    on_paper: bool = False
    recount: bool = False
    sealed: Sealed | None = None
    steps: list[dict[str, Any]] = []

    def model_post_init(self, _: Any) -> None:
        self.office = self.office or self.place

    @property
    def places(self) -> list[str]:
        return [code for code in dict.fromkeys((self.office, self.place, self.street, self.district)) if code]

    @property
    def text(self) -> str:
        return STATES[self.state]

    @property
    def period_name(self) -> Text:
        return in_words(self.period)

    @property
    def hours(self) -> str:
        return hours(self.minutes)

    @property
    def todos(self) -> list[Todo]:
        above = {self.street: ["street_officer"], self.district: ["district_officer"]}
        here, staff = [self.office], above.get(self.place, ["secretary", "staff"])
        waits = {
            "appraisal_to_write": self.state == "prepared" and bool(self.scopes),
            "statement_to_read": self.state == "drafted",
            "statements_to_issue": self.issuable,
            "statement_objected": self.state == "objected",
            "statement_to_sign": self.state == "issued" and self.to_sign,
        }
        who = {"statement_to_read": ([self.member], ["member"]),
               "statement_to_sign": ([str(self.employer)], ["employer_officer"])}  # fmt: skip
        return [Todo(kind, *who.get(kind, (here, staff))) for kind, does in waits.items() if does]

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]


class StatementCode(Document, collection="statement_codes", public=True):
    """What whoever holds a print may know: `id` is its code. name: masked. replaced_by: the number of the version that
    took its place. member, statement and name are empty once the person is erased."""

    clock_indexes = [("member",)]
    statement: str
    member: str
    kind: Kind = "service"
    number: str
    name: str
    place_name: str
    period: str
    minutes: int
    issued_at: datetime
    replaced_by: str | None = None

    @property
    def state(self) -> str:
        return "replaced" if self.replaced_by else "genuine" if self.member else "erased"

    @property
    def text(self) -> Text:
        texts: dict[str, Text] = {"replaced": [REPLACED, {"number": self.replaced_by}], "erased": ERASED}
        return texts.get(self.state, GENUINE)

    @property
    def period_name(self) -> Text:
        return in_words(self.period)

    @property
    def hours(self) -> str:
        return hours(self.minutes)


class StatementNumbering(Document, collection="statement_numberings", unscoped=True):
    """The last number given of those that begin with `id`."""

    last: int = 0
