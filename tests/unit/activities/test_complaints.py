"""Complaints and suggestions: who sees them, who answers, when they climb."""

from datetime import timedelta

import pytest

from services.activities.complaints import actions, queries
from services.activities.complaints.ending import end_authorship, held_complaints
from services.activities.complaints.model import Complaint
from services.activities.names.model import Place
from shared.documents import CLOCK, PUBLIC, Actor
from shared.errors import Invalid, NotFound, NotYetKnown, Refused, TooMany, WrongState
from shared.events.activities import TodoClosed, TodoOpened
from shared.sealed import PersonKey
from shared.signs import SIGNS
from shared.throttles import Throttle
from tests.fakes import KEYS, NOON, a_tx

DISTRICT, STREET, HERE, THERE = "310106", "310106006", "310106006003", "310106012001"
CLOSED, FAR = "310106006009", "110101001001"
MEMBER = Actor("m1", "member", ("m1",))
SECRETARY = Actor("k1", "secretary", (HERE,))
OF_THERE = Actor("k2", "staff", (THERE,))
OF_STREET = Actor("s1", "street_officer", (STREET,))
OF_DISTRICT = Actor("d1", "district_officer", (DISTRICT,))
NETWORK = "203.0.113.0/24"
KINDS = {kind.collection: kind for kind in (Complaint, PersonKey, Throttle)}
SAID = actions.Said("complaint", "place", HERE, "活动总在上班时间", "13800000001")


def places():
    levels = {6: "district", 9: "street", 12: "community"}
    named = {DISTRICT: "测试区", STREET: "测试街道", HERE: "一村", THERE: "二村", CLOSED: "旧村", FAR: "别区一村"}
    return [
        Place(id=code, level=levels[len(code)], name=name, district=code[:6], active=code != CLOSED,
              street=code[:9] if len(code) > 6 else None)
        for code, name in named.items()
    ]  # fmt: skip


def left(said=SAID, by=PUBLIC):
    tx = a_tx(*places(), by=by)
    return tx, actions.leave_complaint(tx, said, NETWORK)


def after(tx, by, **later):
    """The next transaction over what is now there."""
    rows = {(name, row["_id"]): row for name, row in tx.rows.stored}
    rows |= {(kind.collection, id): document.row() for (kind, id), document in tx._read.items() if document}
    documents = [KINDS[name].of(row) for (name, _), row in rows.items() if name in KINDS]
    return a_tx(*places(), *documents, by=by, now=tx.now + timedelta(**later))


def test_whoever_leaves_one_gets_a_code_that_stands_nowhere():
    tx, made = left()
    assert len(made.code) == 12
    assert set(made.code) <= set(SIGNS)
    assert made.complaint.id == KEYS.hashed("complaint", made.code)
    assert tx.get(PersonKey, made.complaint.id).until is None, "kept until it is answered"
    kept = str(tx.operations()) + str(tx.said)
    for secret in (made.code, SAID.text, SAID.contact):
        assert secret not in kept


def test_a_complaint_is_seen_by_its_place_and_one_above_a_suggestion_by_its_place():
    _, made = left()
    assert made.complaint.scopes == [HERE, STREET, made.complaint.id]
    _, made = left(SAID._replace(kind="suggestion"))
    assert made.complaint.scopes == [HERE, made.complaint.id]
    _, made = left(SAID._replace(place=STREET))
    assert made.complaint.scopes == [STREET, DISTRICT, made.complaint.id]


@pytest.mark.parametrize(
    ("said", "place", "roles"),
    [
        (SAID, HERE, ["secretary", "staff"]), (SAID._replace(place=STREET), STREET, ["street_officer"]),
        (SAID._replace(place=DISTRICT), DISTRICT, ["district_officer"]),
        (SAID._replace(about="system"), DISTRICT, ["district_officer"]),
    ],
)  # fmt: skip
def test_it_waits_for_those_of_its_place(said, place, roles):
    tx, made = left(said)
    id = made.complaint.id
    assert tx.said == [TodoOpened(
        todo=f"complaint_to_answer:{id}", kind="complaint_to_answer", subject=id, scopes=[place], roles=roles,
        since=NOON,
    )]  # fmt: skip


def test_nothing_says_who_left_it_but_that_they_see_it_in_their_list():
    tx, made = left(by=MEMBER)
    assert (tx.by, tx.origin) == (PUBLIC, "")
    row = made.complaint.row()
    assert row.pop("scopes") == [HERE, STREET, made.complaint.id, "m1"]
    assert row.pop("sealed")["of"] == made.complaint.id
    assert "m1" not in str(row)
    assert [each["text"] for each in queries.my_complaints(after(tx, MEMBER))] == [SAID.text]
    assert queries.my_complaints(after(tx, Actor("m2", "member", ("m2",)))) == []
    assert queries.complaints(after(tx, SECRETARY))[0]["contact"] == SAID.contact


def test_an_hour_brings_ten_from_one_network_and_says_how_long_to_wait():
    full = Throttle(id=f"complaint:{NETWORK}", count=10, until=NOON + timedelta(minutes=30))
    with pytest.raises(TooMany) as refusal:
        actions.leave_complaint(a_tx(*places(), full, by=PUBLIC), SAID, NETWORK)
    assert refusal.value.retry_after == 1800
    assert actions.leave_complaint(a_tx(*places(), full, by=MEMBER), SAID, NETWORK).code, "a count of one's own"
    tx, _ = left()
    assert tx.peek(Throttle, f"complaint:{NETWORK}").count == 1


def test_a_closed_place_is_refused_and_an_unknown_one_may_be_known_soon():
    with pytest.raises(Invalid):
        left(SAID._replace(place=CLOSED))
    with pytest.raises(NotYetKnown):
        left(SAID._replace(place="310106006008"))


# following


def test_its_code_however_typed_shows_what_became_of_it_to_anybody():
    tx, made = left()
    typed = f" {made.code[:4].lower()}-{made.code[4:8]} {made.code[8:]}"
    seen = actions.follow(after(tx, Actor("o1", "employer_officer", ("e1",)), days=3), typed, NETWORK)
    assert (seen["state"], seen["days"], seen["overdue"], seen["place_name"]) == ("waiting", 3, False, "一村")


def test_wrong_codes_are_counted_and_then_refused():
    tx = a_tx(by=PUBLIC)
    refused = actions.follow(tx, "ABCDEFGHJKLM", NETWORK)
    assert (type(refused), tx.peek(Throttle, f"complaint_code:{NETWORK}").count) == (NotFound, 1)
    full = Throttle(id=f"complaint_code:{NETWORK}", count=30, until=NOON + timedelta(hours=1))
    with pytest.raises(TooMany):
        actions.follow(a_tx(full, by=PUBLIC), "ABCDEFGHJKLM", NETWORK)


# answering


def test_the_answer_is_sealed_ends_the_wait_and_keeps_the_rest_for_a_year():
    tx, made = left()
    id = made.complaint.id
    tx = after(tx, SECRETARY, days=2)
    seen = actions.answer_complaint(tx, id, "改到周末")
    assert (seen["answer"], seen["text"], seen["days"], seen["state"]) == ("改到周末", SAID.text, 2, "answered")
    assert [each.todo for each in tx.said] == [f"complaint_to_answer:{id}", f"complaint_overdue:{id}"]
    assert "周末" not in str(tx.operations())
    assert tx.get(PersonKey, id).until == NOON + timedelta(days=2 + 365 + 1)
    assert actions.follow(after(tx, PUBLIC), made.code, NETWORK)["answer"] == "改到周末"
    with pytest.raises(WrongState):
        actions.answer_complaint(after(tx, OF_STREET), id, "再答")


def test_a_year_after_the_answer_nothing_is_left():
    tx, made = left()
    tx = after(tx, SECRETARY)
    actions.answer_complaint(tx, made.complaint.id, "好")
    assert queries.outlived_complaints(after(tx, CLOCK, days=364)) == []
    clock = after(tx, CLOCK, days=365)
    actions.drop_outlived(clock, [each.id for each in queries.outlived_complaints(clock)])
    gone = {(name, write._filter["_id"]) for name, writes in clock.operations().items() for write in writes}
    assert gone == {("complaints", made.complaint.id), ("keys", made.complaint.id)}


# passing on


def test_it_may_be_passed_on_once_and_who_watched_goes_on_watching():
    tx, made = left()
    id = made.complaint.id
    tx = after(tx, SECRETARY, days=1)
    seen = actions.pass_on(tx, id, THERE)
    assert (seen["place"], seen["passed_from"], seen["days"]) == (THERE, HERE, 1)
    assert seen["scopes"] == [THERE, "310106012", STREET, id]
    assert [todo.scopes for todo in tx.said] == [[THERE]]
    assert [step["what"] for step in seen["steps"]] == ["asked", "passed_on"]
    with pytest.raises(NotFound):
        queries.complaint(after(tx, SECRETARY), id)
    with pytest.raises(Refused, match="passed_on_already"):
        actions.pass_on(after(tx, OF_THERE), id, HERE)


@pytest.mark.parametrize("place", [HERE, CLOSED, FAR])
def test_it_is_passed_on_to_another_open_place_of_the_district(place):
    tx, made = left()
    with pytest.raises(Invalid):
        actions.pass_on(after(tx, SECRETARY), made.complaint.id, place)


# climbing


def climbed(tx, **later):
    clock = after(tx, CLOCK, **later)
    for due in queries.overdue_complaints(clock):
        actions.climb(clock, due.id)
    return clock


def test_unanswered_it_climbs_to_the_street_after_7_days_and_to_the_district_after_14():
    tx, made = left(SAID._replace(kind="suggestion"))
    id = made.complaint.id
    assert climbed(tx, days=6, hours=23).said == []
    seventh = climbed(tx, days=7)
    assert [(each.kind, each.scopes, each.roles) for each in seventh.said] == [
        ("complaint_to_answer", [HERE], ["secretary", "staff"]), ("complaint_overdue", [STREET], ["street_officer"]),
    ]  # fmt: skip
    assert queries.complaint(after(seventh, OF_STREET), id)["overdue"] is True
    assert climbed(seventh, days=6).said == [], "once"
    fourteenth = climbed(seventh, days=7)
    assert fourteenth.said[-1].scopes == [STREET, DISTRICT]
    assert fourteenth.said[-1].roles == ["street_officer", "district_officer"]
    assert queries.complaint(after(fourteenth, OF_DISTRICT), id)["state"] == "waiting"
    assert climbed(fourteenth, days=90).said == []
    assert actions.answer_complaint(after(fourteenth, OF_STREET), id, "已请社区调整")["state"] == "answered"


def test_it_does_not_climb_again_for_a_slower_worker_nor_once_it_is_answered():
    tx, made = left()
    seventh, id = climbed(tx, days=7), made.complaint.id
    slower = after(seventh, CLOCK)
    actions.climb(slower, id)
    assert (slower.said, slower.get(Complaint, id).climbed) == ([], 1)
    answered = after(seventh, SECRETARY)
    actions.answer_complaint(answered, id, "已改")
    late = after(answered, CLOCK, days=7)
    actions.climb(late, id)
    assert (late.said, late.get(Complaint, id).climbs_at) == ([], None)


def test_a_streets_climbs_to_the_district_and_the_districts_nowhere():
    tx, _ = left(SAID._replace(place=STREET, kind="suggestion"))
    assert climbed(tx, days=7).said[-1].scopes == [DISTRICT]
    tx, _ = left(SAID._replace(place=DISTRICT))
    assert climbed(tx, days=30).said == []


def test_passed_on_late_the_levels_above_the_new_place_know_too():
    tx, made = left()
    tx = after(climbed(tx, days=7), SECRETARY, days=1)
    actions.pass_on(tx, made.complaint.id, THERE)
    assert [each.scopes for each in tx.said] == [[THERE], ["310106012"]]
    assert tx.get(Complaint, made.complaint.id).climbs_at == NOON + timedelta(days=14)
    tx, made = left()
    tx, id = after(climbed(tx, days=7), SECRETARY), made.complaint.id
    actions.pass_on(tx, id, DISTRICT)
    assert tx.said[-1] == TodoClosed(todo=f"complaint_overdue:{id}", subject=id), "nobody is above"


# its author


def test_an_erased_author_leaves_the_matter_and_nothing_of_themselves():
    tx, made = left(by=MEMBER)
    clock = after(tx, CLOCK)
    assert held_complaints(clock, "m1")[0]["text"] == SAID.text
    end_authorship(clock, "m1")
    complaint = clock.get(Complaint, made.complaint.id)
    assert complaint.scopes == [HERE, STREET, made.complaint.id]
    seen = queries.complaint(after(clock, SECRETARY), made.complaint.id)
    assert (seen["text"], seen["contact"]) == (SAID.text, "")
    assert held_complaints(after(clock, CLOCK), "m1") == []
