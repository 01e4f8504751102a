"""What is personal in a text, and of which kind. The value itself is never given back.

By pattern: mainland mobile numbers, 18-digit ID numbers whose check digit is right, e-mail addresses, homes down to the
room. By knowledge: every value of a known person, which finds what no pattern does: names, mistyped numbers.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

from stdnum.cn import ric

PHONE, ID_NUMBER, EMAIL, ADDRESS, NAME = "phone", "id_number", "email", "address", "name"
MOBILE = re.compile(r"(?<![\w.])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w])", re.ASCII)
EIGHTEEN = re.compile(r"(?<!\w)[1-9]\d{16}[\dXx](?!\w)", re.ASCII)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}", re.ASCII)
ROOM = re.compile(r"\d+(?:弄|号|幢|栋)(?:\d+[弄号幢栋])?(?:\d+单元)?\d+室")
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
Known = Iterable[tuple[str, str]]  # (kind, value)


class Sought:
    """`known`: the values of people. `by_pattern`: look for everybody's too.

    A name of two characters counts only where no other Chinese character touches it, for many are words; a longer one
    anywhere. A known value of less than five characters that is no name is not looked for.
    """

    def __init__(self, known: Known = (), by_pattern: bool = True) -> None:
        values = {(kind, value.strip()) for kind, value in known if value}
        self.by_pattern = by_pattern
        self._names = {value for kind, value in values if kind == NAME and len(value) > 1}
        self._lengths = sorted({len(name) for name in self._names if len(name) > 2})
        rest = [(kind, value) for kind, value in values if kind != NAME and len(value) > 4]
        self._values = [(kind, value) for kind, value in rest if not (by_pattern and kind in _patterned(value))]

    def kinds(self, text: str) -> set[str]:
        """Of what stands in the text: as it is, with its \\u escapes read, and as a URL is decoded."""
        plain = _unescaped(text)
        read = plain if "%" not in plain else f"{plain}\n{unquote_plus(plain)}"
        found = _patterned(read) if self.by_pattern else set()
        found |= {kind for kind, value in self._values if value in read}
        return found | ({NAME} if self._has_name(read) else set())

    def _has_name(self, text: str) -> bool:
        return bool(self._names) and any(self._names_in(run) for run in CHINESE.findall(text))

    def _names_in(self, run: str) -> bool:
        if run in self._names:
            return True
        return any(run[at : at + n] in self._names for n in self._lengths for at in range(len(run) - n + 1))


def _patterned(text: str) -> set[str]:
    found = {kind for kind, pattern in ((PHONE, MOBILE), (EMAIL, MAIL), (ADDRESS, ROOM)) if pattern.search(text)}
    return found | ({ID_NUMBER} if any(map(_is_id_number, EIGHTEEN.findall(text))) else set())


def _is_id_number(digits: str) -> bool:
    return ric.calc_check_digit(digits[:17]) == digits[17].upper()


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
