"""A period at a glance: how many statements of it there are in each state, and where something waits."""

from typing import NamedTuple

from services.activities.names.model import Employer, Place
from services.activities.names.queries import settings
from services.activities.statements.model import LIFE, Kind, Statement
from services.activities.statements.periods import Length, Period, before, in_words, newest_ended
from services.activities.statements.queries import OFFICERS, issuable
from shared.errors import NotYetKnown, Text
from shared.tx import Tx, allow

KINDS: tuple[Kind, ...] = ("service", "appraisal")
RECENT = 6  # periods to choose from


class Around(NamedTuple):
    """A period to choose. waiting: how many statements of it wait for whoever asks."""

    kind: Kind
    period: str
    name: Text
    waiting: int


class Overview(NamedTuple):
    """periods: the newest, of both kinds. counts: within one's scope; to_issue: how many one's own place can issue
    now."""

    kind: Kind
    period: str
    period_name: Text
    periods: list[Around]
    counts: dict[str, int]
    to_issue: int


@allow("employer_officer", *OFFICERS)
def overview(tx: Tx, kind: Kind, period: str | None = None, state: str | None = None) -> Overview:
    """Of this period. Where none is asked for: of the newest in which something waits, or the one that ended last; of
    a state that is asked for, of whichever kind has one in it."""
    recent = {each: _recent(newest_ended(tx.now, _length(tx, each))) for each in KINDS}
    around = [_around(tx, of, each) for of, keys in recent.items() for each in keys]
    kind, key = (kind, period) if period else _begins_at(tx, kind, state, around)
    counts = {state: tx.count(Statement, kind=kind, period=key, state=state) for state in LIFE}
    return Overview(
        kind, key, in_words(key), around,
        {state: count for state, count in counts.items() if count}, tx.count(Statement, **issuable(tx, kind, key)),
    )  # fmt: skip


def _begins_at(tx: Tx, kind: Kind, state: str | None, around: list[Around]) -> tuple[Kind, str]:
    own = [each for each in around if each.kind == kind]
    if state:
        with_it = (each for each in around if tx.count(Statement, kind=each.kind, period=each.period, state=state))
        found = next(with_it, own[0])
    else:
        found = next((each for each in own if each.waiting), own[0])
    return found.kind, found.period


def _around(tx: Tx, kind: Kind, period: str) -> Around:
    return Around(kind, period, in_words(period), _waiting(tx, kind, period))


def _waiting(tx: Tx, kind: Kind, period: str) -> int:
    """To sign; or to issue, and in a community to answer and to write (above it those are not told apart)."""
    states = {"employer_officer": ["issued"], "secretary": ["objected", "prepared"], "staff": ["objected", "prepared"]}
    in_state = {"state": {"$in": states.get(tx.by.role, [])}}
    found = tx.count(Statement, kind=kind, period=period, **in_state) if tx.by.role in states else 0
    return found + (0 if tx.by.role == "employer_officer" else tx.count(Statement, **issuable(tx, kind, period)))


def _length(tx: Tx, kind: Kind) -> Length:
    """Appraisals are of a year; statements of what the officer's district has set."""
    if kind == "appraisal":
        return "year"
    own = next((each for code in tx.by.scopes if (each := tx.peek(Place, code) or tx.peek(Employer, code))), None)
    if own is None:
        raise NotYetKnown
    return settings(tx, own.district).statement_period


def _recent(last: Period) -> list[str]:
    """It and those before it."""
    found = [last]
    while len(found) < RECENT:
        found.append(before(found[-1]))
    return [each.key for each in found]
