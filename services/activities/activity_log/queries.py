"""What was done and looked at, within the asker's scope."""

from datetime import datetime
from typing import Any

from services.activities.activity_log.model import Line, Look
from services.activities.activity_log.words import in_words
from services.activities.names.model import Place
from services.activities.people.model import Person
from shared.documents import EVERYBODY
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "street_officer", "district_officer", "employer_officer")
PEOPLE = [*EVERYBODY]
Told = dict[str, Any]  # a line, with what was done in words (text) and the nearest place it was about (place_name)


@allow("member")
def my_lines(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[Line]:
    """What was changed that is mine, newest first."""
    return tx.find(Line, sort="-at", limit=limit, after=after)


@allow(*OFFICERS)
def lines(
    tx: Tx, *, by: str | None = None, about: str | None = None, what: str | None = None, clock: bool = True,
    since: datetime | None = None, before: datetime | None = None, limit: int = 50, after: str | None = None,
) -> Found[Told]:  # fmt: skip
    """Lines within the asker's scope, newest first. clock: also of what the clock did, where nothing else is asked."""
    where: dict[str, Any] = _given(by=by, about=about, what=what)
    if not clock and not where:
        where = {"role": {"$in": PEOPLE}}
    where |= _between(since, before)
    return _told(tx, tx.find(Line, sort="-at", limit=limit, after=after, **where))


@allow(*OFFICERS)
def looks(
    tx: Tx, *, by: str | None = None, person: str | None = None,
    since: datetime | None = None, before: datetime | None = None, limit: int = 50, after: str | None = None,
) -> Found[Told]:  # fmt: skip
    """Who looked at whom, within the asker's scope, newest first. known: of the persons those who are still here."""
    where = _given(by=by, persons=person) | _between(since, before)
    told = _told(tx, tx.find(Look, sort="-at", limit=limit, after=after, **where))
    here = {each.id for each in tx.fetch(Person, {id for look in told for id in look["persons"]})}
    for look in told:
        look["known"] = [id for id in look["persons"] if id in here]
    return told


@allow("member")
def looks_at_me(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[Look]:
    """Who looked at my data. A look at several people is shown without the others."""
    return tx.find(Look, sort="-at", limit=limit, after=after, persons=tx.by.id)


def _told(tx: Tx, found: Found) -> Found[Told]:
    codes = {line.id: _nearest(line.scopes) for line in found}
    names = {place.id: place.name for place in tx.fetch(Place, set(codes.values()) - {""})}
    told = Found(
        line.model_dump() | {"text": in_words(line.what, line.role), "place_name": names.get(codes[line.id], "")}
        for line in found
    )
    told.next = found.next
    return told


def _nearest(scopes: list[str]) -> str:
    """Of the places among them the smallest: the longest code."""
    return max((scope for scope in scopes if scope.isdigit() and len(scope) <= 12), key=len, default="")


def _given(**wanted: str | None) -> dict[str, str]:
    return {field: value for field, value in wanted.items() if value is not None}


def _between(since: datetime | None, before: datetime | None) -> dict[str, dict[str, datetime]]:
    ends = ({"$gte": since} if since else {}) | ({"$lt": before} if before else {})
    return {"at": ends} if ends else {}
