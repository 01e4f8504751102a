"""The token that says who is signed in. Registry alone mints it; shared/web/session.py verifies it everywhere."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from joserfc import jwt
from joserfc.jwk import OKPKey

from shared.errors import N_, NotSignedIn
from shared.tx import Tx
from shared.web.session import Standing, token_age_limit


class Holder(NamedTuple):
    """Who has just proved who they are."""

    account: str
    version: int
    role: str
    scopes: list[str]
    at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.at + timedelta(seconds=token_age_limit(self.role))


def holder_of(tx: Tx, standing: Standing) -> Holder:
    if not standing.active:
        raise NotSignedIn(N_("这个账号已停用，需要时请联系上一级管理员或社区工作人员。"), code="account_closed")
    return Holder(standing.id, standing.account_version, standing.role, standing.grants, tx.now)


def mint(signing_key: dict[str, Any], holder: Holder) -> str:
    """EdDSA (Ed25519) JWT."""
    key = OKPKey.import_key(signing_key)
    claims = {
        "sub": holder.account, "ver": holder.version, "role": holder.role, "scopes": holder.scopes,
        "iat": int(holder.at.timestamp()), "exp": int(holder.expires_at.timestamp()),
    }  # fmt: skip
    return jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims, key, algorithms=["Ed25519"])
