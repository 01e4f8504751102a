"""The district begins: its places, its settings, who may sign in, and what each community says of itself."""

import csv
from functools import partial
from pathlib import Path
from typing import Any

from deploy.local.demo.stage import Stage
from services.registry.accounts.actions import edit_account, give_password, make_account, send_password_link
from services.registry.places import actions as places
from services.registry.places.importing import import_code_list
from services.registry.places.model import Introduction, Section
from shared.documents import CLOCK, Actor

HERE = Path(__file__).parent
SANXING, YONGLE = "310106006015", "310106006003"  # of the logins `secretary` and `secretary-yongle`
JINYUAN, HUAFENG, LUOPING, PENGPU = "310106016022", "310106015007", "310106018003", "310106020003"
BAODE = "310106020028"  # whose secretary looks seldom
MERGED = "310106018002"  # into Luoping
DISTRICT, STREET, PLACING_STREET = "310106", "310106006", "310106020"
PASSWORD = "lianxin-demo"  # nosec B105
SETTINGS: dict[str, Any] = {
    "service_name": "连心（演示数据）", "words": {}, "organiser": "中共静安区委组织部（演示数据）",
    "filing_number": "演示备案 310106-001", "notice_title": "关于组织在职党员到居住地社区报到的通知（演示数据）",
    "notice_number": "静委组〔演示〕1号", "phone": "021-00000000", "hours": "工作日 9:00–17:00（演示数据）",
    "statement_period": "quarter", "emblem": None,
}  # fmt: skip
NETWORK = "演示数据：居民区党总支下设两个党支部，书记一人、委员四人；登记站设在居委会一楼。"
OFFICERS = [  # made by, login, role, grants, name, title
    ("district", "street", "street_officer", [STREET], "龚佩华", "街道党群办"),
    ("district", "street-pengpu", "street_officer", [PLACING_STREET], "夏明", "街道党群办"),
    ("district", "staff", "staff", [SANXING], "金晓燕", "社区工作者"),
    ("street", "instructor", "instructor", [], "蒋志远", "街道指导员"),  # pairings bring the grants
    ("street-pengpu", "instructor-pengpu", "instructor", [], "尹秋萍", "街道指导员"),
    ("district", "operator", "operator", [], "系统管理员", "运维"),
]  # fmt: skip


def communities() -> list[dict[str, str]]:
    """Those that the story happens in: code, login of the secretary, and what the page says."""
    with open(HERE / "communities.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def login_of(community: str) -> str:
    """Of its secretary."""
    return next(each["login"] for each in communities() if each["code"] == community)


def found_district(stage: Stage) -> None:
    """The first officer comes from an operator; all else from that officer."""
    add_officer(stage, CLOCK, "district", "district_officer", [DISTRICT], "方正", "区委组织部")
    district = partial(stage.do, "district")
    import_code_list(district, (HERE / "310106.csv").read_bytes(), False)
    district(places.set_district, DISTRICT, SETTINGS, 0)
    for officer in OFFICERS:
        add_officer(stage, *officer)
    for each in communities():
        add_officer(stage, "district", each["login"], "secretary", [each["code"]], each["secretary"], "居民区书记")
        _open_community(stage, each)


def change_of_staff(stage: Stage) -> None:
    """One account is shut; another waits for its holder to open the link."""
    leaving = add_officer(stage, "secretary", "staff-former", "staff", [SANXING], "季文娟", "社区工作者")
    stage.do("secretary", edit_account, leaving, None, active=False)
    del stage.officers["staff-former"]
    made = stage.do(
        "secretary", make_account, login="staff-new", role="staff", grants=[SANXING], name="柏宇", phone="19900000101"
    )
    stage.do("secretary", send_password_link, made.id, stage.public_url)


def add_officer(
    stage: Stage, by: Actor | str, login: str, role: str, grants: list[str], name: str, title: str
) -> str:
    """An account that can sign in; its id."""
    made = stage.do(by, make_account, login=login, role=role, grants=grants, name=name, title=title)
    stage.do(CLOCK, give_password, made.id, PASSWORD)
    stage.officers[login] = Actor(made.id, role, tuple(grants))
    return str(made.id)


def _open_community(stage: Stage, told: dict[str, str]) -> None:
    """Its phone, its page (R2) and its two branches with the roads of each."""
    code, branches = told["code"], {"第一党支部": told["first_branch"], "第二党支部": told["second_branch"]}
    stage.do("district", places.edit_place, code, {"phone": told["phone"]}, None)
    roads = [road for named in branches.values() for road in named.split()]
    stage.do(told["login"], places.write_introduction, code, _introduction(told), roads, None)
    for name, named in branches.items():
        stage.do(told["login"], places.add_branch, code, name, named.split())


def _introduction(told: dict[str, str]) -> Introduction:
    def said(what: str, **more: Any) -> Section:
        return Section(text=f"演示数据：{told[what]}。", **more)

    return Introduction(
        situation=said("situation"), network=Section(text=NETWORK), problems=said("problems", internal=True),
        ongoing=said("ongoing"),
    )  # fmt: skip
