"""Roll-calls in memory: the member's own scan, and what is entered from paper."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from services.activities.activities.model import Shift
from services.activities.rollcalls import actions
from shared.errors import NotFound
from tests.builders_rollcalls import (
    CODE,
    DAY,
    ENDS,
    HOUR,
    INSTRUCTOR,
    LEADER,
    MINUTE,
    a_newcomer,
    a_rollcall,
    a_sheet,
    code_of,
    one,
    shift_under_way,
    states,
    then,
    wrong_fields,
)
from tests.builders_signups import HERE, STAFF, STARTS, a_member, a_signup

# the member's own scan


def test_ones_own_scan_is_ones_own_word() -> None:
    tx = a_rollcall(by=a_member())
    person = actions.scan(tx, CODE)
    assert (person.state, person.own_word, person.scopes) == ("present", "scan", ["m1", HERE])
    assert tx.get(Shift, "s1").state == "not_started"
    again = actions.scan(then(tx, a_member()), CODE)
    assert (again.state, again.own_word, len(again.marks)) == ("present", "scan", 1)


def test_a_scan_leaves_late_as_late_and_the_leader_has_the_last_word() -> None:
    tx = a_rollcall(by=LEADER)
    actions.mark(tx, "s1", one("m1", "late"))
    tx = then(tx, a_member())
    assert actions.scan(tx, CODE).state == "late"
    marked = actions.mark(then(tx, LEADER), "s1", one("m1", "absent", nonce="nonce-05"))
    assert states(marked) == {"m1": "absent"}


@pytest.mark.parametrize(("now", "fits"), [
    (STARTS - 31 * MINUTE, False), (STARTS - 30 * MINUTE, True), (ENDS + 2 * HOUR, True),
    (ENDS + 2 * HOUR + MINUTE, False),
])  # fmt: skip
def test_a_scan_counts_around_the_time_of_the_shift(now: datetime, fits: bool) -> None:
    tx = a_rollcall(by=a_member(), now=now)
    if fits:
        assert actions.scan(tx, CODE).own_word == "scan"
    else:
        assert code_of(actions.scan, tx, CODE) == "not_now"


def test_who_did_not_sign_up_is_sent_to_the_leader() -> None:
    assert code_of(actions.scan, a_rollcall(by=a_member("m8")), CODE) == "not_signed_up"
    gone = a_signup(shift_under_way(), "m7", state="cancelled")
    assert code_of(actions.scan, a_rollcall(gone, by=a_member("m7")), CODE) == "not_signed_up"


def test_who_was_added_may_confirm_it_by_scan() -> None:
    tx = a_rollcall(by=LEADER)
    actions.add_person(tx, "s1", a_newcomer())
    assert actions.scan(then(tx, a_member("m8")), CODE).own_word == "scan"


@pytest.mark.parametrize("listed", [True, False])
def test_a_code_of_nothing_published_is_not_found(listed: bool) -> None:
    with pytest.raises(NotFound):
        actions.scan(a_rollcall(by=a_member(), listed=listed), "ANOTHER234" if listed else CODE)


# paper


def test_a_filled_sheet_is_entered_in_one_call() -> None:
    tx = a_rollcall(by=INSTRUCTOR, now=ENDS + DAY, people=4)
    people = actions.enter_sheet(tx, "s1", a_sheet(
        all_present_but=["s1.m2", "s1.m3"], late=["s1.m3"], excused=["s1.m4"], signed=True, added=["m8"], close=True
    ))  # fmt: skip
    assert states(people) == {"m1": "present", "m2": "absent", "m3": "late", "m4": "excused", "m8": "present"}
    assert {each.member: each.own_word for each in people} == {
        "m1": "sheet", "m2": None, "m3": "sheet", "m4": None, "m8": "sheet",
    }  # fmt: skip
    assert {each.member for each in people if each.to_record} == {"m1", "m3", "m8"}
    assert (people[0].marked_at, people[0].forced, people[0].marks[0].how) == (ENDS, True, "sheet")
    assert tx.get(Shift, "s1").state == "closed"


def test_a_sheet_entered_again_changes_nothing() -> None:
    tx = a_rollcall(by=STAFF)
    first = states(actions.enter_sheet(tx, "s1", a_sheet(all_present_but=[])))
    again = actions.enter_sheet(then(tx, STAFF), "s1", a_sheet(all_present_but=[]))
    assert states(again) == first
    assert {len(person.marks) for person in again} == {1}


def test_only_those_named_are_marked_and_only_those_signed_have_given_their_word() -> None:
    people = actions.enter_sheet(a_rollcall(by=STAFF), "s1", a_sheet(
        present=["s1.m1", "s1.m2"], signed=["s1.m2"], code=f"{CODE[:5].lower()} {CODE[5:]}"
    ))  # fmt: skip
    assert {each.member: each.own_word for each in people} == {"m1": None, "m2": "sheet"}


def test_a_sheet_of_another_shift_or_with_strangers_is_refused() -> None:
    tx = a_rollcall(by=STAFF)
    assert wrong_fields(actions.enter_sheet, tx, "s1", a_sheet(code="ANOTHER234")) == ["code"]
    strangers = a_sheet(all_present_but=["x"], late=["y"], signed=["z"])
    assert sorted(wrong_fields(actions.enter_sheet, tx, "s1", strangers)) == ["all_present_but.0", "late.0", "signed.0"]
    assert wrong_fields(actions.enter_sheet, tx, "s1", a_sheet(added=["nobody"])) == ["added.0"]
    assert not tx.writes
    with pytest.raises(ValidationError):
        a_sheet(late=["s1.m1"], absent=["s1.m1"])
