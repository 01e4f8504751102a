"""Accounts: who may sign in, as what, and what they may see."""

from datetime import datetime
from typing import Literal

from shared.documents import Document, Sealed

STAFF_ROLES = (
    "secretary", "staff", "instructor", "street_officer", "district_officer", "employer_officer", "operator",
)  # fmt: skip


class Account(Document, collection="accounts"):
    """An officer's account (members sign in by code and need none). scopes: who may see and manage the account (the
    places above it). grants: what its holder may see. login: what is typed; person: the id under whose key `sealed`
    ({"name", "phone", "email"}) lies. title: shown beside the role, no personal data."""

    indexes = [("role", "login"), ("login",)]
    clock_indexes = [("login",)]
    login: str
    role: str
    grants: list[str]
    person: str
    name: str = ""
    sealed: Sealed | None = None
    title: str = ""
    password: str | None = None  # argon2id
    active: bool = True
    account_version: int = 1
    language: Literal["zh_CN", "en"] = "zh_CN"
    made_at: datetime | None = None


class LoginTaken(Document, collection="logins_taken", unscoped=True):
    """Whose account name this is. `id` is the login, lower case."""

    account: str
