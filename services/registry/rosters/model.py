"""花名册: what an employer's HR system exports, and the people on it."""

from datetime import datetime
from typing import Any, Literal

from shared.documents import Document, Sealed


class RosterEntry(Document, collection="roster_entries"):
    """One person on one employer's roster. `person` is the id under whose key `sealed` lies, and becomes the member's.
    scopes: the employer and the person.

    sealed: {"phone" (E.164), "sms" (whether it gets one), "email", "address", "number" (staff number), "gender",
    "joined_on"}. name: plain here, to sort and to search; gone with the person. phone_hash, id_hash, number_hash:
    keyed hashes; id_last4: shown with the name where people share one.
    state: current | left (forgotten after two years, see privacy) | deferred (暂缓报到, no detail). confirmed_at: of
    the newest roster with this person on it; seen: that upload's id (see queries.unread). member: set once the person
    reported. report_state: the state of the member's report as the employer may see it, for "who has not reported
    yet". unsettled: came, came back or left, and the member's own documents do not say so yet. invitation: the token
    of the link. letter: neither phone nor e-mail.
    """

    indexes = [(), ("state", "pinyin"), ("letter", "state", "pinyin")]
    clock_indexes = [
        ("phone_hash",),
        ("id_hash",),
        ("number_hash",),
        ("employer", "state"),
        ("employer", "state", "seen"),
        ("employer", "state", "report_state"),
        ("employer", "name"),
        ("person",),
        ("member",),
        ("unsettled",),
        ("state", "unsettled", "left_at"),
    ]
    employer: str
    person: str
    name: str
    pinyin: str = ""
    sealed: Sealed | None = None
    phone_hash: str | None = None
    id_hash: str | None = None
    id_last4: str | None = None
    number_hash: str | None = None
    community: str | None = None
    street: str | None = None
    skills: list[str] = []
    work_branch: str | None = None
    state: Literal["current", "left", "deferred"] = "current"
    member: str | None = None
    report_state: str | None = None
    unsettled: bool = False
    confirmed_at: datetime | None = None
    seen: str | None = None
    left_at: datetime | None = None
    invitation: str | None = None
    invited_at: datetime | None = None
    reminded_at: datetime | None = None
    letter: bool = False


class PhoneOnRoster(Document, collection="phones_on_rosters", unscoped=True):
    """Who signs in for the first time with this phone (or e-mail). `id` is its hash; `person` as on the roster entries
    `entries`, the newest of which is of `employer`. by_employer: each employer's newest entry. Kept with the entries
    on a roster; never shown."""

    clock_indexes = [("person",)]
    entries: list[str] = []
    by_employer: dict[str, str] = {}
    person: str
    employer: str


class IdOnRoster(Document, collection="ids_on_rosters", unscoped=True):
    """Who has this ID number on a roster. `id` is its hash; the rest as for a phone."""

    clock_indexes = [("person",)]
    entries: list[str] = []
    by_employer: dict[str, str] = {}
    person: str
    employer: str


class Upload(Document, collection="roster_uploads"):
    """A roster that was handed in, and how far it is. `id` is also the key under which all of it lies sealed, with
    `sealed`: {"name": the file's, "guess": the columns as guessed}. Gone at `until`, save the counts.

    state: receiving -> uploaded -> checking -> checked -> (brake ->) applying -> removing -> applied; unreadable (then
    `problem`: {"code", "text"}); expired. wish: what comes after the check. chosen: column -> field, as people set it.
    total, done: rows read, rows applied; packs, next_pack: the same in RosterRows. check: how often it was begun, the
    last time when Employer.roster_changes were `checked_against`. read_until: so long its reader may say nothing.
    counts: rows by result, and `removed`, `elsewhere` (also on another employer's roster).
    matched: entries of today's roster found in the file; would_remove: the others.
    """

    indexes = [("-at",)]
    clock_indexes = [("state",), ("until",)]
    employer: str
    state: str = "receiving"
    at: datetime
    until: datetime | None
    size: int = 0
    sealed: Sealed | None = None
    chosen: dict[str, str | None] = {}
    all_members: bool = False
    wish: Literal["check", "apply"] = "check"
    problem: dict[str, Any] | None = None
    check: int = 0
    checked_against: int = 0
    read_until: datetime | None = None
    total: int = 0
    done: int = 0
    packs: int = 0
    next_pack: int = 0
    counts: dict[str, int] = {}
    matched: int = 0
    would_remove: int = 0
    checked_at: datetime | None = None
    applied_at: datetime | None = None


class RosterChunk(Document, collection="roster_chunks", unscoped=True):
    """A piece of the file as it was handed in; `id` is "upload.number". Read by the clock alone, never shown."""

    clock_indexes = [("upload",)]
    upload: str
    sealed: Sealed


class RosterRows(Document, collection="roster_rows"):
    """Rows with their results, in the order of the file; `id` is "upload.number". first, last: Row.at; results: which
    of them are in it. met: the entries on the roster that the check found in it. sealed: {"rows": [see kept.py]}."""

    indexes = [("upload", "last")]
    clock_indexes = [("upload",)]
    upload: str
    first: int
    last: int
    results: list[str]
    met: list[str] = []
    sealed: Sealed


class Invitation(Document, collection="invitations"):
    """People who are to be invited or reminded: those of `ids`, or all who have not reported. cursor: how far it is.
    counts: {"sent", "letters" (no phone, no e-mail), "left_out" (not now)}. link: its beginning."""

    indexes = [("-at",)]
    clock_indexes = [("state",)]
    employer: str
    employer_name: str
    kind: Literal["invitation", "reminder"]
    ids: list[str] | None
    at: datetime
    link: str
    state: Literal["running", "done"] = "running"
    cursor: str | None = None
    counts: dict[str, int] = {}
