"""花名册: what an employer's HR system exports, and the people on it."""

from datetime import datetime

from shared.documents import Document, Sealed


class RosterEntry(Document, collection="roster_entries"):
    """One person on one employer's roster. `person` is the id under whose key `sealed` lies, and becomes the member's.

    sealed: {"phone", "email", "address", "number" (staff number), ...}. name: plain here, to sort and to search; gone
    with the person. phone_hash, id_hash: keyed hashes; id_last4: shown with the name where people share one.
    state: current | left | deferred (暂缓报到, no detail). member: set once the person signed in or was entered.
    report_state: the state of the member's report as the employer may see it, for "who has not reported yet".
    """

    indexes = [("employer", "state", "pinyin"), ("employer", "report_state", "pinyin")]
    clock_indexes = [("phone_hash",), ("id_hash",), ("employer", "state"), ("person",)]
    employer: str
    person: str
    name: str
    pinyin: str = ""
    sealed: Sealed | None = None
    phone_hash: str | None = None
    id_hash: str | None = None
    id_last4: str | None = None
    community: str | None = None
    street: str | None = None
    skills: list[str] = []
    work_branch: str | None = None
    state: str = "current"
    member: str | None = None
    report_state: str | None = None
    confirmed_at: datetime | None = None
    invited_at: datetime | None = None
    reminded_at: datetime | None = None


class PhoneOnRoster(Document, collection="phones_on_rosters", unscoped=True):
    """Who signs in for the first time with this phone (or e-mail). `id` is its hash; `person` as on the roster entries
    `entries`, whose employer is `employer`. Kept with the current entries; never shown."""

    entries: list[str] = []
    person: str
    employer: str
