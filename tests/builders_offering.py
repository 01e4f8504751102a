"""Activities over HTTP, for tests: three places, their a_member, and what is asked of them. All made up."""

from datetime import timedelta
from typing import Any

from shared.documents import Actor
from shared.events import registry
from tests.stage import START, Stage

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
SECRETARY, STAFF = Actor("u1", "secretary", (HERE,)), Actor("u2", "staff", (HERE,))
ELSEWHERE = Actor("u3", "staff", (THERE,))
STREET_OFFICER = Actor("u4", "street_officer", (STREET,))
DISTRICT_OFFICER = Actor("u5", "district_officer", (DISTRICT,))
INSTRUCTOR, EMPLOYER = Actor("u6", "instructor", (HERE,)), Actor("u7", "employer_officer", ("e1",))
API = "/activities/api/v1"
DAY = START + timedelta(days=5)  # a Saturday, 12:00 here


def place(code: str, level: str, name: str, **more: Any) -> registry.PlaceChanged:
    street = STREET if level == "community" else None
    fields = {"place": code, "level": level, "name": name, "district": DISTRICT, "street": street} | more
    return registry.PlaceChanged.model_validate(fields)


def a_member(stage: Stage, member: str, **more: Any) -> Actor:
    wrapped = stage.store.keys.new_wrapped(member)
    sealed = stage.store.keys.seal(member, wrapped, {"name": f"测试{member}", "pinyin": member})
    stage.db["keys"].insert_one({"_id": member, "wrapped": wrapped, "erased": False})
    where = {"community": HERE, "street": STREET, "district": DISTRICT}
    fields = {"member": member, "state": "reported", "sealed": sealed} | where | more
    stage.hear(registry.MemberChanged.model_validate(fields))
    stage.do_what_is_due()
    return Actor(member, "member", (member,))


def a_shift(days: float = 0, **more: Any) -> dict[str, Any]:
    starts = DAY + timedelta(days=days)
    times = {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=2)).isoformat()}
    return times | {"where": "活动室", "capacity": 10} | more


def make(stage: Stage, by: Actor = STAFF, **more: Any) -> dict[str, Any]:
    body = {"title": "清洁家园", "shifts": [a_shift()], "publish": True} | more
    answer = stage.client(by).post(f"{API}/activities", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def ask(stage: Stage, by: Actor | None, path: str, method: str = "GET", status: int = 200, **how: Any) -> Any:
    answer = stage.client(by).open(f"{API}/{path}", method=method, **how)
    assert answer.status_code == status, answer.text
    return answer.json


def titles(answer: dict[str, Any]) -> list[str]:
    return [item["title"] for item in answer["items"]]


def sign_up(stage: Stage, member: str, made: dict[str, Any]) -> None:
    who = Actor(member, "member", (member,))
    ask(stage, who, f"shifts/{made['shifts'][0]['id']}/signups", "POST", 201)


def begun(stage: Stage) -> Stage:
    """Emptied; then a district, its street, two communities, and a member in each."""
    for name in stage.db.list_collection_names():
        stage.db[name].delete_many({})
    stage.clock.now = START
    stage._sequences.clear()
    stage._offsets.clear()
    stage.hear(
        place(DISTRICT, "district", "静安区"), place(STREET, "street", "大宁路街道", parent=DISTRICT),
        place(HERE, "community", "甲社区", parent=STREET), place(THERE, "community", "乙社区", parent=STREET),
    )  # fmt: skip
    a_member(stage, "m1", skills=["书法"], free_times=["周六下午"])
    a_member(stage, "m2", community=THERE)
    return stage
