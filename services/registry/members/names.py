"""How a member's name is sorted, searched and masked."""

import re
import unicodedata

from services.registry.members.model import Member
from services.registry.places.search import pinyin_key


def call(member: Member, name: str) -> None:
    """Give the member this name, with its order and its spelling."""
    member.name, member.pinyin, member.spelling = name, pinyin_key(name), spelled(pinyin_key(name))


def spelled(text: str) -> str:
    """The letters alone: "wang2王 wei3伟" is wangwei, as it is typed."""
    plain = unicodedata.normalize("NFD", text.lower().replace("ü", "v"))
    return re.sub("[^a-z]", "", plain)


def masked_name(name: str) -> str:
    """王**: enough to recognise one's own."""
    return name[:1] + "*" * (len(name) - 1)


def masked_phone(phone: str) -> str:
    """E.164 +8613912345678 as 139****5678; of other numbers only the last four digits."""
    plain = phone.removeprefix("+86")
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) == 11 else "****" + plain[-4:]
