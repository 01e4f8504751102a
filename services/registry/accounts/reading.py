"""What people type of themselves, read; refused by field where it cannot be."""

import re
from collections.abc import Callable

from services.registry.rosters import numbers, texts
from services.registry.rosters.texts import Noted, Wrong, clean
from shared.errors import N_, Invalid, Problem

_LOGIN = re.compile("[a-z0-9][a-z0-9._@-]{2,63}")
PHONE = Problem("phone", N_("应为一个手机号，例如 13812345678。"))
EMAIL = Problem("email", N_("应为邮箱地址，例如 name@example.com。"))
ID_NUMBER = Problem("id_number", N_("应为 18 位身份证号。"))
NAME = Problem("name", N_("应为姓名，2 到 50 个字。"))
TITLE = Problem("title", N_("应为职务，最多 50 个字。"))
LOGIN = Problem("login", N_("应为 3 到 64 个小写字母、数字或 . _ - @，以字母或数字开头。"))


def login(text: str) -> str:
    text = text.strip().lower()
    if not _LOGIN.fullmatch(text):
        raise Invalid(fields=[LOGIN])
    return text


def phone(text: str) -> str:
    """E.164 of one mobile phone. '' stays ''."""
    number = _read(numbers.phone, text, PHONE)
    if isinstance(number, Noted):  # a landline, or several
        raise Invalid(fields=[PHONE])
    return number


def email(text: str) -> str:
    """Lower case. '' stays ''."""
    return str(_read(texts.email, text, EMAIL))


def id_number(text: str) -> str:
    """18 digits (the last may be X). '' stays ''."""
    return str(_read(numbers.id_number, text, ID_NUMBER))


def name(text: str) -> str:
    value = _read(texts.name, text, NAME)
    return str(value.value if isinstance(value, Noted) else value)


def title(text: str) -> str:
    """What stands beside the role: one line."""
    text = clean(text)
    if len(text) > 50:
        raise Invalid(fields=[TITLE])
    return text


def _read(reader: Callable[[str], str | Noted], text: str, expected: Problem) -> str | Noted:
    try:
        return reader(text)
    except Wrong:
        raise Invalid(fields=[expected]) from None
