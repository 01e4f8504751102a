"""Who is a Party member, and who has gone, in the words of HR systems."""

import re

from services.registry.rosters.texts import clean

_CODE = "(0?{}[-.、]?)?"                                     # GB/T 4762 numbers them 01 and 02
_MEMBER = re.compile(_CODE.format(1) + "(中共|中国共产党|共产党)?(正式)?党员([（(]正式(党员)?[)）])?"
                     "|正式|0?1|中共|中国共产党|共产党员|是|y|yes|(中共|正式)党员[、，,/(（](?!预备).*", re.IGNORECASE)
_PROBATIONARY = re.compile(_CODE.format(2) + "(中共|中国共产党)?预备(期)?(党员)?"
                           "|(中共)?党员[（(]预备(期|党员)?[)）]|0?2")
_GONE = re.compile("(?<![未非拟不])(退休|离休|离退|退职|病退|内退|退养|离职|离任|辞职|辞退|解聘|调出|调离|调走|调往"
                   "|转出|开除|终止|死亡|去世|病故|亡故|已故|逝世|身故|离世)|[不非]在[职岗]")
_IN_SERVICE = re.compile("(?<![不非])在[职岗编]")
_OFFICE_FOR_THE_RETIRED = re.compile("(离退休|老)(干部|职工|人员|教师)*(工作)?(局|处|科|办|部|中心)")
_OTHER_PEOPLE = re.compile("积极分子|发展对象|申请人|群众|非(中共)?党员|家属")
_YES = re.compile("是|y|yes|1|√", re.IGNORECASE)
_NO = re.compile("否|不是|n|no|0|×", re.IGNORECASE)


def political(text: str) -> str:
    """'member', 'probationary', 'not_a_member', or '' where nothing is written."""
    text = clean(text).replace(" ", "")
    if _PROBATIONARY.fullmatch(text):
        return "probationary"
    if _MEMBER.fullmatch(text):
        return "member"
    return "not_a_member" if text else ""


def has_gone(text: str, heading: str = "") -> bool:
    """Retired, left, posted away for good or dead. The heading tells what yes and no answer (是否在职, 是否退休)."""
    text = clean(text)
    if _YES.fullmatch(text):
        return bool(_GONE.search(heading))
    if _NO.fullmatch(text):
        return bool(_IN_SERVICE.search(heading))
    return bool(_GONE.search(text))


def says_members(title: str) -> bool:
    return "党员" in title and not _OTHER_PEOPLE.search(title)


def listed_in(title: str) -> str | None:
    """'gone' or 'not_a_member' where the title of a sheet says that of everybody in it."""
    title = _OFFICE_FOR_THE_RETIRED.sub("", title)
    if _GONE.search(title) and not _IN_SERVICE.search(title):
        return "gone"
    if _OTHER_PEOPLE.search(title) and "党员" not in re.sub("非(中共)?党员", "", title):
        return "not_a_member"
    return None
