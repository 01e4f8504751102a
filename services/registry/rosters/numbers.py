"""ID-card numbers (GB 11643), phone and staff numbers, gender and dates, as they come out of spreadsheets."""

import re
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from operator import mul

import phonenumbers
from stdnum.cn import ric

from services.registry.rosters.texts import Noted, Wrong, bare

# GB/T 2260; 81 to 83 are residence permits of the same shape. Counties are not checked: no list has all that ever were.
PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
FOUNDED = date(1921, 7, 1)
_EXCEL_DAY_ZERO = date(1899, 12, 30)

ID_NUMBER = re.compile("[1-9][0-9]{16}[0-9X]")
OLD_ID_NUMBER = re.compile("[1-9][0-9]{14}")
MOBILE = re.compile("1[3-9][0-9]{9}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = b"10X98765432"
_ZEROS = 48 * sum(_WEIGHTS)                             # what the ASCII codes of the digits add

_EXPONENT = re.compile(r"([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})")
_LOOKS_LIKE_X = str.maketrans("×ⅩхХ", "XXXX")
_FILLERS = re.compile(r"[\s().\-‐-―]+")
_CHINA = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$)")
_DIALLED = re.compile(r"[0-9+(][0-9\s().\-‐-―]+")
_EXTENSION = re.compile(r"\s*(?:转|ext\.?|#)\s*[0-9]{1,6}$|(?<=[0-9]{7})-[0-9]{1,5}$", re.IGNORECASE)
_BETWEEN_PHONES = re.compile(r"[/、，,;；|\n]|或|(?<=[0-9]{7})\s+(?=[0-9]{7})")

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?([T ]?[0-9]{1,2}:[0-9:.]+Z?)?")
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?")
_JOINED_UP = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})?")
_YEAR = re.compile("([0-9]{4})年?")
_GENDERS = {"男": "male", "男性": "male", "m": "male", "male": "male", "1": "male",
            "女": "female", "女性": "female", "f": "female", "female": "female", "2": "female"}
_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")         # Excel's count of days


def spelled_out(text: str) -> str:
    """A whole number without '.0' and exponent; Wrong('digits_lost') where the file no longer holds all digits.

    Spreadsheets keep 15 digits of a number, and show 6 or fewer of a long one that is exported as text.
    """
    if text.endswith(".0"):
        return text[:-2]
    if not (match := _EXPONENT.fullmatch(text)) or not ("." in text or "+" in text):
        return text
    whole, part, exponent = match[1], match[2] or "", int(match[3])
    digits = whole + part
    if exponent > 20 or len(digits) > exponent + 1:
        raise Wrong("digits_lost")
    if len(digits) <= exponent and (exponent >= 15 or len(digits) <= 6):
        raise Wrong("digits_lost")
    return digits.ljust(exponent + 1, "0")


def id_number(text: str) -> str:
    """The 18 characters of a valid number; a number of the old 15 digits is written in its new form."""
    if not ID_NUMBER.fullmatch(text):
        text = spelled_out(bare(text)).upper().translate(_LOOKS_LIKE_X).replace(" ", "").replace("-", "")
        if not text:
            return ""
        text = _of_old_form(text) if OLD_ID_NUMBER.fullmatch(text) else text
        _check_shape(text)
    if not PROVINCES.match(text):
        raise Wrong("id_region")
    if not _is_day(text[6:14]):
        raise Wrong("id_birth")
    digits = text.encode()
    if digits[17] != _CHECK[(sum(map(mul, _WEIGHTS, digits)) - _ZEROS) % 11]:
        raise Wrong("digits_lost" if text.endswith("000") else "id_check")
    return text


def _of_old_form(text: str) -> str:
    text = f"{text[:6]}19{text[6:]}"
    return text + ric.calc_check_digit(text + "?")          # it leaves out the last place


def _check_shape(text: str) -> None:
    if "*" in text:
        raise Wrong("id_masked")
    if not re.fullmatch("[0-9]*[0-9X]", text):
        raise Wrong("id_characters")
    if not ID_NUMBER.fullmatch(text):
        raise Wrong("id_length" if len(text) != 18 else "id_characters")


def staff_number(text: str) -> str:
    return spelled_out(bare(text)).upper()[:50]


def gender(text: str) -> str:
    """'male' or 'female', from words, letters or the codes of GB/T 2261.1."""
    text = bare(text).lower()
    if text and text not in _GENDERS:
        raise Wrong("gender")
    return _GENDERS.get(text, "")


@lru_cache(30_000)
def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= 1900
    except ValueError:
        return False


def id_gender(number: str) -> str | None:
    """'male' or 'female'; None for the sequence 000, which is never issued and so says nothing."""
    if number[14:17] == "000":
        return None
    return "male" if int(number[16]) % 2 else "female"


def phone(text: str) -> str | Noted:
    """E.164. A landline is taken with the remark 'no_sms'; of several numbers the first mobile one, with a remark.

    Plain mobile numbers never reach the phonenumbers library: it is slow, and behind on new prefixes.
    """
    if MOBILE.fullmatch(plain := text.replace("-", "")):
        return "+86" + plain
    text = bare(text)
    if not text:
        return ""
    plain = _CHINA.sub("", _FILLERS.sub("", spelled_out(text)))
    if MOBILE.fullmatch(plain):
        return "+86" + plain
    if "*" in text:
        raise Wrong("phone_masked")
    parts = [part for part in _BETWEEN_PHONES.split(text) if part.strip()]
    return _landline_or_foreign(text) if len(parts) == 1 else _first_of(parts)


def _first_of(parts: list[str]) -> str | Noted:
    found = []
    for part in parts:
        with suppress(Wrong):
            found.append(phone(part))
    if not found:
        raise Wrong("phone")
    mobile = next((number for number in found if type(number) is str), None)
    return Noted(mobile, "first_of_several") if mobile else found[0]


def _landline_or_foreign(text: str) -> str | Noted:
    text = _EXTENSION.sub("", text)
    if re.fullmatch("[2-8][0-9]{6,7}", _FILLERS.sub("", text)):
        raise Wrong("phone_area_code")
    try:
        number = phonenumbers.parse(text if _DIALLED.fullmatch(text) else "", "CN")
    except phonenumbers.NumberParseException:
        raise Wrong("phone") from None
    kind = phonenumbers.number_type(number)                 # UNKNOWN where the number is not valid
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE):
        return written
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        return Noted(written, "no_sms")
    raise Wrong("phone")


def day(text: str, today: date) -> str | Noted:
    """A past date as ISO 8601, as exact as it was written: '1994', '1994-01' or '1994-01-28'."""
    text = bare(text)
    if not text:
        return ""
    year, month, of_month = _parts(text)
    if text == f"{year}.1":             # in a spreadsheet 1994.10 is stored as the number 1994.1
        return Noted(year, "month_unclear")
    try:
        date(int(year), int(month or 1), int(of_month or 1))
    except ValueError:
        raise Wrong("date_none") from None
    written = "-".join(part.zfill(2) for part in (year, month, of_month) if part)
    if written > today.isoformat():
        raise Wrong("date_future")
    if written < FOUNDED.isoformat()[:len(written)]:
        raise Wrong("date_early")
    return written


def _parts(text: str) -> tuple[str, str | None, str | None]:
    text = text.replace(" ", "") if "年" in text else text.removesuffix(".0")
    if match := _DAY.fullmatch(text):
        return match[1], match[2], match[3]
    if match := _MONTH.fullmatch(text):
        return match[1], match[2], None
    if match := _JOINED_UP.fullmatch(text):
        return match[1], match[2], match[3]
    if match := _YEAR.fullmatch(text):
        return match[1], None, None
    if _SERIAL.fullmatch(text):
        counted = _EXCEL_DAY_ZERO + timedelta(days=int(float(text)))
        return str(counted.year), str(counted.month), str(counted.day)
    raise Wrong("date_shape")
