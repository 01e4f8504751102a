"""The accounts that people may try: what `make run` shows when it is ready."""

from deploy.local.demo.cast import Person
from deploy.local.demo.opening import PASSWORD

BY_CODE = "code at /dev/mail"
OFFICERS = [  # where to begin, and what is there
    ("District 区委组织部", "district", "/registry/overview", "the district's real counts"),
    ("Street 街道", "street", "/notify/today", "to place, to review"),
    ("Secretary 书记", "secretary", "/notify/today", "work of every kind"),
    ("Staff 工作人员", "staff", "/registry/members", "search by skill and free time"),
    ("Instructor 指导员", "instructor", "/registry/pairings", "paired branches, visits"),
    ("Employer 机关", "employer-office", "/activities/statements/received", "to sign for"),
    ("Employer 学校", "employer-school", "/registry/rosters", "refused rows"),
    ("Employer 医院", "employer-hospital", "/registry/verify", "reports to verify"),
    ("Operator 运维", "operator", "/registry/operation", "no personal data"),
]


def accounts(reported: Person, leader: Person, invited: Person) -> list[dict[str, str]]:
    """page: where each begins; first: the same, with what is there."""
    officers = [(role, login, PASSWORD, page, what) for role, login, page, what in OFFICERS]
    members = [
        ("Member 党员", _phone(reported), BY_CODE, "/activities/me", "sign-ups, records, statements"),
        ("Member 党员", _phone(leader), BY_CODE, "/activities/me", "leads a shift that goes on now"),
        ("Member 党员", _phone(invited), BY_CODE, "/registry/report", "on a roster, not reported yet"),
    ]
    return [
        {"role": role, "account": account, "password": password, "first": f"{page}: {what}", "page": page}
        for role, account, password, page, what in officers + members
    ]


def _phone(person: Person) -> str:
    return person.phone.removeprefix("+86")
