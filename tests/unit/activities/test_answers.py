"""Questions that a message asked, answered by its link: by that person, to that question, for that time, once."""

from datetime import timedelta

import pytest

from services.activities.answers.actions import answer_by_link
from services.activities.answers.queries import question
from services.activities.links.making import link_to
from services.activities.links.model import Link
from services.activities.records.drafting import draft_records, remind
from services.activities.records.ledger import LedgerLine
from services.activities.records.model import ServiceRecord
from services.activities.signups.model import SignUp
from services.activities.signups.seating import offer
from shared.documents import CLOCK, PUBLIC, Sealed
from shared.errors import NotFound, WrongState
from shared.events.activities import MessagesRefused, RecordDrafted, RecordReminded, SeatOffered
from tests.builders_records import a_key, a_person, a_record, an_activity, an_attendance
from tests.builders_signups import a_calendar, a_shift, a_signup, an_offer, its_seats
from tests.fakes import KEYS, NOON, a_tx

SECRET, OTHER = "ABCDEFGHJKLMNPQR", "RQPNMLKJHGFEDCBA"
LATER = NOON + timedelta(days=14)


def a_link(question="record", about="s1.m1", until=LATER):
    return Link(id=KEYS.hashed("link", SECRET), member="m1", question=question, about=about, until=until)


def by_link(*documents, now=NOON):
    return a_tx(a_key(), *documents, by=PUBLIC, now=now)


def a_seat(state="accepted"):
    shift = a_shift()
    return shift, its_seats(shift, taken=1), a_calendar(shift), a_signup(shift, state=state)


def the(tx, kind):
    return [each for each in tx.changed.values() if isinstance(each, kind)]


def secret_in(tx, kind):
    (event,) = [each for each in tx.said if isinstance(each, kind)]
    path = tx.keys.open_box(event.sealed, tx._read[type(a_key()), "m1"].wrapped)["link"]
    return path.removeprefix("/activities/links/")


def test_a_message_carries_a_secret_of_which_only_the_hash_is_kept():
    tx = a_tx(an_activity(), a_person(), a_key(), an_attendance(), by=CLOCK)
    draft_records(tx, ["s1.m1"])
    secret, (link,) = secret_in(tx, RecordDrafted), the(tx, Link)
    assert (link.id, link.member, link.question, link.about) == (KEYS.hashed("link", secret), "m1", "record", "s1.m1")
    assert secret not in str(link.row())


def test_the_reminder_and_an_offer_carry_one_of_their_own():
    tx = a_tx(a_key(), a_record(remind_at=NOON), by=CLOCK)
    remind(tx, ["s1.m1"])
    assert KEYS.hashed("link", secret_in(tx, RecordReminded)) == the(tx, Link)[0].id
    shift = a_shift()
    tx = a_tx(a_key(), shift, its_seats(shift, waiting=1), a_signup(shift, state="waitlisted"), by=CLOCK)
    offer(tx, tx.get(SignUp, "s1.m1"))
    secret, (link,) = secret_in(tx, SeatOffered), the(tx, Link)
    assert (link.id, link.until) == (KEYS.hashed("link", secret), the(tx, SignUp)[0].until)


def test_without_the_persons_key_there_is_none_and_nothing_waits():
    assert link_to(a_tx(by=CLOCK), "m1", "record", "s1.m1", LATER) is None


def test_opening_changes_nothing_and_names_nobody():
    tx = by_link(a_link(), a_record())
    asked = question(tx, SECRET)
    assert (asked.title, asked.open, [each.minutes for each in asked.records]) == ("清洁楼道", True, [120])
    assert "测试甲" not in str(asked)
    assert (tx.writes, tx.said) == ({}, [])


def test_one_answer_confirms_all_that_was_asked_and_says_that_it_was_by_link():
    second = a_record(id="s2.m1", shift="s2", starts=NOON - timedelta(hours=1))
    elsewhere = a_record(id="s3.m1", shift="s3", activity="a2")
    tx = by_link(a_link(), a_record(), second, elsewhere)
    asked = answer_by_link(tx, SECRET, "yes")
    assert not asked.open
    assert {each.id: each.confirmed_by for each in the(tx, ServiceRecord)} == {"s1.m1": "link", "s2.m1": "link"}
    assert {(line.what, line.by, line.role) for line in the(tx, LedgerLine)} == {("confirmed_by_link", "m1", "member")}
    assert tx.origin == "link"


def test_answering_again_changes_nothing():
    confirmed = a_record("confirmed", confirmed_by="member")
    tx = by_link(a_link(), confirmed)
    assert answer_by_link(tx, SECRET, "yes").open is False
    assert tx.writes == {}
    tx = by_link(a_link("seat"), *a_seat("cancelled"))
    answer_by_link(tx, SECRET, "no")
    assert tx.writes == {}


@pytest.mark.parametrize("documents", [[], [a_link(until=NOON)], [a_link()]])
def test_an_unknown_or_old_link_leads_nowhere(documents):
    with pytest.raises(NotFound) as caught:
        answer_by_link(by_link(*documents, a_record()), SECRET if documents and documents[0].until == NOON else OTHER,
                       "yes")  # fmt: skip
    assert caught.value.code == "link_over"


def test_an_offer_is_taken_or_left_to_the_next():
    for answer, state in (("yes", "accepted"), ("no", "declined")):
        shift = a_shift()
        tx = by_link(a_link("offer"), shift, its_seats(shift, taken=1), a_calendar(shift), an_offer())
        assert answer_by_link(tx, SECRET, answer).open is False
        assert [each.state for each in the(tx, SignUp)] == [state]


def test_not_this_time_gives_the_seat_back():
    tx = by_link(a_link("seat"), *a_seat())
    answer_by_link(tx, SECRET, "no")
    (signup,) = the(tx, SignUp)
    assert (signup.state, signup.reason) == ("cancelled", "by_member")


def test_what_a_link_does_not_ask_it_does_not_do():
    with pytest.raises(WrongState):
        answer_by_link(by_link(a_link(), a_record()), SECRET, "no")
    tx = by_link(a_link("seat"), *a_seat())
    answer_by_link(tx, SECRET, "yes")
    assert tx.writes == {}


def test_stop_is_said_to_whoever_sends_and_answers_nothing_else():
    tx = by_link(a_link(), a_record())
    assert answer_by_link(tx, SECRET, "stop").open
    assert tx.said == [MessagesRefused(member="m1", category="activity")]


def test_the_box_is_the_persons_own():
    tx = a_tx(a_key(), by=CLOCK)
    sealed = link_to(tx, "m1", "record", "s1.m1", LATER)
    assert isinstance(sealed, Sealed)
    assert sealed.of == "m1"
