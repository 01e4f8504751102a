"""Pairings and visits as those concerned see them: in code order, never ranked."""

from collections import Counter
from typing import Any, NamedTuple

from services.registry.accounts.model import Account
from services.registry.contacts.model import Kind, MonthOfVisits, Pairing, Visit, day_of
from services.registry.places.model import Place
from services.registry.places.queries import all_communities, closed_places
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

ABOVE = ("street_officer", "district_officer")
CURRENT = 5000  # more pairings than any district has


class Load(NamedTuple):
    """What one instructor looks after within the asker's scopes."""

    account: Account
    pairings: int
    visits: int


class Count(NamedTuple):
    community: Place
    visits: dict[Kind, int]


@allow("secretary", "staff", "instructor", *ABOVE)
def pairings(
    tx: Tx, current: bool = True, community: str | None = None, limit: int = 50, after: str | None = None
) -> Found[Pairing]:
    """Current ones in the order of their communities, ended ones the latest first; an instructor sees their own."""
    where: dict[str, Any] = {"current": current} | ({"community": community} if community else {})
    if tx.by.role == "instructor":
        where["scopes"] = tx.by.id
    sort = "community" if current else "-ended_at"
    return tx.find(Pairing, sort=sort, limit=limit, after=after, **where)


@allow(*ABOVE)
def unpaired_communities(tx: Tx) -> list[Place]:
    """Those in which no branch has an instructor."""
    paired = {pairing.community for pairing in _current(tx)}
    return [place for place in _communities(tx) if place.id not in paired]


@allow(*ABOVE)
def instructors(tx: Tx, limit: int = 50, after: str | None = None) -> Found[Load]:
    """Every instructor within the asker's scopes with this month's load, by login."""
    paired = Counter(pairing.instructor for pairing in _current(tx))
    month = day_of(tx.now)[:7]
    accounts = tx.find(Account, role="instructor", sort="login", limit=limit, after=after)
    loads = Found(Load(each, paired[each.id], tx.count(Visit, instructor=each.id, month=month)) for each in accounts)
    loads.next = accounts.next
    return loads


def _current(tx: Tx) -> list[Pairing]:
    return tx.find(Pairing, current=True, sort="community", limit=CURRENT)


def _communities(tx: Tx) -> list[Place]:
    """The active communities within the asker's scopes, in code order."""
    mine = set(tx.by.scopes)
    districts = sorted({scope[:6] for scope in mine})  # every code begins with its district's
    return [place for district in districts for place in all_communities(tx, district) if mine & set(place.scopes)]


# visits


@allow("instructor", "secretary", "street_officer")
def visits(tx: Tx, community: str | None = None, limit: int = 50, after: str | None = None) -> Found[dict[str, Any]]:
    """The latest first: an instructor's own, else those of one's community or street."""
    where = {"scopes": tx.by.id} if tx.by.role == "instructor" else {}
    if community:
        where["community"] = community
    found = tx.find(Visit, sort="-day", limit=limit, after=after, **where)
    tx.unlock(found)
    read = Found(opened(tx, visit) for visit in found)
    read.next = found.next
    return read


@allow("instructor", "secretary", "street_officer")
def visit(tx: Tx, visit_id: str) -> dict[str, Any]:
    return opened(tx, readable(tx, visit_id))


def readable(tx: Tx, visit_id: str, version: int | None = None) -> Visit:
    """An instructor reads their own alone, and also where they are no longer."""
    own = {"scopes": tx.by.id} if tx.by.role == "instructor" else {}
    if not tx.find(Visit, _id=visit_id, limit=1, **own):
        raise NotFound
    return tx.get(Visit, visit_id, version)


def opened(tx: Tx, visit: Visit) -> dict[str, Any]:
    """With its words; without, once their time was over."""
    return visit.model_dump() | {"text": "", "next_step": ""} | tx.open(visit)


@allow("secretary", *ABOVE)
def visits_of_month(tx: Tx, month: str) -> list[Count]:
    """How many visits each community had, in code order."""
    communities = _communities(tx)
    months = tx.fetch(MonthOfVisits, [f"{place.id}.{month}" for place in communities])
    visits = {each.id: each.visits for each in months}
    return [Count(place, visits.get(f"{place.id}.{month}", {})) for place in communities]


# what is due


def pairings_left_behind(tx: Tx) -> list[Pairing]:
    """Of communities that were closed."""
    found = (tx.find(Pairing, community=place.id, current=True) for place in closed_places(tx))
    return [pairing for pairings in found for pairing in pairings]


def words_to_drop(tx: Tx) -> Found[Visit]:
    return tx.find(Visit, sort="words_until", words_until={"$lte": tx.now})
