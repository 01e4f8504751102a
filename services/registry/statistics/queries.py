"""Numbers as officers see them: in code order or by name, never ranked; rates for employers alone."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from services.registry.employers.model import Employer
from services.registry.employers.queries import employers
from services.registry.members.queries import BELONGING
from services.registry.places.model import Place
from services.registry.places.queries import places_of
from services.registry.reports.model import Report
from services.registry.rosters.model import RosterEntry
from services.registry.statistics.model import EmployerCount, Participant, PlaceCount, Waiting
from services.registry.statistics.numbers import Chain, EmployerRow, PlaceRow, chain, employer_row, place_row
from shared.clock import SHANGHAI
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

OFFICERS = ("street_officer", "district_officer")
EVERY = 5000  # more places, or employers, than any district has
MONTHS = 12
PACE = timedelta(seconds=20)  # nothing is counted again sooner
AT_ONCE = 50  # counted in one transaction
HERE = ["reported", "transferring"]  # an entry's report_state: taken in by a community of ours

OfPlaces = Literal["reported", "served", "fed_back", "waits", "long"]
OfEmployers = Literal["roster", "deferred", "elsewhere", "reported", "missing"]


class Overview(NamedTuple):
    """below: the streets of a district, the communities of a street. todo: what waits for the asker's own office.
    to_place: reports in the place whose community nobody knows yet."""

    place: PlaceRow
    chain: Chain
    below: list[PlaceRow]
    todo: int
    to_place: int


class StreetRows(NamedTuple):
    street: PlaceRow
    communities: list[PlaceRow]


class Month(NamedTuple):
    """month: "2026-11", in Shanghai. taken_in: reports that communities accepted, moves between them too."""

    month: str
    taken_in: int


# what people ask


@allow(*OFFICERS)
def overview(tx: Tx, code: str | None = None) -> Overview:
    """The asker's own place or one within it, and what lies below it in code order."""
    top, counts = _place(tx, code), _counts(tx)
    open_places = [each for each in places_of(tx, top.district) if each.active]
    street = {} if top.level == "district" else {"street": top.id}
    below = [each for each in open_places if each.parent == top.id]
    row = place_row(top, _within(top, open_places), counts, tx.now)
    return Overview(
        place=row, chain=chain(row, tx.find(EmployerCount, limit=EVERY)),
        below=[place_row(each, _within(each, open_places), counts, tx.now) for each in below],
        todo=tx.count(Waiting, roles=tx.by.role, closed=False),
        to_place=tx.count(Report, state="awaiting_placement", **street),
    )  # fmt: skip


@allow(*OFFICERS)
def communities_counted(tx: Tx, having: OfPlaces | None = None) -> list[StreetRows]:
    """The asker's streets with their communities, in code order; `having`: those where this number is not 0."""
    counts, mine = _counts(tx), set(tx.by.scopes)
    places = [each for each in places_of(tx, _place(tx, None).district) if each.active and mine & set(each.scopes)]
    found = []
    for street in (each for each in places if each.level == "street"):
        rows = [place_row(each, [each], counts, tx.now) for each in _within(street, places)]
        shown = [row for row in rows if having is None or getattr(row, having)]
        if shown:
            found.append(StreetRows(place_row(street, _within(street, places), counts, tx.now), shown))
    return found


@allow(*OFFICERS)
def employers_counted(
    tx: Tx, having: OfEmployers | None = None, cursor: str | None = None, limit: int = 50
) -> Found[EmployerRow]:
    """By name; `having`: only those where this number is not 0, all of them at once."""
    found = _employers_having(tx, having) if having else employers(tx, True, cursor, limit)
    counts = {each.id: each for each in tx.fetch(EmployerCount, [each.id for each in found])}
    rows = Found(employer_row(each, counts.get(each.id)) for each in found)
    rows.next = found.next
    return rows


def _employers_having(tx: Tx, having: OfEmployers) -> Found[Employer]:
    counts = tx.find(EmployerCount, limit=EVERY)
    known = {each.id: each for each in tx.fetch(Employer, [each.id for each in counts])}
    wanted = [
        known[each.id] for each in counts
        if each.id in known and getattr(employer_row(known[each.id], each), having)
    ]  # fmt: skip
    return Found(sorted(wanted, key=lambda each: (each.pinyin, each.id)))


@allow(*OFFICERS)
def months(tx: Tx) -> list[Month]:
    """The last MONTHS months, the earliest first."""
    now = tx.now.astimezone(SHANGHAI)
    ends = [_month(now, back) for back in range(MONTHS - 1, -2, -1)]
    return [
        Month(f"{begin:%Y-%m}", tx.count(Report, accepted_at={"$gte": begin, "$lt": end}))
        for begin, end in pairwise(ends)
    ]


def _month(now: datetime, back: int) -> datetime:
    """When the month began that is so many before this one."""
    years, month = divmod(now.month - 1 - back, 12)
    return datetime(now.year + years, month + 1, 1, tzinfo=SHANGHAI)


def _place(tx: Tx, code: str | None) -> Place:
    """The asker's own, or one that lies within it."""
    place = tx.get(Place, code or tx.by.scopes[0])
    if not set(place.scopes) & set(tx.by.scopes):
        raise NotFound
    return place


def _counts(tx: Tx) -> dict[str, PlaceCount]:
    return {each.id: each for each in tx.find(PlaceCount, limit=EVERY)}


def _within(place: Place, places: list[Place]) -> list[Place]:
    """The communities in it, itself if it is one."""
    return [each for each in places if each.level == "community" and place.id in (each.id, each.street, each.district)]


# what the clock counts


def changed_participants(tx: Tx) -> Found[Participant]:
    return tx.find(Participant, fresh=True, limit=EVERY // 10)


def closed_waits(tx: Tx) -> Found[Waiting]:
    return tx.find(Waiting, closed=True, limit=EVERY // 10)


def stale_places(tx: Tx) -> Found[PlaceCount]:
    return tx.find(PlaceCount, stale=True, counted_at={"$lte": tx.now - PACE}, sort="counted_at", limit=AT_ONCE)


def stale_employers(tx: Tx) -> Found[EmployerCount]:
    return tx.find(EmployerCount, stale=True, counted_at={"$lte": tx.now - PACE}, sort="counted_at", limit=AT_ONCE)


def waiting_for(tx: Tx, office: str) -> Found[Waiting]:
    """The oldest first."""
    return tx.find(Waiting, office=office, closed=False, sort="since", limit=EVERY)


def participants_counted(tx: Tx, community: str) -> dict[str, int]:
    of_it = {"community": community, "state": {"$in": BELONGING}}
    return {
        "reported": tx.count(Participant, **of_it),
        "served": tx.count(Participant, records={"$gt": 0}, **of_it),
        "fed_back": tx.count(Participant, statements={"$gt": 0}, **of_it),
    }


def entries_counted(tx: Tx, employer: str) -> dict[str, int]:
    current, deferred = (
        tx.count(RosterEntry, employer=employer, state=state) for state in ("current", "deferred")
    )  # fmt: skip
    here, elsewhere = (
        tx.count(RosterEntry, employer=employer, state="current", report_state={"$in": states})
        for states in (HERE, ["reported_elsewhere"])
    )
    return {"roster": current + deferred, "deferred": deferred, "reported": here, "elsewhere": elsewhere}
