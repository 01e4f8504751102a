"""Officers' accounts: made, edited, taken in from a table; and the links that set their passwords."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import segno

from services.registry.accounts import passwords, reading
from services.registry.accounts.grants import keep_employers_on_system, refuse_unless_within, scopes_of
from services.registry.accounts.model import Account, Credential, LoginTaken
from services.registry.accounts.roles import MAKERS, MAY_MAKE
from services.registry.accounts.standings import let_stand
from shared.documents import EVERYBODY, Actor
from shared.errors import N_, Invalid, NotAllowed, Problem, Refused
from shared.events.registry import MessageAsked
from shared.tx import Tx, allow, new_id
from shared.web.session import Standing

LINK_HOURS = 72
LINK_OVER = N_("这个链接已用过、已过期或已被新的链接代替，请向上一级管理员再要一个。")


class PasswordLink(NamedTuple):
    """To be sent or printed: whoever opens it first sets the password."""

    account: str
    login: str
    name: str
    link: str
    expires_at: datetime

    @property
    def qr(self) -> str:
        return str(segno.make(self.link, error="m").svg_inline(scale=4))


@allow(*MAKERS)
def make_account(
    tx: Tx, *, login: str, role: str, grants: list[str], name: str,
    phone: str = "", email: str = "", title: str = "",
) -> Account:  # fmt: skip
    """An account below the maker's own. It has no password yet: `send_password_links`."""
    login = reading.login(login)
    if tx.peek(LoginTaken, login):
        raise Invalid(fields=[Problem("login", N_("这个账号名已有人用，请换一个。"))])
    _refuse_roles_above(tx, role)
    scopes, grants = scopes_of(tx, role, grants), sorted(set(grants))
    name, title = reading.name(name), reading.title(title)
    contact = {"phone": reading.phone(phone), "email": reading.email(email)}
    id = tx.new_person()
    account = Account(
        id=id, scopes=[*scopes, id], login=login, role=role, grants=grants, name=name, title=title,
        sealed=tx.seal(id, contact), made_at=tx.now,
    )  # fmt: skip
    tx.add(account)
    tx.add(LoginTaken(id=login, account=id))
    tx.add(Credential(id=id))
    let_stand(tx, id, role, grants)
    keep_employers_on_system(tx, account, before=[])
    return account


@allow(*MAKERS)
def edit_account(tx: Tx, account_id: str, version: int, **changes: Any) -> Account:
    """`changes`: of name, title, phone, email, grants, active. A shut account's sessions and links are over."""
    account = managed(tx, account_id, version)
    change_account(tx, account, changes)
    return account


def change_account(tx: Tx, account: Account, changes: dict[str, Any]) -> list[str]:
    """Gives the names of what differs from before; where nothing does, nothing happens."""
    before = account.model_dump() | tx.open(account)
    after = before | {name: _READ.get(name, lambda value: value)(value) for name, value in changes.items()}
    after["grants"] = sorted({*after["grants"], *account.paired})  # ending the pairing takes these away
    changed = [name for name in changes if after[name] != before[name]]
    if not changed:
        return []
    if account.id == tx.by.id and not after["active"]:
        raise Refused(N_("不能停用自己的账号，请由另一位管理员操作。"), code="own_account")
    if "grants" in changed:
        account.scopes = [*scopes_of(tx, account.role, after["grants"]), account.id]
    account.name, account.title = after["name"], after["title"]
    account.grants, account.active = after["grants"], after["active"]
    account.sealed = tx.seal(account.id, {"phone": after["phone"], "email": after["email"]})
    tx.save(account)
    if not account.active:
        _forget_link(tx, account.id)
    let_stand(tx, account.id, account.role, account.grants, active=account.active, end_sessions=not account.active)
    keep_employers_on_system(tx, account, before=before["grants"])
    return changed


_READ = {
    "name": reading.name, "title": reading.title, "phone": reading.phone, "email": reading.email,
    "grants": lambda grants: sorted(set(grants)),
}  # fmt: skip


def managed(tx: Tx, account_id: str, version: int | None = None) -> Account:
    """An account that the actor may change: of a role below theirs, and wholly within their scopes."""
    account = tx.get(Account, account_id, version)
    _refuse_roles_above(tx, account.role)
    refuse_unless_within(tx, account)
    return account


def _refuse_roles_above(tx: Tx, role: str) -> None:
    if role not in MAY_MAKE[tx.by.role]:
        raise NotAllowed(N_("这个角色的账号要由上一级管理员建立和修改。"), code="role_above")


# passwords


@allow(*MAKERS)
def send_password_links(tx: Tx, account_ids: list[str], public_url: str) -> list[PasswordLink]:
    """One link for each (500 at most), in place of any before it; it goes out by SMS or e-mail where these are known,
    and is given back to be printed."""
    return [_send_link(tx, managed(tx, id), public_url) for id in dict.fromkeys(account_ids)]


@allow(*MAKERS)
def send_password_link(tx: Tx, account_id: str, public_url: str) -> PasswordLink:
    return send_password_links(tx, [account_id], public_url)[0]


def _send_link(tx: Tx, account: Account, public_url: str) -> PasswordLink:
    if not account.active:
        raise Refused(N_("这个账号已停用，请先启用再发链接。"), code="account_closed")
    token, until = secrets.token_urlsafe(32), tx.now + timedelta(hours=LINK_HOURS)
    credential = tx.get(Credential, account.id)
    credential.link, credential.link_until = tx.keys.hashed("link", token), until
    tx.save(credential)
    link = f"{public_url}/registry/password?token={token}"
    to = {name: value or None for name, value in tx.open(account).items()}
    if any(to.values()):
        sealed = tx.seal(account.id, {"to": to, "values": {"link": link, "hours": LINK_HOURS}})
        tx.emit(MessageAsked(
            subject=new_id(), wording="password_link", sealed=sealed, expires=until, account=account.id,
            scopes=account.scopes,
        ))  # fmt: skip
    return PasswordLink(account.id, account.login, account.name, link, until)


def _forget_link(tx: Tx, account_id: str) -> None:
    credential = tx.get(Credential, account_id)
    credential.link = credential.link_until = None
    tx.save(credential)


@allow(*EVERYBODY)
def set_password(tx: Tx, token: str, password: str) -> Account:
    """By a link, once. From here on it is the account's holder who acts."""
    credential = next(iter(tx.find(Credential, link=tx.keys.hashed("link", token), limit=1)), None)
    if credential is None or credential.link_until is None or credential.link_until <= tx.now:
        raise Refused(LINK_OVER, code="link_over")
    tx.by = Actor(credential.id, tx.get(Standing, credential.id).role, (credential.id,))
    return give_password(tx, credential.id, password)


def give_password(tx: Tx, account_id: str, password: str) -> Account:
    """Every session and link from before is over. Asked for by the link's holder, or an operator's command."""
    account = tx.get(Account, account_id)
    if weak := passwords.weakness(password, account.login):
        raise Invalid(fields=[weak])
    credential = tx.get(Credential, account_id)
    credential.password, credential.link, credential.link_until = passwords.hashed(password), None, None
    tx.save(credential)
    let_stand(tx, account.id, account.role, account.grants, active=account.active, end_sessions=True)
    return account
