"""What waits to be recorded, recording and closing at once, and names written into a sheet by hand; in memory."""

import pytest

from services.activities.names.model import Place
from services.activities.rollcalls import actions, queries
from services.activities.rollcalls.forms import Marks, Rest, SheetLines
from shared.documents import Actor, Document
from tests.builders_rollcalls import (
    CODE,
    DAY,
    ENDS,
    HOUR,
    LEADER,
    MINUTE,
    a_rollcall,
    a_sheet,
    code_of,
    one,
    states,
    then,
    wrong_fields,
)
from tests.builders_signups import DISTRICT, HERE, OTHER_STAFF, STAFF, STARTS, STREET, THERE, a_member, a_person

LATER = ENDS + MINUTE
AT_ONCE = Rest(ids=["s1.m1", "s1.m2"], nonce="nonce-01", close=True)


@pytest.mark.parametrize("by", [STAFF, LEADER])
def test_from_its_day_on_a_shift_waits_for_its_staff_and_its_leader_until_it_is_closed(by: Actor) -> None:
    assert queries.shifts_to_record(a_rollcall(by=by, now=STARTS - DAY)) == []
    tx = a_rollcall(by=by, now=STARTS - HOUR)
    assert [(each.shift.id, len(each.people)) for each in queries.shifts_to_record(tx)] == [("s1", 3)]
    assert set(tx.looked) == {"m1", "m2", "m3"}
    assert queries.shifts_to_record(a_rollcall(by=by, now=LATER, state="closed")) == []
    assert queries.shifts_to_record(a_rollcall(by=by, now=LATER, people=0)) == []


@pytest.mark.parametrize(("by", "days"), [(OTHER_STAFF, 0), (a_member("m1"), 0), (LEADER, 3)])
def test_it_waits_for_nobody_else_and_for_the_leader_two_days(by: Actor, days: int) -> None:
    assert queries.shifts_to_record(a_rollcall(by=by, now=LATER + days * DAY)) == []


def test_what_a_closed_community_had_to_record_waits_where_its_people_went() -> None:
    places: list[Document] = [
        Place(id=HERE, level="community", name="甲社区", district=DISTRICT, street=STREET, closed_into=THERE),
        Place(id=THERE, level="community", name="乙社区", district=DISTRICT, street=STREET),
    ]
    found = queries.shifts_to_record(a_rollcall(*places, by=OTHER_STAFF, now=LATER))
    assert [each.shift.id for each in found] == ["s1"]


def test_all_whom_the_page_showed_came_and_nothing_more_will_come() -> None:
    tx = a_rollcall(by=LEADER, now=LATER)
    assert states(actions.mark(tx, "s1", AT_ONCE.marks())) == {"m1": "present", "m2": "present"}
    shift = queries.kept_by(tx, "s1")
    assert shift.state == "closed"
    again = then(tx, LEADER)
    assert states(actions.mark(again, "s1", AT_ONCE.marks())) == {"m1": "present", "m2": "present"}
    assert not again.said


def test_closing_with_a_mark_is_refused_before_the_start() -> None:
    tx = a_rollcall(by=LEADER, now=STARTS - MINUTE)
    early = Marks.model_validate({"all": "present", "nonce": "nonce-01", "close": True})
    assert code_of(actions.mark, tx, "s1", early) == "not_yet"
    assert code_of(actions.mark, tx, "s1", one("m1", "present").model_copy(update={"close": True})) == "not_yet"


# paper


def test_who_wrote_themselves_in_is_found_by_name_and_of_namesakes_by_the_phones_end() -> None:
    namesakes = [a_person("m5", name="张伟", masked_phone="138****5555"),
                 a_person("m6", name="张伟", masked_phone="138****6666")]  # fmt: skip
    tx = a_rollcall(*namesakes, by=STAFF, now=LATER)
    entered = actions.enter_sheet(tx, "s1", a_sheet(added_names=["测试m8", "张伟  6666"]))
    assert states(entered) == {"m8": "present", "m6": "present"}
    for name in ("张伟", "没有这人", "张伟 7777"):
        assert wrong_fields(actions.enter_sheet, tx, "s1", a_sheet(nonce="nonce-05", added_names=[name])) == [
            "added_names"
        ]


def test_the_lines_of_a_sheet_say_who_came_and_who_signed() -> None:
    rows = [{"id": "s1.m1"}, {"id": "s1.m2", "unsigned": True}, {"id": "s1.m3", "state": "absent"}]
    typed = {"code": CODE, "nonce": "nonce-04", "rows": rows, "added_names": " 张伟  5678 \n\n李明"}
    sheet = SheetLines.model_validate(typed | {"signed": True}).sheet()
    assert (sheet.present, sheet.absent, sheet.signed) == (["s1.m1", "s1.m2"], ["s1.m3"], ["s1.m1"])
    assert sheet.added_names == ["张伟 5678", "李明"]
    assert SheetLines.model_validate(typed).sheet().signed is False
    all_signed = SheetLines.model_validate({"code": CODE, "nonce": "nonce-04", "rows": rows[:1], "signed": True})
    assert all_signed.sheet().signed is True
