"""The local run's secrets fit what the services do with them."""

from datetime import UTC, datetime

from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.local.keys import new_secrets
from services.registry.accounts.tokens import Holder, mint


def test_a_token_signed_with_the_local_key_is_verified_with_the_local_key_set():
    secrets = new_secrets()
    token = mint(secrets["signing_key"], Holder("a1", 1, "staff", ["310106006003"], datetime(2026, 11, 23, tzinfo=UTC)))
    keys = KeySet.import_key_set(secrets["verify_keys"])
    assert jwt.decode(token, keys, algorithms=["Ed25519", "EdDSA"]).claims["sub"] == "a1"
