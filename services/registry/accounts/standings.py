"""What an account may do from now on: registry's own copy and the news for the other services, in one transaction."""

from collections.abc import Iterable

from pymongo.database import Database

from shared.events.registry import AccountChanged
from shared.tx import Tx
from shared.web.session import Standing


def let_stand(
    tx: Tx, account: str, role: str, grants: list[str], *, active: bool = True, end_sessions: bool = False
) -> Standing:
    """Of an officer's account or of a member (role "member", grants [member id]). `end_sessions`: every token minted
    before is over, in all services."""
    standing = tx.peek(Standing, account)
    if standing is None:
        standing = tx.add(Standing(id=account, account_version=0, role=role, grants=grants, active=active))
    else:
        tx.save(standing)
    standing.account_version += 1
    standing.role, standing.grants, standing.active = role, grants, active
    if end_sessions:
        standing.tokens_from = standing.account_version
    tx.emit(account_changed(standing))
    return standing


def account_changed(standing: Standing) -> AccountChanged:
    return AccountChanged(
        account=standing.id, account_version=standing.account_version, role=standing.role, scopes=standing.grants,
        active=standing.active, tokens_from=standing.tokens_from,
    )  # fmt: skip


def all_accounts(db: Database) -> Iterable[AccountChanged]:
    """For readers added later than the events are kept."""
    return (account_changed(Standing.of(row)) for row in db[Standing.collection].find().sort("_id"))
