"""What waits for a member, what is ahead of them, and how much they did; in memory."""

from datetime import timedelta

from services.activities.mine.queries import mine, my_hours
from shared.documents import Actor
from tests.builders_rollcalls import shift_under_way
from tests.builders_signups import STARTS, a_member, a_person, a_shift, a_signup, an_offer
from tests.builders_statements import AUTUMN, SUMMER, a_record, around
from tests.fakes import a_tx

ME = a_member()


def test_an_offer_waits_and_what_the_member_took_back_is_gone() -> None:
    shifts = [a_shift(f"s{n}") for n in (2, 3, 4)]
    signups = [
        an_offer(), a_signup(shifts[0]), a_signup(shifts[1], state="cancelled", reason="by_member"),
        a_signup(shifts[2], state="cancelled", reason="activity_cancelled"), a_signup(shifts[0], "m2"),
    ]  # fmt: skip
    found = mine(a_tx(*shifts, *signups, a_person(), by=ME, now=STARTS - timedelta(hours=1)))
    assert [each.id for each in found.offers] == ["s1.m1"]
    assert {(each.shift, each.state) for each in found.ahead} == {("s2", "accepted"), ("s4", "cancelled")}
    assert not mine(a_tx(*signups, by=ME, now=STARTS + timedelta(hours=3))).ahead


def test_a_record_waits_as_long_as_an_answer_is_asked_for() -> None:
    now = SUMMER + timedelta(days=3)
    asked = a_record("r1", state="drafted", close_at=now + timedelta(days=9))
    more = a_record("r2", offered=240, close_at=now + timedelta(days=9))
    found = mine(a_tx(asked, more, a_record("r3"), *around(), by=ME, now=now))
    assert {each.record.id for each in found.records} == {"r1", "r2"}


def test_a_member_sees_which_shifts_they_lead() -> None:
    leader = Actor("m9", "member", ("m9",))
    found = mine(a_tx(shift_under_way(), a_person("m9"), by=leader, now=STARTS))
    assert [each.id for each in found.leads] == ["s1"]


def test_hours_are_those_the_member_confirmed_by_the_period_they_count_in() -> None:
    records = [
        a_record("r1"), a_record("r2", minutes=90), a_record("r3", state="drafted"), a_record("r4", member="m2"),
        a_record("r5", counts_from=AUTUMN, minutes=60),
    ]  # fmt: skip
    found = my_hours(a_tx(*records, *around(), by=ME, now=AUTUMN))
    assert [(each.period_name[1]["year"], each.records, each.hours) for each in found] == [
        ("2026", 1, "1"), ("2026", 2, "4.5"),
    ]  # fmt: skip
    assert "四" in found[0].period_name[0]
    assert "三" in found[1].period_name[0]
