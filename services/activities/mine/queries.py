"""What waits for a member in activities, what they are going to do, and how much they have done."""

from datetime import timedelta
from typing import NamedTuple

from services.activities.activities.model import Shift
from services.activities.names.queries import settings
from services.activities.records.model import ServiceRecord
from services.activities.records.queries import Read, read
from services.activities.rollcalls.queries import shifts_to_lead
from services.activities.signups.model import AHEAD, SignUp
from services.activities.signups.queries import my_signups
from services.activities.statements.model import Statement, hours
from services.activities.statements.periods import in_words, period_of
from services.activities.statements.queries import my_statements
from shared.errors import Text
from shared.tx import Tx, allow

MOST = 200  # of one kind on the page; a member has a few
ASKED_SINCE = timedelta(days=90)  # records older than that wait for no answer
MOST_RECORDS = 2_000  # of one member, for the sum


class Mine(NamedTuple):
    """offers: seats to take or leave; records: to confirm or object to; statements: to read; leads: shifts whose
    leader the member is; ahead: the member's own shifts, and what others ended of them."""

    offers: list[SignUp]
    records: list[Read]
    statements: list[Statement]
    leads: list[Shift]
    ahead: list[SignUp]


class Hours(NamedTuple):
    """What was confirmed in one period."""

    period_name: Text
    records: int
    minutes: int

    @property
    def hours(self) -> str:
        return hours(self.minutes)


@allow("member")
def mine(tx: Tx) -> Mine:
    """One page: what waits first."""
    signups = [each for each in my_signups(tx, limit=MOST) if each.ends > tx.now]
    since = {"$gt": tx.now - ASKED_SINCE}
    records = tx.find(ServiceRecord, member=tx.by.id, starts=since, sort="-starts", limit=MOST)
    return Mine(
        [each for each in signups if each.state == "offered"],
        [read(tx, each) for each in records if each.close_at],
        [each for each in my_statements(tx) if each.state == "drafted"],
        shifts_to_lead(tx),
        [each for each in signups if _is_news(each)],
    )


def _is_news(signup: SignUp) -> bool:
    """Ahead of the member; or ended, and not by the member's own act."""
    return (signup.state in AHEAD and signup.state != "offered") or (signup.reason or "by_member") != "by_member"


@allow("member")
def my_hours(tx: Tx) -> list[Hours]:
    """What the member has confirmed, by the periods their district makes statements for; newest first."""
    where = {"member": tx.by.id, "state": "confirmed"}
    records = tx.find(ServiceRecord, sort="-starts", limit=MOST_RECORDS, **where)
    lengths = {code: settings(tx, code).statement_period for code in {record.district for record in records}}
    found: dict[str, list[int]] = {}
    for record in records:
        key = period_of(record.counts_from or record.ends, lengths[record.district]).key
        found.setdefault(key, []).append(record.minutes)
    newest = sorted(found.items(), reverse=True)
    return [Hours(in_words(key), len(minutes), sum(minutes)) for key, minutes in newest]
