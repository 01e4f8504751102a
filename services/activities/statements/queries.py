"""What is shown of statements, to whom, and which of them the clock moves on."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from services.activities.names.model import DistrictSettings
from services.activities.names.queries import closed_communities
from services.activities.records.model import ServiceRecord
from services.activities.statements.model import OUT, Kind, Statement, StatementCode
from services.activities.statements.periods import newest_ended
from shared.documents import EVERYBODY
from shared.errors import N_, NotFound
from shared.signs import as_typed
from shared.tx import Found, Tx, allow

AT_ONCE = 500
SLICE = 100  # records drafted from in one transaction; each may bring its member's others
ARCHIVED_AFTER = timedelta(days=90)
OFFICERS = ("secretary", "staff", "street_officer", "district_officer")  # these act where the place is their own


class Whole(NamedTuple):
    """A statement with what people wrote: an appraisal's opinion; objection and answer, which no employer sees."""

    statement: Statement
    opinion: str
    objection: str
    answer: str

    @property
    def version(self) -> int:
        return self.statement.version


class Done(NamedTuple):
    """What came of one, some or all. left: how many still wait."""

    items: list[Statement]
    left: int


def whole(tx: Tx, statement: Statement) -> Whole:
    held = tx.open(statement)
    return Whole(statement, *(held.get(name, "") for name in ("opinion", "objection", "answer")))


def shown(tx: Tx, found: list[Statement]) -> list[Statement]:
    """Names are personal data, so that looking leaves a line (R13)."""
    tx.look(found, "member")
    return found


# the member


@allow("member")
def my_statements(tx: Tx, limit: int = 50, after: str | None = None) -> Found[Statement]:
    """One's own, newest first."""
    return tx.find(Statement, sort="-starts", limit=limit, after=after)


@allow("member")
def my_statement(tx: Tx, id: str) -> Whole:
    return whole(tx, tx.get(Statement, id))


# the community, the street, the district


@allow(*OFFICERS)
def statements(
    tx: Tx, kind: Kind, period: str, state: str | None = None, limit: int = 50, after: str | None = None
) -> list[Statement]:
    """All of a period within one's scope, in the order of names."""
    where = {"state": state} if state else {}
    return shown(tx, tx.find(Statement, kind=kind, period=period, sort="pinyin", limit=limit, after=after, **where))


@allow(*OFFICERS)
def statement(tx: Tx, id: str) -> Whole:
    return whole(tx, shown(tx, [tx.get(Statement, id)])[0])


@allow(*OFFICERS)
def statements_to_issue(
    tx: Tx, kind: Kind, period: str, limit: int = 50, after: str | None = None
) -> list[Statement]:  # fmt: skip
    """Those of one's own place that were read, or have lain for seven days."""
    return shown(tx, tx.find(Statement, **issuable(tx, kind, period), sort="pinyin", limit=limit, after=after))


def issuable(tx: Tx, kind: Kind, period: str) -> dict[str, Any]:
    return {"office": {"$in": list(tx.by.scopes)}, "kind": kind, "period": period, "issuable": True}


# the employer


@allow("employer_officer")
def received(
    tx: Tx, kind: Kind, period: str, state: str | None = None, limit: int = 50, after: str | None = None
) -> list[Statement]:
    """What was issued of one's people for a period, in the order of names."""
    where = {"state": state} if state else {}
    return shown(tx, tx.find(Statement, kind=kind, period=period, sort="pinyin", limit=limit, after=after, **where))


@allow("employer_officer")
def received_one(tx: Tx, id: str) -> Whole:
    return whole(tx, shown(tx, [tx.get(Statement, id)])[0])


@allow("employer_officer")
def received_whole(tx: Tx, kind: Kind, period: str, after: str | None = None) -> Found[Whole]:
    """A page of all that counts of a period, with the opinions: for a file."""
    page = tx.find(Statement, kind=kind, period=period, sort="pinyin", limit=AT_ONCE, after=after)
    tx.unlock(page)
    found = Found(whole(tx, each) for each in shown(tx, page) if each.state in OUT)
    found.next = page.next
    return found


# everybody


@allow(*EVERYBODY)
def statement_by_code(tx: Tx, code: str) -> StatementCode:
    """Whether a print is genuine, for whoever holds it."""
    found = tx.peek(StatementCode, as_typed(code))
    if found is None:
        raise NotFound(N_("没有这个编码，请核对后再试。"), code="not_genuine")
    return found


# what is due


def countable(tx: Tx, member: str, place: str, before: datetime) -> list[ServiceRecord]:
    """A member's confirmed records that stand in no statement and ended in time, oldest first."""
    return tx.find(
        ServiceRecord, member=member, place=place, state="confirmed", statement=None, ends={"$lt": before}, sort="ends"
    )


def editions(tx: Tx, kind: str, member: str, place: str, periods: list[str]) -> list[Statement]:
    """All there are, the newest first."""
    return tx.find(Statement, kind=kind, member=member, place=place, period={"$in": periods}, sort="-edition")


def records_to_state(tx: Tx) -> list[ServiceRecord]:
    """Confirmed records that no statement holds, of whose district a period has ended since."""
    found: list[ServiceRecord] = []
    for district in tx.find(DistrictSettings):
        ended = newest_ended(tx.now, district.statement_period).ends
        found += tx.find(
            ServiceRecord, district=district.id, state="confirmed", statement=None, counts_from={"$lt": ended},
            sort="counts_from", limit=SLICE - len(found),
        )  # fmt: skip
        if len(found) >= SLICE:
            break
    return found


def records_to_restate(tx: Tx) -> Found[ServiceRecord]:
    """Changed since they stood in a statement."""
    return tx.find(ServiceRecord, restate_due=True, sort="state", limit=SLICE)


def appraisals_to_count(tx: Tx) -> Found[Statement]:
    return tx.find(Statement, recount=True, ends={"$lt": tx.now}, sort="ends", limit=SLICE)


def drafts_to_open(tx: Tx) -> Found[Statement]:
    return tx.find(
        Statement, state="drafted", issuable=False, may_issue_at={"$lt": tx.now}, sort="may_issue_at", limit=AT_ONCE
    )


def statements_to_archive(tx: Tx) -> Found[Statement]:
    return tx.find(
        Statement, state="signed", signed_at={"$lt": tx.now - ARCHIVED_AFTER}, sort="signed_at", limit=AT_ONCE
    )


def statements_left_behind(tx: Tx) -> list[Statement]:
    """Those that a closed community answered for."""
    closed = closed_communities(tx)
    return tx.find(Statement, office={"$in": closed}, sort="office", limit=SLICE) if closed else []
