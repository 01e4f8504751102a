"""到场登记: who came to a shift. Late and absent never leave the community."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from shared.documents import Document

State = Literal["expected", "present", "late", "absent", "excused"]
CAME = ("present", "late")


class Mark(BaseModel):
    """One entry of the roll-call, kept as it came. nonce: the sender's own, so that repeats change nothing.
    at: its own time, when it was made; got_at: when it arrived. forced: it was made offline and sent later.
    how: by the leader, by the member's own scan, or from the sheet; signed: with the member's signature on it."""

    nonce: str
    state: State
    at: datetime
    got_at: datetime
    forced: bool = False
    how: Literal["leader", "scan", "sheet"]
    signed: bool = False
    by: str


class Attendance(Document, collection="attendances"):
    """One person at one shift; `id` is the sign-up's. scopes: the member, the community (or street, district) that
    offers it, the leader; nobody above: a street does not see who was late in a community.

    state: as the mark with the latest time of its own says. own_word: the member's scan or signature confirms it.
    added: was not signed up and simply came. to_record: closing the shift, or a mark after it, is to be written into
    a service record. name, pinyin, masked_phone: plain copies for the sheet, gone with the person.
    """

    indexes = [("shift", "pinyin"), ("member", "starts")]
    clock_indexes = [("to_record",), ("shift",), ("member",)]
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
