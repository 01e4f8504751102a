"""What is counted, of whom, and what follows from a change."""

from datetime import timedelta

import pytest

from services.registry.employers.model import Employer
from services.registry.places.model import Place
from services.registry.rosters.model import RosterEntry
from services.registry.statistics import actions, queries, reactions
from services.registry.statistics.model import EmployerCount, Participant, PlaceCount, Wait, Waiting
from services.registry.statistics.numbers import employer_row
from shared.documents import CLOCK, Actor
from shared.errors import NotFound
from shared.events import activities, registry
from tests.fakes import NOON, a_tx

DISTRICT, STREET, HERE, THERE, OTHER = "310106", "310106011", "310106011001", "310106011002", "310106012"
OFFICER = Actor("d1", "district_officer", (DISTRICT,))
OF_STREET = Actor("s1", "street_officer", (STREET,))


def a_place(code, level):
    parent = {"district": None, "street": code[:6], "community": code[:9]}[level]
    street = code[:9] if level == "community" else None
    scopes = list(dict.fromkeys(each for each in (code[:6], street, code) if each))
    return Place(id=code, level=level, name=code, parent=parent, street=street, district=code[:6], scopes=scopes)


PLACES = [a_place(DISTRICT, "district"), a_place(STREET, "street"), a_place(HERE, "community"),
          a_place(THERE, "community"), a_place(OTHER, "street")]  # fmt: skip


def somebody(id, **more):
    return Participant(id=id, state="reported", community=HERE, **more)


def written(tx, kind):
    """What a transaction sets: id -> fields."""
    found = {}
    for write in tx.writes.get(kind.collection, []):
        found.setdefault(write._filter["_id"], {}).update(write._doc["$set"])
    return found


def reacting():
    return a_tx(by=None)  # a reaction only writes


def test_a_change_of_a_member_counts_again_where_they_are_and_where_they_were():
    tx = a_tx(somebody("m1", employer="e2", counted_in=THERE, counted_for="e1", fresh=True), by=CLOCK)
    actions.mark_changed(tx, ["m1"])
    assert {code: fields["stale"] for code, fields in written(tx, PlaceCount).items()} == {HERE: True, THERE: True}
    assert set(written(tx, EmployerCount)) == {"e1", "e2"}
    member = tx.get(Participant, "m1")
    assert (member.counted_in, member.counted_for, member.fresh) == (HERE, "e2", False)


def test_who_was_erased_is_counted_no_more_and_leaves_no_row():
    tx = a_tx(Participant(id="m1", counted_in=HERE, gone=True, fresh=True), by=CLOCK)
    actions.mark_changed(tx, ["m1"])
    assert set(written(tx, PlaceCount)) == {HERE}
    assert [write._filter for write in tx.writes["participants"]] == [{"_id": "m1"}]


def test_a_place_counts_who_belongs_to_it_and_of_them_who_served():
    people = [
        somebody("m1"), somebody("m2", records=2), somebody("m3", records=1, statements=1),
        Participant(id="m4", state="cancelled", community=HERE, records=3),
        Participant(id="m5", state="awaiting_community", community=HERE),
    ]  # fmt: skip
    tx = a_tx(*PLACES, *people, by=CLOCK)
    actions.count_places(tx, [HERE])
    numbers = written(tx, PlaceCount)[HERE]
    assert (numbers["reported"], numbers["served"], numbers["fed_back"]) == (3, 2, 1)
    assert (numbers["stale"], numbers["scopes"]) == (False, [DISTRICT, STREET, HERE])


def test_what_waits_is_counted_by_kind_with_the_oldest():
    ago = [NOON - timedelta(days=days) for days in (9, 3, 1)]
    waiting = [
        Waiting(id=f"w{n}", kind=kind, office=HERE, roles=["staff"], since=since, scopes=[HERE], closed=closed)
        for n, (kind, since, closed) in enumerate([("a", ago[1], False), ("b", ago[2], False), ("a", ago[0], False),
                                                   ("a", ago[0] - timedelta(days=1), True)])
    ]  # fmt: skip
    tx = a_tx(*PLACES, *waiting, by=CLOCK)
    actions.count_places(tx, [HERE])
    numbers = written(tx, PlaceCount)[HERE]
    assert numbers["oldest"] == ago[0]
    assert [(wait["kind"], wait["count"], wait["oldest"]) for wait in numbers["waiting"]] == [
        ("a", 2, ago[0]), ("b", 1, ago[2])]  # fmt: skip


def test_an_employer_counts_its_roster():
    of_current = (None, "reported", "transferring", "reported_elsewhere", "awaiting_community")
    states = [*(("current", each) for each in of_current), ("deferred", None), ("left", "reported")]
    entries = [
        RosterEntry(id=f"r{n}", employer="e1", person=f"p{n}", name="张三", state=state, report_state=report)
        for n, (state, report) in enumerate(states)
    ]  # fmt: skip
    employer = Employer(id="e1", name="区机关", district=DISTRICT, scopes=[DISTRICT, "e1"])
    tx = a_tx(employer, *entries, by=CLOCK)
    actions.count_employers(tx, ["e1"])
    numbers = written(tx, EmployerCount)["e1"]
    assert [numbers[name] for name in ("roster", "deferred", "reported", "elsewhere")] == [6, 1, 2, 1]
    row = employer_row(employer, EmployerCount(id="e1", roster=6, deferred=1, reported=2, elsewhere=1))
    assert (row.expected, row.missing, row.coverage) == (5, 2, 40.0)
    assert employer_row(employer, None).coverage is None


def opened(todo="k:1", scopes=(HERE,), roles=("secretary", "staff")):
    return registry.TodoOpened(todo=todo, kind="k", subject="1", scopes=list(scopes), roles=list(roles), since=NOON)


@pytest.mark.parametrize(("scopes", "roles"), [
    (("m1",), ("member",)), (("e1",), ("employer_officer",)), ((HERE,), ("member",)), (("m1",), ("staff",)),
])  # fmt: skip
def test_what_waits_for_no_office_is_nobodys_number(scopes, roles):
    tx = reacting()
    reactions.keep_waiting(tx, opened(scopes=scopes, roles=roles))
    assert not tx.writes


def test_what_waits_for_an_office_is_kept_with_the_first_place_that_is_asked():
    tx = reacting()
    reactions.keep_waiting(tx, opened(scopes=("m1", HERE, STREET), roles=("member", "staff")))
    assert written(tx, Waiting)["k:1"]["office"] == HERE
    assert set(written(tx, PlaceCount)) == {HERE}


def test_what_no_longer_waits_is_dropped_and_its_place_counted_again():
    waiting = Waiting(id="k:1", kind="k", office=HERE, roles=["staff"], since=NOON, scopes=[HERE], closed=True)
    tx = a_tx(waiting, by=CLOCK)
    assert [each.id for each in queries.closed_waits(tx)] == ["k:1"]
    actions.drop_closed(tx, ["k:1"])
    assert set(written(tx, PlaceCount)) == {HERE}


def test_numbers_are_not_counted_again_at_once():
    ages = {HERE: timedelta(seconds=5), THERE: timedelta(minutes=1)}
    tx = a_tx(*(PlaceCount(id=code, stale=True, counted_at=NOON - age) for code, age in ages.items()), by=CLOCK)
    assert [each.id for each in queries.stale_places(tx)] == [THERE]


def test_members_places_and_services_are_taken_over_as_they_are_said():
    tx = reacting()
    reactions.keep_service(tx, activities.MemberServed(member="m1", records=3, statements=1))
    reactions.count_employer(tx, registry.RosterChanged(employer="e1"))
    assert written(tx, Participant)["m1"] == {"version": 0, "fresh": True, "records": 3, "statements": 1}
    assert set(written(tx, EmployerCount)) == {"e1"}


# what officers see


def counted():
    old, new = NOON - timedelta(days=8), NOON - timedelta(days=1)
    numbers = {"reported": 10, "served": 4, "fed_back": 2}
    waits = {HERE: [Wait(kind="report_to_accept", count=3, oldest=old)], THERE: [Wait(kind="x", count=1, oldest=new)]}
    return [
        PlaceCount(id=code, scopes=[DISTRICT, STREET, code], waiting=each, oldest=each[0].oldest, **numbers)
        for code, each in waits.items()
    ]  # fmt: skip


def test_a_district_sees_its_streets_in_code_order_with_the_communities_that_wait_long():
    counts = EmployerCount(id="e1", scopes=[DISTRICT, "e1"], roster=30, deferred=2, elsewhere=1)
    seen = queries.overview(a_tx(*PLACES, *counted(), counts, by=OFFICER))
    assert [(row.code, row.long, row.waits) for row in seen.below] == [(STREET, 1, 4), (OTHER, 0, 0)]
    assert seen.chain == (30, 2, 1, 20, 8, 4)


def test_a_street_sees_its_communities_in_code_order():
    seen = queries.overview(a_tx(*PLACES, *counted(), by=OF_STREET))
    assert [(row.code, row.reported, row.long) for row in seen.below] == [(HERE, 10, 1), (THERE, 10, 0)]
    assert [wait.kind for wait in seen.below[0].waiting] == ["report_to_accept"]


def test_nobody_looks_beyond_their_place():
    with pytest.raises(NotFound):
        queries.overview(a_tx(*PLACES, by=OF_STREET), OTHER)
    with pytest.raises(NotFound):
        queries.overview(a_tx(*PLACES, by=OF_STREET), DISTRICT)


def test_the_list_behind_a_number_holds_what_the_number_counts():
    tx = a_tx(*PLACES, *counted(), by=OFFICER)
    [street] = queries.communities_counted(tx, "long")
    assert (street.street.code, [row.code for row in street.communities]) == (STREET, [HERE])
    employers = [Employer(id=id, name=id, pinyin=id, district=DISTRICT, scopes=[DISTRICT, id]) for id in ("e1", "e2")]
    numbers = {"e1": {"roster": 3}, "e2": {"deferred": 1}}
    counts = [EmployerCount(id=id, scopes=[DISTRICT], **each) for id, each in numbers.items()]
    tx = a_tx(*employers, *counts, by=OFFICER)
    assert [row.id for row in queries.employers_counted(tx, "deferred")] == ["e2"]


def test_the_last_twelve_months_end_with_this_one():
    found = queries.months(a_tx(*PLACES, by=OFFICER))
    assert (found[0].month, found[-1].month, len(found)) == ("2025-12", "2026-11", 12)
