"""Who asks. A signed token (cookie for pages, bearer for programs) says it; the service's own copy of the account's
standing has the last word, so a dismissed officer is out as soon as that news is here."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.documents import PUBLIC, Actor, Document
from shared.errors import N_, NotAllowed, NotSignedIn
from shared.events.registry import AccountChanged
from shared.perform import Store
from shared.settings import Settings
from shared.tx import Tx

COOKIE = "lianxin"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Standing(Document, collection="standings", unscoped=True):
    """An account as this service last heard of it. `id` is the account's."""

    clock_indexes = [("grants",)]
    account_version: int
    role: str
    grants: list[str]
    active: bool
    tokens_from: int = 0


def keep_standing(tx: Tx, event: AccountChanged) -> None:
    tx.set(
        Standing, event.account, version=0, scopes=[], account_version=event.account_version, role=event.role,
        grants=event.scopes, active=event.active, tokens_from=event.tokens_from,
    )  # fmt: skip


def check_sessions(app: Flask, store: Store, settings: Settings) -> None:
    keys = KeySet.import_key_set(settings.verify_keys)  # type: ignore[arg-type]

    @app.before_request
    def who_asks() -> None:
        token, by_cookie = _token()
        g.actor, g.session_over = PUBLIC, None
        try:
            g.actor = _actor(store, keys, token) if token else PUBLIC
        except NotSignedIn as caught:  # what is open to everybody stays open: signing in again, above all
            g.session_over = caught
        g.origin = f"{'page' if by_cookie else 'api'} {network(request.remote_addr or '')}"
        if request.method in UNSAFE and not _same_site(by_cookie):
            raise NotAllowed(N_("请从本站页面提交。"), code="cross_site")


def _token() -> tuple[str, bool]:
    head = request.headers.get("Authorization", "")
    if head.startswith("Bearer "):
        return head.removeprefix("Bearer ").strip(), False
    return request.cookies.get(COOKIE, ""), COOKIE in request.cookies


def _actor(store: Store, keys: KeySet, token: str) -> Actor:
    try:
        claims: dict[str, Any] = jwt.decode(token, keys, algorithms=["Ed25519", "EdDSA"]).claims
        if claims["exp"] < store.now().timestamp():
            raise NotSignedIn(N_("登录已过期，请重新登录。您填写的内容可以再次提交。"), code="session_expired")
        account, version, role = str(claims["sub"]), int(claims["ver"]), str(claims["role"])
        scopes = tuple(map(str, claims["scopes"]))
    except (JoseError, KeyError, ValueError, TypeError) as caught:
        raise NotSignedIn(code="token_invalid") from caught
    standing = store.db[Standing.collection].find_one({"_id": account})
    if standing and standing["account_version"] >= version:
        if not standing["active"]:
            raise NotSignedIn(N_("这个账号已停用，需要时请联系上一级管理员。"), code="account_closed")
        if version < standing.get("tokens_from", 0):
            raise NotSignedIn(N_("请重新登录。您填写的内容可以再次提交。"), code="session_ended")
        role, scopes = standing["role"], tuple(standing["grants"])
    return Actor(account, role, scopes)


def _same_site(by_cookie: bool) -> bool:
    """Browsers say where a request comes from: Sec-Fetch-Site, and older ones Origin; with a foreign page's form they
    send no cookie, and it must not sign anybody in either. A program with a bearer token, or with nothing, says
    neither."""
    if request.headers.get("Authorization", "").startswith("Bearer "):
        return True
    fetched, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetched:
        return fetched in ("same-origin", "none")
    return not by_cookie if origin is None else urlsplit(origin).netloc == request.host


def network(address: str) -> str:
    """Where from, no closer than needed: IPv4 to /24, IPv6 to /48."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::/48"
    return ".".join(address.split(".")[:3]) + ".0/24" if address.count(".") == 3 else ""


def token_age_limit(role: str) -> int:
    """Seconds: members thirty days, everybody else a working day."""
    return 30 * 86400 if role == "member" else 12 * 3600

