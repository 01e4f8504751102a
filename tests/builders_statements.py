"""Made-up confirmed records of a quarter, what stands around them, and transactions in which it does."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from services.activities.names.model import DistrictSettings, Employer, Place
from services.activities.records.model import ServiceRecord
from services.activities.statements.drafting import draft_statements
from services.activities.statements.model import Statement, statement_id
from services.activities.statements.periods import named
from services.activities.statements.queries import records_to_state
from shared.documents import CLOCK, Actor
from shared.events.activities import TodoClosed, TodoOpened
from shared.sealed import PersonKey
from shared.tx import Tx
from tests.fakes import KEYS, a_tx

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
MEMBER = Actor("m1", "member", ("m1",))
SECRETARY = Actor("u1", "secretary", (HERE,))
OTHER_SECRETARY = Actor("u2", "secretary", (THERE,))
STREET_OFFICER = Actor("u3", "street_officer", (STREET,))
ITS_OFFICER = Actor("u4", "employer_officer", ("e1",))
OTHER_OFFICER = Actor("u5", "employer_officer", ("e2",))
SUMMER = datetime(2026, 7, 4, 1, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)  # in Shanghai half past eight on the first day after the quarter


def around(*, on_system: bool = True, period: str = "quarter", people: int = 1) -> list[Any]:
    """Places, settings, the employer and the keys of m1, m2…"""
    settings = DistrictSettings(
        id=DISTRICT, scopes=[DISTRICT], service_name="连心", words={"社区": "居民区"}, organiser="测试区",
        filing_number="", phone="", hours="", statement_period=period,
    )  # fmt: skip
    employer = Employer(id="e1", scopes=[DISTRICT], name="测试单位", district=DISTRICT, on_system=on_system)
    keys = [a_key(f"m{n}") for n in range(1, people + 1)]
    place = Place(id=HERE, scopes=[DISTRICT], level="community", name="测试一村", district=DISTRICT, street=STREET)
    return [settings, employer, place, *keys]


@cache
def a_key(person: str) -> PersonKey:
    return PersonKey(id=person, wrapped=KEYS.new_wrapped(person))


def a_record(id: str = "r1", **more: Any) -> ServiceRecord:
    """Three hours of m1's in July, confirmed."""
    starts = more.get("starts", SUMMER)
    fields = {"id": id, "member": "m1", "name": "测试甲", "pinyin": "ce4jia3", "shift": f"s{id}", "activity": "a1",
              "title": "陪诊", "place": HERE, "place_name": "测试一村", "street": STREET, "district": DISTRICT,
              "employer": "e1", "starts": starts, "ends": starts + timedelta(hours=3), "minutes": 180,
              "state": "confirmed", "drafted_at": starts}  # fmt: skip
    record = ServiceRecord(**fields | more)
    record.scopes = [record.member, HERE, STREET, DISTRICT]
    return record


def a_statement(state: str = "drafted", **more: Any) -> Statement:
    """m1's of the third quarter, with the record r1 in it."""
    fields = {"kind": "service", "member": "m1", "name": "测试甲", "pinyin": "ce4jia3", "employer": "e1",
              "place": HERE, "place_name": "测试一村", "street": STREET, "district": DISTRICT, "period": "2026-Q3",
              "lines": [{"record": "r1", "starts": SUMMER, "title": "陪诊", "minutes": 180}], "minutes": 180,
              "state": state, "edition": 1, "drafted_at": AUTUMN,
              "may_issue_at": AUTUMN + timedelta(days=7), "issuable": state == "read"}  # fmt: skip
    fields |= more
    period = named(str(fields["period"]))
    fields |= {"starts": period.starts, "ends": period.ends}
    if state in ("issued", "signed", "archived"):
        fields |= {"issued_at": AUTUMN, "number": f"2026-{HERE}-F00001", "code": "ABCDEFGH23"} | more
    id = statement_id(fields["kind"], fields["member"], HERE, fields["period"], fields["edition"])
    statement = Statement(id=id, **fields)
    statement.scopes = [statement.member, *statement.places, *(["e1"] if statement.issued_at else [])]
    return statement


# transactions around them


def a_clock(*documents: Any, now: Any = AUTUMN, **how: Any) -> Tx:
    return a_tx(*around(**how), *documents, by=CLOCK, now=now)


def as_(by: Actor, *documents: Any, now: Any = AUTUMN, **how: Any) -> Tx:
    return a_tx(*around(**how), *documents, by=by, now=now)


def turn(tx: Tx) -> Tx:
    """Draft whatever is due."""
    draft_statements(tx, [record.id for record in records_to_state(tx)])
    return tx


def service(tx: Tx) -> Statement:
    [found] = [each for each in tx.changed.values() if isinstance(each, Statement) and each.kind == "service"]
    return found


def waits(tx: Tx) -> list[tuple[str, str]]:
    kinds = {TodoOpened: "+", TodoClosed: "-"}
    return [(kinds[type(each)], each.todo.partition(":")[0]) for each in tx.said if type(each) in kinds]
