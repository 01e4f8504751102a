"""Passwords: what is good enough, and argon2id (OWASP's parameters: 19 MiB, two rounds, about 30 ms)."""

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from shared.errors import N_, Problem

SHORTEST, LONGEST = 10, 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def weakness(password: str, login: str) -> Problem | None:
    """Why it cannot be taken, or None. No rules of composition: length and uncommonness are what helps."""
    password = _same(password)
    if len(password) < SHORTEST:
        return Problem("password", N_("至少 %(least)s 个字符。可以用几个词连起来，好记又安全。"), {"least": SHORTEST})
    if len(password) > LONGEST:
        return Problem("password", N_("最多 %(most)s 个字符。"), {"most": LONGEST})
    if password.casefold() == login:
        return Problem("password", N_("不能和账号相同，请换一个。"))
    if password.casefold() in _common() or len(set(password)) < 4:
        return Problem("password", N_("这个密码太常见，容易被猜到，请换一个。"))
    return None


def hashed(password: str) -> str:
    return _hasher.hash(_same(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether it is this password. Takes as long where there is none to compare with."""
    try:
        return _hasher.verify(kept or _nobodys(), _same(password)) and kept is not None
    except VerificationError:
        return False


def _same(password: str) -> str:
    """Typed with another input method it is still the same password: full-width letters become half-width."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())
