"""Whom one makes accounts for, and what these may be granted: for the pages and forms that ask."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from services.registry.accounts.model import Account
from services.registry.accounts.roles import LEVELS, MAKERS, MAY_MAKE
from services.registry.employers.model import Employer
from services.registry.employers.queries import employers_named
from services.registry.places.model import Place
from services.registry.places.queries import find_communities, places_of
from services.registry.places.search import query_key
from shared.tx import Tx, allow


class Grantable(NamedTuple):
    """A place or an employer; within: the name of the street it lies in, where that tells two of one name apart."""

    id: str
    name: str
    within: str = ""


class MayMake(NamedTuple):
    role: str
    level: str | None


@allow(*MAKERS)
def roles_to_make(tx: Tx) -> list[MayMake]:
    """Those whose accounts the asker makes and looks after, from above."""
    return [MayMake(role, level) for role, level in LEVELS.items() if role in MAY_MAKE[tx.by.role]]


@allow(*MAKERS)
def grantable(tx: Tx, role: str, text: str = "") -> list[Grantable]:
    """What an account of this role may be granted, within the asker's scopes: all there is of districts and streets;
    communities and employers by the words that find them, or the asker's own."""
    level = LEVELS[role]
    if level in ("district", "street"):
        return [Grantable(place.id, place.name) for place in _own(tx, level) if text in place.name]
    if level == "community" and query_key(text):
        return [Grantable(each.id, each.name, each.street_name) for each in find_communities(tx, text)
                if {each.id, each.street, each.id[:6]} & set(tx.by.scopes)]  # fmt: skip
    if level == "community":
        return [Grantable(place.id, place.name) for place in _own(tx, level) if place.id in tx.by.scopes]
    if level == "employer" and text:
        found = (employers_named(tx, district, text) for district in {scope[:6] for scope in tx.by.scopes})
        return [Grantable(each.id, each.name) for some in found for each in some
                if set(each.scopes) & set(tx.by.scopes)]  # fmt: skip
    return []


def _own(tx: Tx, level: str) -> list[Place]:
    mine = set(tx.by.scopes)
    return [
        place for district in sorted({scope[:6] for scope in mine}) for place in places_of(tx, district)
        if place.active and place.level == level and mine & set(place.scopes)
    ]  # fmt: skip


def named(tx: Tx, accounts: Iterable[Account]) -> list[dict[str, Any]]:
    """Accounts with `granted`: what their grants are called."""
    accounts = list(accounts)
    ids = [grant for account in accounts for grant in account.grants]
    things: list[Place | Employer] = [*tx.fetch(Place, ids), *tx.fetch(Employer, ids)]
    names = {thing.id: thing.name for thing in things}
    return [
        account.model_dump() | {"granted": [Grantable(each, names.get(each, each)) for each in account.grants]}
        for account in accounts
    ]
