"""Codes that people read from paper and type."""

import secrets
import unicodedata

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another on paper


def new_code(length: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def as_typed(code: str) -> str:
    """The code somebody means: in any case, in full width, with spaces or hyphens between."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum())
