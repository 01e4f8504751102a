"""A made-up roll-call and what became of it; every one may be changed by keyword."""

from datetime import timedelta
from typing import Any

from services.activities.activities.model import Activity
from services.activities.people.model import Person
from services.activities.records.correcting import approve_correction, propose_correction
from services.activities.records.model import Correction, ServiceRecord
from services.activities.rollcalls.model import Attendance, Mark
from shared.documents import Actor
from shared.sealed import PersonKey
from shared.web.session import Standing
from tests.fakes import KEYS, NOON, a_tx

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
MEMBER, OTHER_MEMBER = Actor("m1", "member", ("m1",)), Actor("m2", "member", ("m2",))
SECRETARY, STAFF = Actor("u1", "secretary", (HERE,)), Actor("u2", "staff", (HERE,))
NEIGHBOUR = Actor("u9", "secretary", (THERE,))
INSTRUCTOR = Actor("u3", "instructor", (HERE,))
STREET_OFFICER = Actor("u4", "street_officer", (STREET,))
DISTRICT_OFFICER = Actor("u5", "district_officer", (DISTRICT,))
BEGAN, ENDED = NOON - timedelta(hours=3), NOON - timedelta(hours=1)
TIMES = {"starts": BEGAN, "ends": ENDED}
AT = {
    "community": {"place": HERE, "place_name": "测试一村居委会", "street": STREET, "district": DISTRICT},
    "street": {"place": STREET, "place_name": "测试街道", "street": STREET, "district": DISTRICT},
    "district": {"place": DISTRICT, "place_name": "测试区", "street": None, "district": DISTRICT},
}


def an_activity(level: str = "community", **more: Any) -> Activity:
    where = AT[level]
    fields = {"id": "a1", "title": "清洁楼道", "level": level, "by": "u1", "state": "ended"} | where | TIMES
    fields |= {"starts": BEGAN, "ends": ENDED}
    return Activity(**fields | {"scopes": [each for each in (where["place"], where["district"]) if each]} | more)


def a_person(member: str = "m1", **more: Any) -> Person:
    fields = {"state": "reported", "community": HERE, "employer": "e1", "name": "测试甲", "pinyin": "ce4测"}
    return Person(**{"id": member, "scopes": [member, HERE, STREET, DISTRICT]} | fields | more)


def a_key(member: str = "m1") -> PersonKey:
    return PersonKey(id=member, wrapped=KEYS.new_wrapped(member))


def a_mark(state: str = "present", minutes: float = 0, **more: Any) -> Mark:
    """Made so many minutes after the beginning."""
    at = BEGAN + timedelta(minutes=minutes)
    fields = {"nonce": f"{state}{minutes}", "state": state, "at": at, "got_at": at, "how": "leader", "by": "u1"}
    return Mark(**fields | more)


def an_attendance(*marks: Mark, shift: str = "s1", member: str = "m1", **more: Any) -> Attendance:
    """Of a shift of two hours, closed an hour ago; present unless marked otherwise."""
    kept = list(marks) or [a_mark()]
    fields = {
        "id": f"{shift}.{member}", "member": member, "shift": shift, "activity": "a1", "title": "清洁楼道",
        "place": HERE, "marks": kept, "state": kept[-1].state, "to_record": True, "scopes": [member, HERE],
    } | TIMES  # fmt: skip
    return Attendance(**fields | more)


def a_record(state: str = "drafted", level: str = "community", **more: Any) -> ServiceRecord:
    """Of two hours, drafted an hour ago."""
    fields = {
        "id": "s1.m1", "member": "m1", "name": "测试甲", "shift": "s1", "activity": "a1", "title": "清洁楼道",
        "level": level, "employer": "e1", "minutes": 120, "drafted_at": ENDED,
    } | AT[level] | TIMES  # fmt: skip
    record = ServiceRecord(**fields)
    record.scopes = ["m1", *record.within]
    if state == "drafted":
        record.ask(SECRETARY, ENDED)
    return record.model_copy(update={"state": state} | more)


def a_standing(who: Actor, **more: Any) -> Standing:
    fields = {"account_version": 1, "role": who.role, "grants": list(who.scopes), "active": True}
    return Standing(**{"id": who.id} | fields | more)


OFFICERS = [a_standing(who) for who in (SECRETARY, STAFF, INSTRUCTOR, STREET_OFFICER, DISTRICT_OFFICER)]


class Office:
    """What there is, from one transaction to the next."""

    def __init__(self, *documents):
        self.now = NOON
        self.kept = {(type(each), each.id): each for each in documents}

    def do(self, by, action, *args):
        tx = a_tx(*self.kept.values(), by=by, now=self.now)
        tx.done = action(tx, *args)
        self.kept |= tx.changed
        return tx

    def all(self, kind):
        return [each for (made, _), each in self.kept.items() if made is kind]

    @property
    def record(self):
        return self.all(ServiceRecord)[0]

    @property
    def correction(self):
        return self.all(Correction)[-1]

    def correct(self, minutes, second=STAFF, by=SECRETARY):
        self.do(by, propose_correction, self.record.id, minutes, "登记时看错了行")
        return self.do(second, approve_correction, self.correction.id)


def office(state="drafted", *, officers=OFFICERS, **more):
    return Office(a_record(state, **more), a_key(), *officers)
