"""The accounts that people may try: what `make run` shows when it is ready."""

from deploy.local.demo.cast import Person
from deploy.local.demo.opening import PASSWORD

BY_CODE = "the code at /dev/mail"
OFFICERS = [
    ("District officer 区委组织部", "district", "GET /activities/api/v1/activity-log: who changed what"),
    ("Street officer 街道", "street", "GET /registry/api/v1/reports/to-place, place one"),
    ("Secretary 社区书记 (三星坊)", "secretary", "GET /notify/api/v1/todos; accept the waiting reports"),
    ("Secretary 社区书记 (保德路一三一六弄)", "secretary-baode", "reports that wait for more than a week"),
    ("Staff 社区工作人员", "staff", "POST /registry/api/v1/members/search"),
    ("Instructor 指导员", "instructor", "enter a report from paper"),
    ("Employer 单位 (区级机关)", "employer-office", "GET /registry/api/v1/rosters: one stands at the brake"),
    ("Employer 单位 (实验学校)", "employer-school", "GET /registry/api/v1/rosters: refused rows to download"),
    ("Employer 单位 (中心医院)", "employer-hospital", "verify the reports that wait"),
    ("Operator 运维", "operator", "sees no personal data"),
]


def accounts(reported: Person, invited: Person) -> list[dict[str, str]]:
    officers = [(role, login, PASSWORD, first) for role, login, first in OFFICERS]
    members = [
        ("Member 党员, reported", _phone(reported), BY_CODE, "GET /registry/api/v1/me/report"),
        ("Member 党员, not yet", _phone(invited), BY_CODE, "report: everything the employer knows is filled in"),
    ]
    names = ("role", "account", "password", "first")
    return [dict(zip(names, each, strict=True)) for each in officers + members]


def _phone(person: Person) -> str:
    return person.phone.removeprefix("+86")
