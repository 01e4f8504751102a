"""Accounts: who may sign in, as what, and what they may see."""

from datetime import datetime
from typing import Literal

from shared.documents import Document, Sealed


class Account(Document, collection="accounts"):
    """An officer's account (members sign in by code and need none). `id` is also the person's, under whose key `sealed`
    ({"phone", "email"}) lies.

    scopes: who may see and manage the account (its grants and the places above them). grants: what its holder may see;
    none for an operator. paired: a community for each current pairing of an instructor, granted as long as it lasts.
    login: what is typed, lower case. title: shown beside the role, no personal data.
    What it may do at this moment, and its version, is its `Standing`.
    """

    indexes = [("role", "login"), ("login",)]
    clock_indexes = [("grants",)]
    login: str
    role: str
    grants: list[str]
    paired: list[str] = []
    name: str = ""
    sealed: Sealed | None = None
    title: str = ""
    active: bool = True
    language: Literal["zh_CN", "en"] = "zh_CN"
    made_at: datetime


class LoginTaken(Document, collection="logins_taken", unscoped=True):
    """Whose account name this is. `id` is the login, lower case."""

    account: str


class Credential(Document, collection="credentials", unscoped=True):
    """What proves that somebody holds an account, whose id it has. password: argon2id. link: keyed hash of the one
    link that may set the password now; a newer link takes its place."""

    clock_indexes = [("link",)]
    password: str | None = None
    link: str | None = None
    link_until: datetime | None = None


class Challenge(Document, collection="challenges", unscoped=True):
    """A sign-in code on its way to a phone or an e-mail address. contact: keyed hash of the address; sealed: the
    address itself ({"phone"} or {"email"}), under a one-off key. code: keyed hash. Gone once used or expired."""

    clock_indexes = [("expires_at",)]
    contact: str
    sealed: Sealed
    code: str
    expires_at: datetime
    tries: int = 0


Why = Literal["codes", "id_card_seen", "known_in_person"]


class PhoneChange(Document, collection="phone_changes"):
    """A member's phone was changed: by whom, and how they knew the person. Never changed itself."""

    indexes = [("member", "at")]
    clock_indexes = [("member",)]
    member: str
    by: str
    role: str
    why: Why
    at: datetime
