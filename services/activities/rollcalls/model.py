"""到场登记: who came to a shift. Late and absent never leave the community."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from shared.documents import Document
from shared.errors import TooLarge

State = Literal["expected", "present", "late", "absent", "excused"]
Marked = Literal["present", "late", "absent", "excused"]
How = Literal["leader", "scan", "sheet"]
CAME = ("present", "late")
LEADER_SEES = timedelta(days=2)  # after the end of a shift
OFFLINE = timedelta(minutes=5)  # a mark that arrives later than this was made offline
MOST_MARKS = 100  # of one person; far more than anybody makes


class Mark(BaseModel):
    """One entry of the roll-call, kept as it came. nonce: the sender's own, so that repeats change nothing.
    at: its own time, when it was made; got_at: when it arrived. forced: it was made offline and sent later.
    how: by the leader, by the member's own scan, or from the sheet; signed: with the member's signature on it."""

    nonce: str
    state: State
    at: datetime
    got_at: datetime
    forced: bool = False
    how: How
    signed: bool = False
    by: str


class Attendance(Document, collection="attendances"):
    """One person at one shift; `id` is the sign-up's. It exists from the first mark on. scopes: the member and the
    community (or street, district) that offers it, nobody above: a street does not see who was late in a community.
    The shift's leader stands in its place (queries.kept_by).

    state: as the mark with the latest time of its own says. own_word: the member's scan or signature confirms it.
    added: was not signed up and simply came. to_record: closing the shift, or a mark after it, is to be written into
    a service record. name, pinyin, masked_phone: plain copies for the sheet, gone with the person.
    """

    indexes = [("shift", "pinyin"), ("member", "starts")]
    clock_indexes = [("to_record",), ("shift", "pinyin"), ("member", "starts")]
    member: str
    name: str = ""
    pinyin: str = ""
    masked_phone: str = ""
    shift: str
    activity: str
    title: str
    place: str
    starts: datetime
    ends: datetime
    state: State = "expected"
    own_word: Literal["scan", "sheet"] | None = None
    added: bool = False
    marks: list[Mark] = []
    to_record: bool = False

    @property
    def came(self) -> bool:
        return self.state in CAME

    @property
    def last(self) -> Mark | None:
        """The mark that says the state: of those with the latest time of their own, the one that arrived last."""
        return max(reversed(self.marks), key=lambda mark: mark.at, default=None)

    @property
    def forced(self) -> bool:
        return bool(self.last and self.last.forced)

    @property
    def marked_at(self) -> datetime | None:
        return self.last.at if self.last else None

    def has(self, nonce: str, by: str) -> bool:
        return any((mark.nonce, mark.by) == (nonce, by) for mark in self.marks)

    def take(self, mark: Mark) -> bool:
        """Keep a mark; False where it changes nothing that counts: neither the state, nor whose word it is, nor since
        when somebody late was there. One that was kept before is not kept again."""
        if self.has(mark.nonce, mark.by):
            return False
        if len(self.marks) >= MOST_MARKS:
            raise TooLarge
        before = (self.state, self.own_word)
        self.marks = [*self.marks, mark]
        self.state = self.last.state  # type: ignore[union-attr]
        if mark.state in CAME and not self.own_word:
            self.own_word = "scan" if mark.how == "scan" else "sheet" if mark.signed else None
        return before != (self.state, self.own_word) or self.state == mark.state == "late"


class RollCall(Document, collection="rollcalls", unscoped=True):
    """Of the shift whose id it has. Every mark writes it and so does closing: of two at once, the database lets one
    begin again, so that nobody's mark falls between.

    said: what waits to be recorded was said to those who run the shift. close_at: when the clock closes it, two days
    after the end, if anybody was marked."""

    clock_indexes = [("close_at",)]
    said: bool = False
    close_at: datetime | None = None
