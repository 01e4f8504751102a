"""Places as others read them. Everybody may, so scope narrows nothing here save what a community marks internal."""

from typing import NamedTuple

from services.registry.offers.model import Offer
from services.registry.offers.queries import next_offers
from services.registry.places import codelist, search
from services.registry.places.model import DistrictSettings, HomeBranch, Place
from services.registry.places.names import Matcher, normal
from shared.documents import EVERYBODY
from shared.errors import N_, Invalid, NotAllowed, NotFound, Problem
from shared.tx import Found, Tx, allow

DISTRICT = 5000  # more places than any district has
CHILDREN = 500  # more communities than any street has
BRANCHES = 200
FOUND, CANDIDATES = 20, 300
PROBLEMS = 200  # named in one answer


class FoundPlace(NamedTuple):
    """A community with the name of its street, which tells two of one name apart."""

    id: str
    name: str
    street: str | None
    street_name: str
    phone: str | None


class Presented(NamedTuple):
    """A place's public page. parent_name: of what it lies in; below: the places in it, in code order; branches: its
    active ones; into: where a closed community goes on."""

    place: Place
    parent_name: str
    below: list[Place]
    branches: list[HomeBranch]
    offers: list[Offer]
    into: Place | None

    @property
    def version(self) -> int:
        return self.place.version


class Street(NamedTuple):
    id: str
    name: str
    communities: list[Place]


class Tree(NamedTuple):
    """version: grows with every change of any place of the district."""

    id: str
    name: str
    version: int
    streets: list[Street]


class OwnTree(NamedTuple):
    """What an officer looks after: the place, its streets with their communities, and what was closed."""

    place: Place
    streets: list[Street]
    closed: list[Place]


class Renamed(NamedTuple):
    id: str
    before: str
    name: str


class Comparison(NamedTuple):
    """What taking a code list would change. missing: on no line of it; they stay, for members may belong to them."""

    district: str
    wanted: list[codelist.Row]
    added: list[codelist.Row]
    renamed: list[Renamed]
    missing: list[Place]
    same: int


# what other nouns ask


@allow(*EVERYBODY)
def place(tx: Tx, code: str) -> Place:
    return tx.get(Place, code)


@allow(*EVERYBODY)
def scopes_of(tx: Tx, community: str) -> list[str]:
    """District, street and community: who sees what belongs there."""
    found = tx.get(Place, community)
    if found.level != "community":
        raise NotFound
    return [found.district, str(found.street), found.id]


@allow(*EVERYBODY)
def communities_of(tx: Tx, street: str) -> list[Place]:
    """The street's active communities, in code order."""
    return tx.find(Place, parent=street, level="community", active=True, limit=CHILDREN)


@allow(*EVERYBODY)
def all_communities(tx: Tx, district: str) -> list[Place]:
    """The district's active communities, in code order."""
    return [place for place in places_of(tx, district) if place.active and place.level == "community"]


@allow(*EVERYBODY)
def places_of(tx: Tx, district: str) -> Found[Place]:
    """All of a district, itself and what is closed included."""
    return tx.find(Place, district=district, limit=DISTRICT)


@allow(*EVERYBODY)
def matcher(tx: Tx, district: str) -> Matcher:
    """Finds the district's active communities in texts, as rosters write them."""
    places = [place for place in places_of(tx, district) if place.active]
    return Matcher(places, {place.id: place.roads for place in places})


@allow(*EVERYBODY)
def branches_of(tx: Tx, community: str) -> list[HomeBranch]:
    return tx.find(HomeBranch, community=community, limit=BRANCHES)


@allow(*EVERYBODY)
def branch_for(tx: Tx, community: str, address: str) -> HomeBranch | None:
    """The active home branch that takes in this 小区, road or address: by the longest name in it. None: not clear."""
    text = normal(address)
    fits = [
        (len(name), branch)
        for branch in branches_of(tx, community)
        if branch.active
        for name in map(normal, branch.roads)
        if name and name in text
    ]
    longest = max((length for length, _ in fits), default=0)
    best = {branch.id: branch for length, branch in fits if length == longest}
    return best.popitem()[1] if len(best) == 1 else None


@allow(*EVERYBODY)
def settings_of(tx: Tx, district: str) -> DistrictSettings:
    """What the district has set; the defaults, at version 0, where it has set nothing."""
    return tx.peek(DistrictSettings, district) or DistrictSettings(id=district, scopes=[district])


def closed_places(tx: Tx) -> list[Place]:
    """Communities that were closed. Whoever is in one now belongs to its `closed_into`."""
    return tx.find(Place, active=False, limit=DISTRICT)


# what people ask


@allow(*EVERYBODY)
def places(
    tx: Tx, level: str | None, parent: str | None, active: bool, limit: int, after: str | None = None
) -> Found[Place]:
    """In code order."""
    where = {"level": level, "parent": parent}
    return tx.find(Place, active=active, limit=limit, after=after, **{k: v for k, v in where.items() if v is not None})


@allow(*EVERYBODY)
def place_as_seen(tx: Tx, code: str) -> Place:
    """The place; for those within whose scopes it does not lie, without what is internal."""
    found = tx.get(Place, code)
    if set(found.scopes) & set(tx.by.scopes):
        return found
    return found.model_copy(update={"introduction": found.introduction.for_outsiders()})


@allow(*EVERYBODY)
def presented(tx: Tx, code: str) -> Presented:
    place = place_as_seen(tx, code)
    parent = tx.peek(Place, place.parent) if place.parent else None
    branches = [branch for branch in branches_of(tx, code) if branch.active] if place.level == "community" else []
    below = tx.find(Place, parent=code, active=True, limit=CHILDREN) if place.level != "community" else []
    into = tx.peek(Place, place.closed_into) if place.closed_into else None
    return Presented(place, parent.name if parent else "", below, branches, next_offers(tx, code), into)


@allow("secretary", "staff")
def own_community(tx: Tx) -> Presented:
    """As those see it who work there."""
    return presented(tx, tx.by.scopes[0])


@allow(*EVERYBODY)
def find_communities(tx: Tx, text: str) -> list[FoundPlace]:
    """Active communities by name, street, pinyin, initials, 小区 or road; the best first, at most FOUND."""
    key = search.query_key(text)
    if not key:
        raise Invalid(fields=[Problem("q", N_("请输入社区、街道、小区或道路的名称，也可以用拼音或首字母。"))])
    beginning = {"$regex": f"^{key}"}  # on many keys a $gte with a $lt would be two questions, each true of another key
    hits = tx.find(Place, keys=beginning, active=True, limit=CANDIDATES)
    best = search.ranked(hits, text)[:FOUND]
    names = {street.id: street.name for street in tx.fetch(Place, [str(p.street) for p in best])}
    return [FoundPlace(p.id, p.name, p.street, names.get(str(p.street), ""), p.phone) for p in best]


@allow(*EVERYBODY)
def tree(tx: Tx, district: str) -> Tree:
    """A district's active streets and communities, for pickers."""
    top = tx.get(Place, district)
    everything = places_of(tx, district)
    below: dict[str | None, list[Place]] = {}
    for each in everything:
        if each.active:
            below.setdefault(each.parent, []).append(each)
    streets = [Street(street.id, street.name, below.get(street.id, [])) for street in below.get(district, [])]
    return Tree(top.id, top.name, sum(each.version + 1 for each in everything), streets)


@allow("district_officer", "street_officer")
def own_tree(tx: Tx) -> OwnTree:
    """A district, or of it the officer's street alone; in code order."""
    top, mine = tx.get(Place, tx.by.scopes[0]), set(tx.by.scopes)
    own = [each for each in places_of(tx, top.district) if mine & set(each.scopes)]
    active = [each for each in own if each.active]
    streets = [
        Street(street.id, street.name, [each for each in active if each.parent == street.id])
        for street in active if street.level == "street"
    ]  # fmt: skip
    return OwnTree(top, streets, [each for each in own if not each.active])


@allow("district_officer", "street_officer", "secretary")
def own_place(tx: Tx, code: str) -> Presented:
    """One within the officer's scopes, to look after it: all its branches."""
    seen = presented(tx, code)
    if not set(seen.place.scopes) & set(tx.by.scopes):
        raise NotFound
    return seen._replace(branches=branches_of(tx, code) if seen.place.level == "community" else [])


@allow(*EVERYBODY)
def district_settings(tx: Tx, district: str) -> DistrictSettings:
    tx.get(Place, district)
    return settings_of(tx, district)


@allow("district_officer")
def own_settings(tx: Tx) -> DistrictSettings:
    return settings_of(tx, tx.by.scopes[0])


@allow(*EVERYBODY)
def emblem_of(tx: Tx, district: str) -> str:
    found = settings_of(tx, district).emblem
    if not found:
        raise NotFound
    return found


@allow("district_officer")
def compare_code_list(tx: Tx, content: bytes) -> Comparison:
    """Read a code list of the officer's district and compare; Invalid with every problem, named by row and column."""
    wanted, problems = codelist.parse(content)
    if problems:
        raise Invalid(fields=[
            Problem(f"{p.row}.{p.column}".strip("."), p.expected, codelist.FILLING) for p in problems[:PROBLEMS]
        ])  # fmt: skip
    known, found = against_list(tx, wanted)
    renamed = [Renamed(row.id, known[row.id].listed_name, row.name) for row in found.renamed]
    missing = [known[code] for code in found.missing if known[code].active]
    return Comparison(district_of(wanted), wanted, found.added, renamed, missing, len(found.same))


def against_list(tx: Tx, wanted: list[codelist.Row]) -> tuple[dict[str, Place], codelist.Differences]:
    """What is there, by code, and how the list differs from the list before it. An officer's own edits stay."""
    if district_of(wanted) not in tx.by.scopes:
        raise NotAllowed(N_("这份代码表是别的区的，请换成本区的文件。"), code="other_district")
    known = {place.id: place for place in places_of(tx, district_of(wanted))}
    listed: dict[str, tuple[str, str, str | None]] = {
        code: (place.listed_name, place.level, place.parent) for code, place in known.items()
    }
    return known, codelist.differences(listed, wanted)


def district_of(wanted: list[codelist.Row]) -> str:
    """A good list is of one district, whose code begins every other."""
    return wanted[0].id[:6]
