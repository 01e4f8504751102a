"""Which roles there are, what each is granted, and who makes whose account."""

Level = str  # of a place, or "employer"

LEVELS: dict[str, Level | None] = {
    "district_officer": "district",
    "street_officer": "street",
    "secretary": "community",
    "staff": "community",
    "instructor": "community",
    "employer_officer": "employer",
    "operator": None,
}
MAY_MAKE: dict[str, set[str]] = {
    "clock": set(LEVELS),  # an operator's command
    "district_officer": set(LEVELS),
    "street_officer": {"secretary", "staff", "instructor"},
    "secretary": {"staff"},
}
MAKERS = ("district_officer", "street_officer", "secretary")

CHINESE = {
    "district_officer": ("区级管理员", "区委组织部", "区"),
    "street_officer": ("街道党建工作人员", "街道工作人员", "街道"),
    "secretary": ("书记", "党组织书记", "社区书记", "社区党组织书记", "居民区书记", "居民区党组织书记"),
    "staff": ("工作人员", "社区工作人员", "居民区工作人员"),
    "instructor": ("指导员",),
    "employer_officer": ("单位管理员", "单位党组织", "单位人事", "人事", "单位"),
    "operator": ("运维", "运维人员"),
}
_ROLES = {word: role for role, words in CHINESE.items() for word in (role, *words)}


def role_of(text: str) -> str | None:
    """The role that a table of accounts means by this word."""
    return _ROLES.get(text.strip().lower())
