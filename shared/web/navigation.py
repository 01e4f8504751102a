"""The one navigation: where each role's pages are. The first is where somebody who signs in begins."""

from shared.errors import N_

MEMBER = [
    (N_("我的报到"), "/registry/me"),
    (N_("活动"), "/activities/offers"),
    (N_("我的服务"), "/activities/me"),
    (N_("消息"), "/notify/inbox"),
    (N_("我的资料"), "/registry/me/data"),
]
COMMUNITY = [
    (N_("今天"), "/notify/today"),
    (N_("党员"), "/registry/members"),
    (N_("活动"), "/activities/activities"),
    (N_("服务登记卡"), "/activities/statements"),
    (N_("本社区"), "/registry/community"),
]
NAVIGATION = {
    "public": [],
    "member": MEMBER,
    "secretary": COMMUNITY,
    "staff": COMMUNITY,
    "instructor": [
        (N_("今天"), "/notify/today"),
        (N_("结对社区"), "/registry/pairings"),
        (N_("党员"), "/registry/members"),
        (N_("活动"), "/activities/activities"),
    ],
    "street_officer": [
        (N_("今天"), "/notify/today"),
        (N_("各社区"), "/registry/overview"),
        (N_("结对"), "/registry/pairings"),
        (N_("统计"), "/registry/statistics"),
        (N_("账号"), "/registry/accounts"),
        (N_("操作记录"), "/activities/log"),
    ],
    "district_officer": [
        (N_("总览"), "/registry/overview"),
        (N_("待办"), "/notify/today"),
        (N_("街道社区"), "/registry/places"),
        (N_("单位"), "/registry/employers"),
        (N_("账号"), "/registry/accounts"),
        (N_("统计"), "/registry/statistics"),
        (N_("操作记录"), "/activities/log"),
        (N_("本区设置"), "/registry/settings"),
    ],
    "employer_officer": [
        (N_("今天"), "/notify/today"),
        (N_("花名册"), "/registry/rosters"),
        (N_("我们的党员"), "/registry/people"),
        (N_("核实与回执"), "/registry/verify"),
        (N_("单位报到"), "/registry/own-report"),
        (N_("服务登记卡"), "/activities/statements/received"),
    ],
    "operator": [(N_("运行情况"), "/registry/operation")],
}


def first_page(role: str) -> str:
    links = NAVIGATION.get(role)
    return links[0][1] if links else "/"


def place_in(role: str, path: str) -> str | None:
    """The entry under which this page lies: the longest that its address begins with."""
    under = [to for _, to in NAVIGATION.get(role, ()) if path == to or path.startswith(f"{to}/")]
    return max(under, key=len, default=None)
