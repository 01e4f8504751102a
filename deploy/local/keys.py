"""The secrets of one local run: made at random once, kept in its folder, readable by their owner only."""

import base64
import json
import secrets
from typing import Any

from joserfc.jwk import OKPKey

from deploy.local.data import Data
from deploy.local.settings import SERVICES, Refused

FILE = "secrets.json"


def local_secrets(data: Data) -> dict[str, Any]:
    """master_keys, hash_key, signing_key (private JWK), verify_keys (JWK set), database (password of each service)."""
    found = data.read(FILE)
    if found is None:
        if data.database.exists():
            raise Refused(
                f"{data.folder / FILE} is missing, and without its keys the data in {data.folder} cannot be read. "
                "Put it back from a copy, or start on an empty folder: make run DATA=var/second"
            )
        data.write(FILE, found := new_secrets())
    return found


def new_secrets() -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519", {"kid": f"local-{secrets.token_hex(4)}", "alg": "Ed25519", "use": "sig"})
    return {
        "master_keys": f"k1:{_random_key()}",
        "hash_key": _random_key(),
        "signing_key": key.as_dict(private=True),
        "verify_keys": {"keys": [key.as_dict(private=False)]},
        "database": {service: secrets.token_urlsafe(24) for service in SERVICES},
    }


def service_secrets(found: dict[str, Any], service: str) -> dict[str, str]:
    """What one service is given. Only registry signs."""
    given = {
        "LIANXIN_MASTER_KEYS": found["master_keys"],
        "LIANXIN_HASH_KEY": found["hash_key"],
        "LIANXIN_VERIFY_KEYS": json.dumps(found["verify_keys"]),
    }
    if service == "registry":
        given["LIANXIN_SIGNING_KEY"] = json.dumps(found["signing_key"])
    return given


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
