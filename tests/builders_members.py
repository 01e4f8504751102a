"""Made-up people and their reports; every one may be changed by keyword."""

from functools import cache
from typing import Any

from services.registry.employers.model import Employer
from services.registry.members.model import CONSENT_VERSION, Member, PhoneTaken
from services.registry.places.model import Place
from services.registry.reports.forms import ReportForm
from services.registry.reports.model import Report
from services.registry.rosters.model import RosterEntry
from shared.documents import CLOCK, Actor, Sealed
from shared.sealed import PersonKey
from shared.tx import Tx
from tests.fakes import KEYS, NOON

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
PHONE, ID_NUMBER = "+8613800000001", "310106198001010001"

MEMBER = Actor("m1", "member", ("m1",))
SECRETARY = Actor("u1", "secretary", (HERE,))
ITS_OFFICER = Actor("u2", "employer_officer", ("e1",))
STREET_OFFICER = Actor("u3", "street_officer", (STREET,))


def places() -> list[Place]:
    above = [DISTRICT, STREET]
    return [
        Place(id=DISTRICT, level="district", name="测试区", district=DISTRICT, scopes=[DISTRICT]),
        Place(id=STREET, level="street", name="测试街道", parent=DISTRICT, district=DISTRICT, scopes=above),
        *(
            Place(id=code, level="community", name=name, parent=STREET, street=STREET, district=DISTRICT,
                  scopes=[*above, code])
            for code, name in ((HERE, "测试一村居委会"), (THERE, "测试二村居委会"))
        ),
    ]  # fmt: skip


def an_employer(**more: Any) -> Employer:
    fields = {"id": "e1", "name": "测试单位", "district": DISTRICT, "on_system": True, "scopes": [DISTRICT, "e1"]}
    return Employer(**fields | more)


@cache
def a_key(person: str = "m1") -> PersonKey:
    return PersonKey(id=person, wrapped=KEYS.new_wrapped(person))


def a_member(**more: Any) -> Member:
    """One who proved the phone and has not reported."""
    sealed = _sealed({"phone": PHONE})
    return Member(**{"id": "m1", "scopes": ["m1"], "sealed": sealed, "proven_phone": True} | more)


def a_roster_entry(**more: Any) -> RosterEntry:
    sealed = _sealed({"phone": PHONE, "email": "m1@example.com", "address": "测试路1号"})
    fields = {"id": "n1", "employer": "e1", "person": "m1", "name": "测试甲", "sealed": sealed, "id_last4": "0001",
              "id_hash": KEYS.hashed("id", ID_NUMBER), "confirmed_at": NOON, "scopes": ["e1", "m1"]}  # fmt: skip
    return RosterEntry(**fields | more)


def _sealed(data: dict[str, Any]) -> Sealed:
    return KEYS.seal("m1", str(a_key().wrapped), data)


def a_report(state: str, **more: Any) -> Report:
    fields = {"id": "r1", "member": "m1", "name": "测试甲", "community": HERE, "street": STREET, "district": DISTRICT,
              "employer": "e1", "state": state, "asked_at": NOON}  # fmt: skip
    report = Report(**fields | more)
    report.scopes = ["m1", *report.places]
    return report


def reporting(state: str, **more: Any) -> list[Any]:
    """Everything there is when a report is in this state: the places, the employer, the member, the report."""
    report = a_report(state, **more)
    member = a_member(name="测试甲", state=state, report="r1", scopes=report.scopes, employer=report.employer)
    return [*places(), an_employer(), a_key(), member, report]


def a_form(**more: Any) -> ReportForm:
    return ReportForm(**{"community": HERE, "consent_version": CONSENT_VERSION} | more)


def settle_people(stage: Any, count: int, *, on_roster: bool = True, start: int = 1) -> list[Actor]:
    """People who proved their phone by code; on the roster of "e1" unless said otherwise. One transaction."""

    def make(tx: Tx) -> list[str]:
        return [_person(tx, number, on_roster) for number in range(start, start + count)]

    return [Actor(person, "member", (person,)) for person in stage.perform(make, CLOCK)]


def _person(tx: Tx, number: int, on_roster: bool) -> str:
    person, phone = tx.new_person(), f"+861380000{number:04}"
    hashed = tx.keys.hashed("phone", phone)
    sealed = tx.seal(person, {"phone": phone})
    tx.add(Member(id=person, scopes=[person], sealed=sealed, phone_hash=hashed, proven_phone=True))
    tx.add(PhoneTaken(id=hashed, member=person))
    if on_roster:
        tx.add(RosterEntry(
            id=f"n{number}", scopes=["e1", person], employer="e1", person=person, name=f"测试{chr(0x4E00 + number)}",
            sealed=sealed, phone_hash=hashed, id_hash=tx.keys.hashed("id", str(number)), id_last4="0001",
            confirmed_at=tx.now,
        ))  # fmt: skip
    return person


def set_up(stage: Any) -> None:
    """The places and the employer, as they are in the database."""
    for document in (*places(), an_employer()):
        stage.db[document.collection].insert_one(document.row())
