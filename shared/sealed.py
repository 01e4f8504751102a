"""Personal data under the person's own key: delete the key, and every copy in every place is gone.

A data key (AES-256) is made per person and kept wrapped by the master key. What is sealed is bound to the person it
belongs to, so a box moved to somebody else's document does not open. `Tx.open` is the only caller of `open_box`.
"""

import base64
import hashlib
import hmac
import os
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.documents import Document, Sealed

NONCE = 12
TO_ADDRESS, FROM_ADDRESS = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")
PART = 200_000  # characters of JSON sealed at once


class PersonKey(Document, collection="keys", unscoped=True):
    """One person's (or one upload's) wrapped data key. Erased ids are kept for good, so a late copy is refused.

    `unsent`: registry's relay has not published this state yet. `local`: never published (an upload's).
    """

    clock_indexes = [("unsent",), ("local", "until")]
    wrapped: str | None = None
    erased: bool = False
    local: bool = False
    until: Any = None
    unsent: bool = False


class Keys:
    """Wraps, unwraps, seals, opens and hashes with this service's secrets."""

    def __init__(self, master_keys: dict[str, bytes], hash_key: bytes) -> None:
        self._current = next(iter(master_keys))
        self._master = {name: AESGCM(secret) for name, secret in master_keys.items()}
        self._hash_key = hash_key
        self._cursors = AESGCM(hmac.new(hash_key, b"cursors", hashlib.sha256).digest())

    def hidden(self, plain: bytes) -> str:
        """For an address, that goes into histories and logs: nothing of it is to be read there."""
        return _box(self._cursors, "cursor", plain).translate(TO_ADDRESS)

    def found_again(self, hidden: str) -> bytes:
        """ValueError for what was not hidden here."""
        try:
            return _unbox(self._cursors, "cursor", hidden.translate(FROM_ADDRESS))
        except InvalidTag:
            raise ValueError("not hidden here") from None

    def hashed(self, kind: str, value: str) -> str:
        """A keyed hash that finds an equal `value` (a phone, an ID number) again and tells nothing else."""
        return hmac.new(self._hash_key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:40]

    def new_wrapped(self, of: str) -> str:
        return self.wrap(of, AESGCM.generate_key(256))

    def wrap(self, of: str, data_key: bytes) -> str:
        return f"{self._current}:{_box(self._master[self._current], of, data_key)}"

    def unwrap(self, of: str, wrapped: str) -> bytes:
        name, _, box = wrapped.partition(":")
        return _unbox(self._master[name], of, box)

    def rewrapped(self, of: str, wrapped: str) -> str | None:
        """The same data key under the current master key; None where it is already."""
        return None if wrapped.startswith(f"{self._current}:") else self.wrap(of, self.unwrap(of, wrapped))

    def seal(self, of: str, wrapped: str, data: Any) -> Sealed:
        return Sealed(of=of, box=_box(AESGCM(self.unwrap(of, wrapped)), of, orjson.dumps(data)))

    def open_box(self, sealed: Sealed, wrapped: str) -> Any:
        return orjson.loads(_unbox(AESGCM(self.unwrap(sealed.of, wrapped)), sealed.of, sealed.box))


def in_parts(held: dict[str, list[Any]]) -> list[dict[str, list[Any]]]:
    """The same named lists over as many parts as keep each, sealed, well under an event's limit."""
    parts: list[dict[str, list[Any]]] = [{}]
    size = 0
    for name, things in held.items():
        for thing in things:
            length = len(orjson.dumps(thing))
            if size + length > PART:
                parts.append({})
                size = 0
            parts[-1].setdefault(name, []).append(thing)
            size += length
    return parts


def _box(key: AESGCM, of: str, plain: bytes) -> str:
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + key.encrypt(nonce, plain, of.encode())).decode()


def _unbox(key: AESGCM, of: str, box: str) -> bytes:
    raw = base64.b64decode(box)
    return key.decrypt(raw[:NONCE], raw[NONCE:], of.encode())
