"""The accounts that people may try: what `make run` shows when it is ready."""

from deploy.local.demo.cast import Person
from deploy.local.demo.opening import PASSWORD

BY_CODE = "code at /dev/mail"
OFFICERS = [  # what to try first: a path of the API, or words
    ("District 区委组织部", "district", "activity-log: who changed what"),
    ("Street 街道", "street", "todos: place, review"),
    ("Secretary 书记", "secretary", "todos: work of every kind"),
    ("Staff 工作人员", "staff", "members/search"),
    ("Instructor 指导员", "instructor", "pairings, visits, corrections"),
    ("Employer 机关", "employer-office", "todos: sign statements"),
    ("Employer 学校", "employer-school", "rosters: refused rows"),
    ("Employer 医院", "employer-hospital", "reports/to-verify"),
    ("Operator 运维", "operator", "sees no personal data"),
]


def accounts(reported: Person, leader: Person, invited: Person) -> list[dict[str, str]]:
    officers = [(role, login, PASSWORD, first) for role, login, first in OFFICERS]
    members = [
        ("Member 党员", _phone(reported), BY_CODE, "me/signups, me/records, me/statements"),
        ("Member 党员", _phone(leader), BY_CODE, "me/shifts-to-lead: one goes on now"),
        ("Member 党员", _phone(invited), BY_CODE, "me/profile, then report"),
    ]
    names = ("role", "account", "password", "first")
    return [dict(zip(names, each, strict=True)) for each in officers + members]


def _phone(person: Person) -> str:
    return person.phone.removeprefix("+86")
