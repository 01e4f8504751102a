"""Chinese numerals in the names of places: 保德路一三一六弄 and 保德路1316弄 are one lane."""
import re

DIGITS = {char: value for value, chars in enumerate(("零〇○", *"一二三四五六七八九")) for char in chars}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "".join(DIGITS) + "".join(UNITS)
_RUN = re.compile(f"[{NUMERALS}]+")


def arabic(text: str) -> str:
    """Every run of Chinese numerals as digits: read one by one (八零五) or by units (八十七, 一千一百)."""
    return _RUN.sub(lambda run: _digits(run[0]), text)


def arabic_so_far(text: str) -> str:
    """As `arabic`, for a text still being typed: 汾西路八十 may become 汾西路八十七, so its last zeros are left off."""
    unfinished = re.search(f"[^{NUMERALS}][{NUMERALS}]*[{''.join(UNITS)}]$", text)
    return arabic(text).rstrip("0") if unfinished else arabic(text)


def _digits(run: str) -> str:
    if not any(char in UNITS for char in run):
        return "".join(str(DIGITS[char]) for char in run)
    total = digit = 0
    unit = 10                       # a last digit counts in tenths of the unit before: 二百五 is 250, 二百零五 205
    for char in run:
        if char in UNITS:
            unit = UNITS[char]
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = DIGITS[char]
            unit = unit if digit else 10
    return str(total + digit * unit // 10)
