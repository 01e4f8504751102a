"""Finding a community as people type: name, street, pinyin, initials, 小区 and roads; and the order of names in lists.

The keys of a community are stored on its document; what is typed becomes one key, and an index finds the documents
with a key that begins with it (`^key`). pypinyin is slow to import, so it is imported where it is used.
"""
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, islice
from typing import Protocol, TypeVar

from services.registry.places.names import normal, normal_street, squeezed, written
from services.registry.places.numerals import NUMERALS, arabic, arabic_so_far
from services.registry.places.surnames import ONE, TWO

LONGEST = 30                    # characters of a key
MOST = 1_000                    # keys of one community; its own name's come first, then its roads in their order
READINGS = 12                   # of one text with polyphonic characters
REMEMBERED = 20_000             # given names, of which a roster repeats most: reading one takes 0.1 ms
_ENDINGS = ("社区居委会", "居委会", "居民区", "居民委员会")
_LOCAL = {"栅": ["shi"]}         # 大栅栏, said dàshílànr there; no dictionary has it
_NO_KEY = re.compile(r"[\W_]")
_TONES = re.compile("[\u0300-\u0307\u0309-\u036f]")          # every mark but the two dots of ü


class Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


Place = TypeVar("Place", bound=Named)


def search_keys(name: str, street_name: str, roads: list[str]) -> list[str]:
    """What a community can be found by: lower-case keys, for an index asked by prefix."""
    keys = (key[:LONGEST] for key in _keys(name, street_name, roads))
    return list(islice(filter(None, dict.fromkeys(keys)), MOST))


def query_key(text: str) -> str:
    """What a person types (characters, pinyin with or without tones, initials, any numerals) as a prefix; '' if none.

    It holds letters and digits only, so a regular expression `^key` can be made of it as it is.
    """
    text = _TONES.sub("", unicodedata.normalize("NFD", text[:200].lower())).replace("u\u0308", "v")
    text = arabic_so_far(_NO_KEY.sub("", squeezed(text)).removesuffix("第"))
    return _letters(normal(text))[:LONGEST]


def ranked(candidates: Iterable[Place], text: str) -> list[Place]:
    """Those called just so first, then those whose name begins so, then the rest; each group in code order."""
    key = query_key(text)

    def rank(place: Place) -> tuple[int, str]:
        names = set(_name_keys(place.name))
        return (0 if key in names else 1 if any(name.startswith(key) for name in names) else 2), place.id

    return sorted(candidates, key=rank)


def pinyin_key(name: str) -> str:
    """Sorts names as a Chinese directory does: by syllable, tone, character; surnames in their own reading, 单 Shàn."""
    surname = TWO.get(name[:2]) or [ONE[char] if char in ONE else _toned(char)[0] for char in name[:1]]
    syllables = [*surname, *_toned(name[len(surname):])]
    return " ".join(syllable + char for syllable, char in zip(syllables, name, strict=True))


def _keys(name: str, street: str, roads: list[str]) -> Iterator[str]:
    own = _letters(normal(name))
    yield from _name_keys(name)
    yield from (own + ending for ending in _ENDINGS)        # what is typed may stop inside the ending
    for form in _forms(name):
        for at in _word_starts(form):
            yield from _spellings(form[at:])
    yield from _spellings(_letters(street))
    for form in (street, normal_street(street)):
        yield from _spellings(_letters(form) + own, readings=1)
    for road in (road[:LONGEST] for road in roads):
        yield from _name_keys(road)
        yield from (_letters(road)[at:] for at in _word_starts(_letters(road)))


def _name_keys(name: str) -> Iterator[str]:
    for form in _forms(name):
        yield from _spellings(form)


def _forms(name: str) -> list[str]:
    """With digits, as what is typed will be; and as written, for 三里河 is also sanlihe."""
    return list(dict.fromkeys([_letters(normal(name)), _NO_KEY.sub("", written(name))]))


def _word_starts(text: str) -> Iterator[int]:
    """Where a typed word may begin inside a name: not within a number, and not at its last character."""
    number = [char.isdigit() or char in NUMERALS for char in text]
    return (at for at in range(1, len(text) - 1) if not (number[at] and number[at - 1]))


def _letters(text: str) -> str:
    return _NO_KEY.sub("", arabic(squeezed(text)))


def _spellings(text: str, readings: int = READINGS) -> list[str]:
    """The text, its pinyin and its initials, with the readings of its polyphonic characters."""
    spoken = list(islice(_readings(text), readings))
    initials = ("".join(syllable[:1] for syllable in reading) for reading in spoken)
    return list(dict.fromkeys([text, *map("".join, spoken), *initials]))


def _readings(text: str) -> Iterator[list[str]]:
    """The usual reading, then those with one character read otherwise, then two."""
    from pypinyin import Style, lazy_pinyin
    usual = lazy_pinyin(text, style=Style.NORMAL, errors=list)          # type: ignore[arg-type]  # a list is allowed
    others = [(at, other) for at, char in enumerate(text) for other in _syllables(char) if other != usual[at]]
    for changes in (change for count in range(3) for change in combinations(others, count)):
        changed = dict(changes)
        if len(changed) == len(changes):                                # not the same character twice
            yield [changed.get(at, syllable) for at, syllable in enumerate(usual)]


def _syllables(char: str) -> list[str]:
    """Every reading of a character. 绿 is typed lv or lu."""
    from pypinyin import Style, pinyin
    readings = pinyin(char, style=Style.NORMAL, heteronym=True)[0] + _LOCAL.get(char, [])
    return list(dict.fromkeys(form for reading in readings for form in (reading, reading.replace("v", "u"))))


@lru_cache(REMEMBERED)
def _toned(text: str) -> tuple[str, ...]:
    """One syllable with its tone for each character; what has none sorts by itself (Latin) or last."""
    from pypinyin import Style, lazy_pinyin

    def itself(run: str) -> list[str]:
        return [char.lower() if char.isascii() else "~" for char in run]

    return tuple(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors=itself))  # type: ignore
