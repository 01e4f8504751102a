"""Examples of a roster's values that show the kind and not the person."""

import re

_EMAIL = re.compile(r"(?<=.)[^@]*(?=@)")
_AS_IT_IS = frozenset(("gender", "political_status", "status", "joined_on", "party_branch", "department", "position",
                       "street", "community", "skills"))


def mask(field: str | None, value: str) -> str:
    """The value as the mapping page may show it; of a column left alone only the first character."""
    if field in _AS_IT_IS and not re.search("[0-9]{7}|@", value):
        return value if len(value) <= 16 else value[:16] + "…"
    if field == "phone" and len(value) >= 10:
        return value[:3] + "****" + value[-4:]
    if field == "id_number" and len(value) >= 15:
        return "*" * (len(value) - 4) + value[-4:]
    if field == "email" and "@" in value:
        return _EMAIL.sub("***", value, count=1)
    if field == "address":
        return value[:6] + "…"
    return value[:1] + "*" * min(len(value) - 1, 5)
