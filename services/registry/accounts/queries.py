"""Accounts as those above them see them, who I am, and what time has run out."""

from typing import Any

from services.registry.accounts.choosing import named
from services.registry.accounts.model import Account, Challenge
from services.registry.accounts.roles import LEVELS, MAKERS
from services.registry.members.model import Member
from shared.tx import Found, Tx, allow

COLLEAGUES = 100


@allow(*MAKERS)
def accounts(
    tx: Tx, role: str | None = None, limit: int = 50, after: str | None = None, grant: str | None = None
) -> Found[dict[str, Any]]:
    """Those within the asker's scopes, by login; shut ones too. grant: of this place or employer alone."""
    where = {"role": role, "grants": grant}
    found = tx.find(
        Account, sort="login", limit=limit, after=after, **{name: value for name, value in where.items() if value}
    )
    seen = Found(named(tx, found))
    seen.next = found.next
    return seen


@allow(*MAKERS)
def account(tx: Tx, account_id: str) -> dict[str, Any]:
    """One with its phone and e-mail; the look is logged."""
    found = tx.get(Account, account_id)
    return named(tx, [found])[0] | tx.open(found)


@allow("secretary", "staff")
def colleagues(tx: Tx) -> list[Account]:
    """Whom of the asker's community a member may be told to turn to, by login."""
    all_here = tx.find(Account, sort="login", limit=COLLEAGUES)
    return [each for each in all_here if each.active and each.role in ("secretary", "staff")]


@allow("member", *LEVELS)
def me(tx: Tx) -> dict[str, Any]:
    """Who is signed in. An operator, who sees no data, has no name here."""
    found = tx.peek(Member, tx.by.id) if tx.by.role == "member" else tx.peek(Account, tx.by.id)
    known = {"name": found.name, "language": found.language} if found else {}
    return tx.by._asdict() | {"name": "", "language": "zh_CN"} | known


def expired_codes(tx: Tx) -> Found[Challenge]:
    return tx.find(Challenge, sort="expires_at", expires_at={"$lte": tx.now})
