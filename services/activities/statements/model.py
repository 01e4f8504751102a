"""服务登记卡: what a member did in a period, told to their employer; and the yearly appraisal (评议)."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from shared.documents import Actor, Document, Sealed
from shared.errors import WrongState

LIFE = {
    "drafted": {"read", "objected", "issued", "withdrawn"},
    "read": {"objected", "issued", "withdrawn"},
    "objected": {"drafted", "withdrawn"},
    "issued": {"signed", "replaced"},
    "signed": {"archived", "replaced"},
    "archived": {"replaced"},
    "replaced": set(),
    "withdrawn": set(),
}


class StatementLine(BaseModel):
    record: str
    starts: datetime
    title: str
    minutes: int


class Statement(Document, collection="statements"):
    """One version of what one community says of one member in one period. scopes: the member and the community with
    what it lies in; the employer from the day it is issued.

    period: "2026-Q3", "2026-H1" or "2026". edition: 1, then one more for each correction after it was issued;
    replaces, replaced_by: the versions before and after; changed: what is different, a line each. number, code: on
    the print, given when issued. may_issue_at: unread, it may be issued from then on. signed_by: the account, and
    on_paper where staff entered a receipt. sealed: {"objection", "answer", "opinion" (the appraisal's): texts}. name,
    pinyin: plain copies for lists and prints, gone with the person.
    """

    indexes = [
        ("member", "-starts"), ("state", "pinyin"), ("period", "state", "pinyin"), ("employer", "state", "pinyin"),
    ]  # fmt: skip
    clock_indexes = [("member", "place", "period", "kind"), ("member",), ("state", "signed_at")]
    kind: Literal["service", "appraisal"] = "service"
    member: str
    name: str = ""
    pinyin: str = ""
    employer: str | None = None
    employer_name: str | None = None
    place: str
    place_name: str
    street: str | None = None
    district: str
    period: str
    starts: datetime
    ends: datetime
    lines: list[StatementLine] = []
    minutes: int
    state: str = "drafted"
    edition: int = 1
    replaces: str | None = None
    replaced_by: str | None = None
    changed: list[str] = []
    number: str | None = None
    code: str | None = None
    drafted_at: datetime
    read_at: datetime | None = None
    may_issue_at: datetime
    issued_at: datetime | None = None
    issued_by: str | None = None
    signed_at: datetime | None = None
    signed_by: str | None = None
    on_paper: bool = False
    sealed: Sealed | None = None
    steps: list[dict[str, Any]] = []

    def move_to(self, state: str, by: Actor, at: datetime, why: str | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE.get(self.state, ()):
            raise WrongState
        self.state = state
        self.steps = [*self.steps, {"to": state, "by": by.id, "role": by.role, "at": at, "why": why}]


class StatementCode(Document, collection="statement_codes", public=True):
    """What whoever holds a print may know: `id` is its code. name: masked, gone with the person."""

    clock_indexes = [("member",)]
    statement: str
    member: str
    kind: Literal["service", "appraisal"] = "service"
    name: str
    place_name: str
    period: str
    minutes: int
    issued_at: datetime
    replaced_by: str | None = None
