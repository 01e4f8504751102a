"""What people type, made clean: spaces, full-width characters, invisible characters, names, skills, e-mail."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 200                       # characters of any free text
READ = 1_000                        # characters of a cell that are looked at: no pattern here meets more
SKILLS, SKILL = 20, 30              # how many, how long

_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_HALF_ALPHANUMERIC = {code: half for code, half in _HALF.items() if half == " " or half.isalnum()}
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
                        "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]")
_PLAIN = re.compile("[!\"$-~\u4e00-\u9fff（），。、；：·—《》“”]+")
_NOTHING = re.compile(r"|-+|—+|[/\\]|暂?无|没有|空|未填|不详|null|none|nan|n/a|#(n/a|value!|ref!|name\?|div/0!)",
                      re.IGNORECASE)
_AROUND = "\"'`‘’“” \t\n"

_PLAIN_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOT = re.compile("[·・•‧∙⋅･]")
_DOT_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\\s*[.。·]\\s*(?=[{_HAN}])")
_SPACE_AT_HAN = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")
_BETWEEN_SKILLS = re.compile("[、，,;；/|\\s]+(?![^（(]*[)）])")        # not inside brackets
_NO_SKILL = re.compile(f"[0-9]+|{_NOTHING.pattern}", re.IGNORECASE)
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
                    r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class Wrong(ValueError):
    """A value that cannot be taken; the code names a text in checking.WRONG. Never holds the value."""


class Noted(NamedTuple):
    """A value that was taken with a remark; the code names a text in checking.NOTES."""

    value: object
    code: str


def clean(text: str) -> str:
    """One line of visible characters, letters and digits half-width; '' for what only says that nothing is there."""
    if 4 < len(text) < READ and text[0] != "=" and _PLAIN.fullmatch(text):
        return text
    text = " ".join(unquoted(_INVISIBLE.sub("", text[:READ])).translate(_HALF_ALPHANUMERIC).split())
    return "" if _NOTHING.fullmatch(text) else text


def unquoted(text: str) -> str:
    """What stands in ="…", as which some systems write every cell, so that Excel takes it for text."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text


def bare(text: str) -> str:
    """A number or code without what Excel users put around it: ="…", a leading apostrophe, spaces. All half-width."""
    text = _INVISIBLE.sub("", text[:LONGEST]).translate(_HALF).strip()
    text = text.removeprefix("=").strip(_AROUND)
    return "" if _NOTHING.fullmatch(text) else text


def free_text(text: str) -> str:
    text = clean(text)
    if len(text) > LONGEST:
        raise Wrong("too_long")
    if text.startswith("="):
        raise Wrong("formula")
    return text


def name(text: str) -> str | Noted:
    """A person's name: letters of any script written left to right, ·, and in Latin names also space, hyphen, '."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    text = unquoted(text[:READ])
    seen = _INVISIBLE.sub("", text)
    value = " ".join(_DOT.sub("·", seen.translate(_HALF)).split())
    if any(map(unicodedata.combining, value)):
        value = unicodedata.normalize("NFC", value)
    value = _SPACE_AT_HAN.sub("", _DOT_BETWEEN_HAN.sub("·", value))
    if _NOTHING.fullmatch(value):
        return ""
    _check_name(value)
    return value if seen == text else Noted(value, "invisible_removed")


def _check_name(value: str) -> None:
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in value):
        raise Wrong("name_right_to_left")
    if any(unicodedata.category(char) in ("Co", "Cn") or char in "?�□" for char in value):
        raise Wrong("name_lost_character")
    if not all(char.isalpha() or char in "· -'." for char in value):
        raise Wrong("name_characters")
    if not 2 <= len(value) <= 50:
        raise Wrong("name_length")


def skills(text: str) -> tuple[str, ...] | Noted:
    """Each skill once, in the order written."""
    parts = (part.strip(" .。") for part in _BETWEEN_SKILLS.split(clean(text)))
    parts = (re.sub(r"^\d+[.)）]", "", part) for part in parts)
    found = tuple(dict.fromkeys(part for part in parts if not _NO_SKILL.fullmatch(part)))
    kept = tuple(part for part in found if len(part) <= SKILL)[:SKILLS]
    return kept if kept == found and len(text) < READ else Noted(kept, "skills_cut")


def email(text: str) -> str:
    text = bare(text).removeprefix("mailto:").lower()
    if text and not (_EMAIL.fullmatch(text) and len(text) <= 254 and text.index("@") <= 64):
        raise Wrong("email")
    return text
