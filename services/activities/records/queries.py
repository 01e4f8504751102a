"""Records as their member, those who offered the activity and a second person see them; the ledger; what is due."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from services.activities.names.queries import closed_communities
from services.activities.records.ledger import LedgerLine
from services.activities.records.model import SECONDS, Correction, Second, ServiceRecord, asked
from services.activities.records.words import NEXT, STATES
from services.activities.rollcalls.model import Attendance
from services.activities.signups.reminding import DAY_BEGINS, DAY_ENDS
from shared.clock import SHANGHAI
from shared.errors import NotFound
from shared.tx import Found, Tx, allow
from shared.web.session import Standing

L = TypeVar("L", Found[ServiceRecord], Found[Correction])
AT_ONCE = 100  # records that the clock changes in one transaction, each with its lines and events
STAFF = ("secretary", "staff", "street_officer", "district_officer")  # of their own place's activities
SECOND = (*STAFF, "instructor")


class Read(NamedTuple):
    """A record as its member reads it, with what was said about it."""

    record: ServiceRecord
    text: str
    next: str
    objection: str
    answer: str

    @property
    def version(self) -> int:
        return self.record.version


class Looked(NamedTuple):
    """A record as those see it who answer for it: with what was said, and every correction, newest first."""

    record: ServiceRecord
    objection: str
    answer: str
    corrections: list[Correction]


class Proposal(NamedTuple):
    """A correction, with why it was proposed, what the member said, and why it was refused."""

    correction: Correction
    reason: str
    objection: str
    refusal: str


class Waiting(NamedTuple):
    """For one page."""

    objections: list[ServiceRecord]
    corrections: list[Correction]


# the member


@allow("member")
def my_records(
    tx: Tx, *, state: str | None = None, limit: int = 50, after: str | None = None
) -> Found[Read]:  # fmt: skip
    """My own, newest first."""
    where = {"state": state} if state else {}
    found = tx.find(ServiceRecord, member=tx.by.id, sort="-starts", limit=limit, after=after, **where)
    return _like(found, (read(tx, each) for each in found))


@allow("member")
def my_record(tx: Tx, record_id: str) -> Read:
    return read(tx, tx.get(ServiceRecord, record_id))


def read(tx: Tx, record: ServiceRecord) -> Read:
    said, step = tx.open(record), "offered" if record.offered is not None else record.state
    return Read(record, STATES[record.state], NEXT[step], said.get("objection", ""), said.get("answer", ""))


@allow("member")
def my_ledger(
    tx: Tx, *, record: str | None = None, limit: int = 50, after: str | None = None
) -> Found[LedgerLine]:  # fmt: skip
    """What happened to my records, newest first."""
    where = {"record": record} if record else {"member": tx.by.id}
    return tx.find(LedgerLine, sort="-at", limit=limit, after=after, **where)


# those who offered the activity


def of_ones_own(tx: Tx, record_id: str) -> ServiceRecord:
    """A record that the asker's own place answers for: who is above it does not."""
    record = tx.get(ServiceRecord, record_id)
    if record.office not in tx.by.scopes:
        raise NotFound
    return record


@allow(*STAFF)
def records(
    tx: Tx, *, state: str | None = None, activity: str | None = None, member: str | None = None, limit: int = 50,
    after: str | None = None,
) -> Found[ServiceRecord]:  # fmt: skip
    """Of the asker's own place, newest first."""
    where = _own(tx) | {k: v for k, v in (("state", state), ("activity", activity), ("member", member)) if v}
    return _shown(tx, tx.find(ServiceRecord, sort="-starts", limit=limit, after=after, **where))


@allow(*STAFF)
def objections(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[ServiceRecord]:
    """Records that wait for an answer of the asker's own place, oldest objection first."""
    where = _own(tx) | {"state": "objected"}
    return _shown(tx, tx.find(ServiceRecord, sort="objected_at", limit=limit, after=after, **where))


@allow(*STAFF)
def record(tx: Tx, record_id: str) -> Looked:
    return looked(tx, of_ones_own(tx, record_id))


def looked(tx: Tx, found: ServiceRecord) -> Looked:
    tx.look([found], "member")
    said = tx.open(found)
    corrections = tx.find(Correction, record=found.id, sort="-asked_at")
    return Looked(found, said.get("objection", ""), said.get("answer", ""), corrections)


@allow(*STAFF)
def ledger(
    tx: Tx, *, record: str | None = None, member: str | None = None, place: str | None = None, limit: int = 50,
    after: str | None = None,
) -> Found[LedgerLine]:  # fmt: skip
    """Lines within the asker's scope, newest first."""
    where = {k: v for k, v in (("record", record), ("member", member), ("place", place)) if v}
    return tx.find(LedgerLine, sort="-at", limit=limit, after=after, **where)


# the second person


@allow(*SECOND)
def to_review(tx: Tx) -> Waiting:
    """What waits for an answer in which the asker has a part, oldest first (AT_ONCE of each): objections of their own
    place, corrections of it or for which their role is asked. An instructor answers no objection."""
    mine = objections(tx, limit=AT_ONCE) if tx.by.role in STAFF else Found()
    return Waiting(mine, corrections(tx, limit=AT_ONCE))


@allow(*SECOND)
def corrections(
    tx: Tx, *, state: str = "awaiting_second", limit: int = 50, after: str | None = None
) -> Found[Correction]:  # fmt: skip
    """Oldest first: of one's own place, or those for which one's role is asked."""
    where = {"state": state} | ({} if tx.by.role in ("secretary", "staff") else {"second": tx.by.role})
    return _shown(tx, tx.find(Correction, sort="asked_at", limit=limit, after=after, **where))


@allow(*SECOND)
def correction(tx: Tx, correction_id: str) -> Proposal:
    """As those read it who may approve it, and those who proposed it."""
    found = tx.get(Correction, correction_id)
    about = tx.get(ServiceRecord, found.record)
    of_its_own = tx.by.role in STAFF and about.office in tx.by.scopes
    if not of_its_own and tx.by.role not in roles_asked(tx, found, about):
        raise NotFound
    return proposal(tx, found, about)


def proposal(tx: Tx, found: Correction, about: ServiceRecord) -> Proposal:
    tx.look([found], "member")
    said = tx.open(found)
    return Proposal(found, said.get("reason", ""), tx.open(about).get("objection", ""), said.get("refusal", ""))


def roles_asked(tx: Tx, correction: Correction, about: ServiceRecord) -> list[str]:
    """Those who may answer it: whoever was asked, and whoever would be asked today."""
    return [
        role for second in (correction.second, second_for(tx, about, correction.by)) for role in asked(second, about)[1]
    ]


def second_for(tx: Tx, about: ServiceRecord, author: str) -> Second:
    """Of the roles that may approve, the first that somebody else than the author has; where nobody has any, the last
    of them, who will be asked as soon as there is one."""
    chain = SECONDS[about.level]
    return next((second for second in chain if _somebody(tx, *asked(second, about), author)), chain[-1])


def _somebody(tx: Tx, place: str, roles: list[str], author: str) -> bool:
    found = tx.find(Standing, grants=place, active=True, role={"$in": roles}, limit=2)
    return any(standing.id != author for standing in found)


# what is due


def attendances_to_record(tx: Tx) -> Found[Attendance]:
    return tx.find(Attendance, to_record=True, limit=AT_ONCE)


def records_to_remind(tx: Tx) -> list[ServiceRecord]:
    """None in the quiet hours: what comes due at night is due in the morning."""
    if not DAY_BEGINS <= tx.now.astimezone(SHANGHAI).time() < DAY_ENDS:
        return []
    return tx.find(ServiceRecord, remind_at={"$lte": tx.now}, sort="remind_at", limit=AT_ONCE)


def records_to_close(tx: Tx) -> Found[ServiceRecord]:
    return tx.find(ServiceRecord, close_at={"$lte": tx.now}, sort="close_at", limit=AT_ONCE)


def corrections_to_look_at(tx: Tx) -> Found[Correction]:
    return tx.find(Correction, look_again_at={"$lte": tx.now}, sort="look_again_at", limit=AT_ONCE)


def records_left_behind(tx: Tx) -> list[ServiceRecord]:
    """Those that a closed community answered for."""
    closed = closed_communities(tx)
    return tx.find(ServiceRecord, office={"$in": closed}, sort="office", limit=AT_ONCE) if closed else []


def _own(tx: Tx) -> dict:
    return {"office": {"$in": list(tx.by.scopes)}}


def _shown(tx: Tx, found: L) -> L:
    """Names on a list are personal data, so that looking leaves a line (R13)."""
    tx.look(found, "member")
    return found


def _like(found: Found, items: Iterable) -> Found:
    """The same page of something else."""
    page = Found(items)
    page.next = found.next
    return page
