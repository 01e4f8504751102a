"""Which community is meant, in the many ways rosters write it."""
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from services.registry.places.numerals import arabic

LONGEST = 200                   # characters of a text that are looked at

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|〔.*?〕|【.*?】|《.*?》")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[、,.·\-—~]+(?=\d)")
_MARKS = re.compile(r"[^\w\-]|_|(?<!\d)-|-(?!\d)")
_VILLAGE = re.compile("村?(?:村民委员会|村委会|村委)$")
_COMMITTEE = re.compile("(?:社区|居民区)?(?:居民委员会|居委会|居委)$|(?:社区|居民区)$|(?<=[0-9])居$")
_STREET = re.compile("(?:街道办事处|街道办|街办|街道|镇人民政府|镇政府|镇|乡)$")
_OFTEN_LEFT_OUT = re.compile("(?<=.[^0-9])(?:小区|新村|花园|[里村坊园苑])$")
_ENDS_AS_ROAD = re.compile("(?:[路街巷道条]|胡同)$")
_SAYS_COMMITTEE = "(?=社区|居民区|居民委|居委|村民委|村委)"
_NO_ROAD_BEHIND = "(?!.{0,2}(?:[路街巷弄道桥]|胡同))"
_OTHER_DISTRICT = re.compile(r"(?:\D{2,8}?(?:省|自治区))?\D{2,6}?市(?P<district>\D{1,5}?[区县])")


class Place(Protocol):
    """A district, street or community, as a document or as a row of the code list; `id` is its code."""
    @property
    def id(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


class Match(NamedTuple):
    """The community's code, or None with the candidates a person may choose from.

    how, found: exact, normal (other ending or numerals), street+name (the name alone exists more than once), similar
    (里, 村, 小区 … left out), road (a 小区 or road that the community's page lists), address (named in the address).
    how, not found: ambiguous, street_differs (it lies in another street than said), elsewhere (the address names
    another district), unknown.
    """
    code: str | None
    how: str
    candidates: list[str]


def squeezed(text: str) -> str:
    """Half-width, lower case, no blanks or invisible characters."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char)[0] != "C")


def normal(name: str) -> str:
    """A community's name without what is written or left out at will: 临汾路二九九弄居委会 is 临汾路299弄.

    大宁一村 keeps its 村, which is part of the name; 彭浦村村委会, 彭浦村委会 and 彭浦村 are the same.
    """
    text = _plain(_BRACKETS.sub("", squeezed(name)))
    return _without_committee(text) or text


def written(name: str) -> str:
    """As `normal`, with the numerals as they are written."""
    text = _MARKS.sub("", _BRACKETS.sub("", squeezed(name)))
    return _without_committee(text) or text


def normal_street(name: str) -> str:
    """A street's name without 街道, 镇 and their offices."""
    text = squeezed(name)
    return _STREET.sub("", text) or text


def _without_committee(text: str) -> str:
    return _COMMITTEE.sub("", _VILLAGE.sub("村", text))


def _plain(text: str) -> str:
    text = re.sub("第(?=[0-9])", "", arabic(text))
    return _MARKS.sub("", _BETWEEN_DIGITS.sub("-", text))


def _similar(key: str) -> str:
    return _OFTEN_LEFT_OUT.sub("", key)


class Matcher:
    """Finds a district's communities in texts. Built once for a file; holds some dictionaries and expressions."""

    def __init__(self, places: Iterable[Place], roads: Mapping[str, list[str]] | None = None) -> None:
        """`roads`: community's code to the 小区 and road names that its page lists."""
        places = list(places)
        communities = [place for place in places if place.level == "community"]
        self._street_of = {place.id: place.parent for place in communities}
        self._district = next((squeezed(place.name) for place in places if place.level == "district"), "\n")
        self._streets = {squeezed(place.name): place.id for place in places if place.level == "street"}
        self._short_streets = {normal_street(name): code for name, code in self._streets.items()}
        self._street = _any_of(self._streets, after="(?:办事处)?")
        self._official = {place.id: squeezed(place.name) for place in communities}
        self._normal = _index((normal(place.name), place.id) for place in communities)
        self._similar = _index((_similar(normal(place.name)), place.id) for place in communities)
        self._roads = _index((normal(road), code) for code, names in (roads or {}).items() for road in names)
        self._in_address = [
            ("address", self._normal, _any_of(self._normal, after=_SAYS_COMMITTEE)),
            ("address", self._normal, _any_of(key for key in self._normal if re.search("[0-9]弄$", key))),
            ("road", self._roads, _any_of(key for key in self._roads if len(key) > 1)),
            ("address", self._normal, _any_of(filter(_tells_in_an_address, self._normal), after=_NO_ROAD_BEHIND)),
        ]

    def find(self, community: str = "", street: str = "", address: str = "") -> Match:
        """The community that a roster's row means. Any of the three texts may be empty or hold the others' content."""
        text, written = self._without_places_above(squeezed(community))
        rest, at_home = self._without_places_above(squeezed(address))
        said = self._street_named(street) or written
        if not (said or at_home) and (self._elsewhere(community) or self._elsewhere(address)):
            return Match(None, "elsewhere", [])
        return (self._by_name(text, said, at_home) or self._by_address(text, said or at_home)
                or self._by_address(rest, said or at_home) or Match(None, "unknown", []))

    def _by_name(self, text: str, said: str | None, at_home: str | None) -> Match | None:
        """By the name without its ending, which people take lightly; a hit in the street that was said goes first."""
        key, best = normal(text), None
        for how, index, wanted in (("normal", self._normal, key), ("road", self._roads, key),
                                   ("similar", self._similar, _similar(key))):
            if hits := index.get(wanted):
                match = self._chosen(how, hits, said, at_home)
                if match.code and self._official[match.code] == text:
                    match = match._replace(how=match.how.replace("normal", "exact"))
                if match.how != "street_differs":
                    return match
                best = best or match
        return self._behind_a_short_street(text) or best

    def _behind_a_short_street(self, text: str) -> Match | None:
        """The street without 街道: 江宁路永乐居委会. Asked last, for 大宁路五零五弄 is a whole name."""
        for short, street in self._short_streets.items():
            hits = self._normal.get(normal(text.removeprefix(short)), []) if text.startswith(short) else []
            inside = [code for code in hits if self._street_of[code] == street]
            if len(inside) == 1:
                return Match(inside[0], "normal" if len(hits) == 1 else "street+name", hits)
        return None

    def _by_address(self, text: str, street: str | None) -> Match | None:
        text = _plain(text)
        for how, index, expression in self._in_address:
            hits = {code for found in expression.findall(text) for code in index[found]}
            hits = {code for code in hits if not street or self._street_of[code] == street}
            if hits:
                return self._chosen(how, sorted(hits), None, None)
        return None

    def _chosen(self, how: str, hits: list[str], said: str | None, at_home: str | None) -> Match:
        """One of the hits: by the street that was said with the name, else by the address's."""
        inside = [code for code in hits if self._street_of[code] == said] if said else hits
        if not inside:
            return Match(None, "street_differs", hits)
        if len(inside) > 1 and at_home:
            inside = [code for code in inside if self._street_of[code] == at_home] or inside
        if len(inside) > 1:
            return Match(None, "ambiguous", inside)
        return Match(inside[0], how if len(hits) == 1 else "street+name", hits)

    def _without_places_above(self, text: str) -> tuple[str, str | None]:
        """What is left when district and street are taken off, and the street's code."""
        before, district, after = text.partition(self._district)
        if district and len(before) <= 8:
            text = after
        found = self._street.search(text)
        if not found:
            return text, None
        rest = text[found.end():] if normal(text[found.end():]) else text[:found.start()]
        return rest, self._streets[found[1]]

    def _street_named(self, text: str) -> str | None:
        text = squeezed(text)
        return self._short_streets.get(normal_street(text)) or self._without_places_above(text)[1]

    def _elsewhere(self, text: str) -> bool:
        """A city and another district are named. 北京市三里河一区 names none."""
        found = _OTHER_DISTRICT.match(squeezed(text))
        district = found["district"] if found else self._district
        return district != self._district and not any(key.startswith(_plain(district)) for key in self._normal)


def _tells_in_an_address(key: str) -> bool:
    """Long enough to be no chance hit, and no road: those pass through several communities."""
    return len(key) > 2 and not _ENDS_AS_ROAD.search(key) and not key[-1].isdigit() and not key.endswith("弄")


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    for key, code in pairs:
        if code not in index[key]:
            index[key].append(code)
    return dict(index)


def _any_of(names: Iterable[str], after: str = "") -> re.Pattern[str]:
    """Longest first, so that 三里河一区 is not taken for 三里河. Without names: what never matches."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'}){after}")
