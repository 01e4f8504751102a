"""What an account is granted: places or employers, always within the scopes of whoever grants."""

from services.registry.accounts.model import Account
from services.registry.accounts.roles import LEVELS
from services.registry.accounts.standings import let_stand
from services.registry.employers.facts import employer_changed
from services.registry.employers.model import Employer
from services.registry.places.model import Place
from shared.documents import CLOCK
from shared.errors import N_, Invalid, NotAllowed, Problem
from shared.tx import Tx

EXPECTED = {
    "district": N_("应为您所在区的代码（6 位）。"),
    "street": N_("应为您范围内的街道代码（9 位）。"),
    "community": N_("应为您范围内的社区（居民区）代码（12 位），没有停用的。"),
    "employer": N_("应为您范围内的单位。"),
    None: N_("运维账号没有数据范围，请留空。"),
}


def scopes_of(tx: Tx, role: str, grants: list[str]) -> list[str]:
    """Who may see an account with these grants: what is granted, and the places above. Invalid where one is not of the
    role's level, or not within the granter's own scopes. An instructor may begin with none: pairings bring them."""
    level = LEVELS[role]
    if role == "instructor" and not grants and tx.by.scopes:
        return _open_to(tx)
    above = [_above(tx, level, grant) for grant in grants]
    if bool(grants) != bool(level) or not all(scopes and _is_within(tx, scopes) for scopes in above):
        raise Invalid(fields=[Problem("grants", EXPECTED[level])])
    return sorted({scope for scopes in above for scope in scopes} if level else tx.by.scopes)


def _open_to(tx: Tx) -> list[str]:
    """Who sees an instructor without a community: the street that makes the account, or every street of the district
    that does, for any of them may pair; and what is above."""
    above = {each for scope in tx.by.scopes for each in _above(tx, "street", scope) or [scope]}
    below = (place for scope in tx.by.scopes for place in tx.find(Place, parent=scope, active=True))
    return sorted(above | {place.id for place in below if place.level == "street"})


def refuse_unless_within(tx: Tx, account: Account) -> None:
    """Somebody whose grants reach beyond mine, or who is open to other streets too, is managed by whoever is above."""
    level, reach = LEVELS[account.role], account.grants
    if account.role == "instructor" and not reach:
        level, reach = "street", [place.id for place in tx.fetch(Place, account.scopes) if place.level == "street"]
    if not all(_is_within(tx, _above(tx, level, each) or [each]) for each in reach):
        raise NotAllowed(N_("这个账号的范围超出您的范围，请由上一级管理员操作。"), code="grants_beyond")


def _is_within(tx: Tx, scopes: list[str]) -> bool:
    return tx.by == CLOCK or not set(scopes).isdisjoint(tx.by.scopes)


def _above(tx: Tx, level: str | None, grant: str) -> list[str]:
    """Itself and what it lies in; [] where there is no such thing of this level. The district's own officers come
    before its places: a district may stand for itself."""
    if level == "employer":
        employer = tx.peek(Employer, grant)
        return [employer.district, employer.id] if employer and employer.active else []
    place = tx.peek(Place, grant)
    if place is None:
        return [grant] if level == "district" and len(grant) == 6 and grant.isdigit() else []
    if place.level != level or not place.active:
        return []
    return list(dict.fromkeys(scope for scope in (place.district, place.street, place.id) if scope))


def grant_by_pairing(tx: Tx, account: Account, community: str) -> None:
    account.paired = sorted([*account.paired, community])
    _grant(tx, account, {*account.grants, community})


def end_grant(tx: Tx, account: Account, community: str) -> None:
    """One pairing less: the community goes, unless another pairing of the account is there too."""
    if community in account.paired:
        account.paired.remove(community)
    _grant(tx, account, {grant for grant in account.grants if grant != community or grant in account.paired})


def _grant(tx: Tx, account: Account, grants: set[str]) -> None:
    """The account is saved in any case: of two pairings at once the second begins again. Who lost the last community
    stays with the officers above it."""
    before, account.grants = account.grants, sorted(grants)
    above = {scope for grant in grants for scope in _above(tx, "community", grant)}
    left = set(account.scopes) - (set(before) - grants) - {account.id}
    account.scopes = [*sorted(above or left), account.id]
    tx.save(account)
    if account.grants != before:
        let_stand(tx, account.id, account.role, account.grants, active=account.active)


def keep_employers_on_system(tx: Tx, account: Account, before: list[str]) -> None:
    """An employer is on the system while somebody there can sign in for it. It is saved in any case: of two officers
    shut at once, the second is counted after the first."""
    if account.role != "employer_officer":
        return
    for id in {*account.grants, *before}:
        employer = tx.get(Employer, id)
        others = tx.count(Account, role=account.role, grants=id, active=True, _id={"$ne": account.id})
        on_system = others > 0 or (account.active and id in account.grants)
        tx.save(employer)
        if employer.on_system != on_system:
            employer.on_system, employer.left_system = on_system, not on_system
            tx.emit(employer_changed(employer))
