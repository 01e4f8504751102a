from datetime import datetime

from services.activities.activity_log.model import Line, Look
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "street_officer", "district_officer", "employer_officer")


@allow("member")
def my_lines(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[Line]:
    """What was changed that is mine, newest first."""
    return tx.find(Line, sort="-at", limit=limit, after=after)


@allow(*OFFICERS)
def lines(
    tx: Tx, *, by: str | None = None, about: str | None = None, what: str | None = None,
    since: datetime | None = None, before: datetime | None = None, limit: int = 50, after: str | None = None,
) -> Found[Line]:  # fmt: skip
    """Lines within the asker's scope, newest first."""
    where = _given(by=by, about=about, what=what) | _between(since, before)
    return tx.find(Line, sort="-at", limit=limit, after=after, **where)


@allow(*OFFICERS)
def looks(
    tx: Tx, *, by: str | None = None, person: str | None = None,
    since: datetime | None = None, before: datetime | None = None, limit: int = 50, after: str | None = None,
) -> Found[Look]:  # fmt: skip
    """Who looked at whom, within the asker's scope, newest first."""
    where = _given(by=by, persons=person) | _between(since, before)
    return tx.find(Look, sort="-at", limit=limit, after=after, **where)


@allow("member")
def looks_at_me(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[Look]:
    """Who looked at my data. A look at several people is shown without the others."""
    return tx.find(Look, sort="-at", limit=limit, after=after, persons=tx.by.id)


def _given(**wanted: str | None) -> dict[str, str]:
    return {field: value for field, value in wanted.items() if value is not None}


def _between(since: datetime | None, before: datetime | None) -> dict[str, dict[str, datetime]]:
    ends = ({"$gte": since} if since else {}) | ({"$lt": before} if before else {})
    return {"at": ends} if ends else {}
