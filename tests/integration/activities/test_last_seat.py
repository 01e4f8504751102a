"""The last seat and the same hour are given once, however many ask at one moment, on the real database."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.activities.service import service
from services.activities.signups import actions, clockwork
from services.activities.signups.queries import seats_to_offer
from shared.documents import CLOCK, Actor
from shared.errors import Refused
from tests.builders_signups import STARTS, a_calendar, a_member, a_person, a_shift, its_seats
from tests.servers import Database
from tests.stage import Stage, settings_for

MANY = 200


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_last_seat")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    for name in ("shifts", "seats", "people", "signups", "calendars"):
        whole.db[name].delete_many({})
    return whole


def put(stage: Stage, *documents: Any) -> None:
    for document in documents:
        stage.db[document.collection].insert_one(document.row())


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each gave or raised, all begun at one moment."""
    barrier, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        barrier.wait()
        try:
            came[number] = acts[number]()
        except Exception as caught:
            came[number] = caught

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def signing_up(stage: Stage, by: Actor, shift: str) -> Callable[[], Any]:
    return lambda: stage.perform(actions.sign_up, by, shift)


def test_of_two_hundred_at_one_moment_one_gets_the_last_seat_and_the_rest_stand_in_line(stage: Stage) -> None:
    shift = a_shift(capacity=1)
    put(stage, shift, its_seats(shift), *(a_person(f"m{n}") for n in range(MANY)))
    came = at_once([signing_up(stage, a_member(f"m{n}"), "s1") for n in range(MANY)])
    assert not [each for each in came if isinstance(each, Exception)]
    assert Counter(each.state for each in came) == {"accepted": 1, "waitlisted": MANY - 1}
    assert sorted(each.number for each in came if each.number) == list(range(1, MANY))
    kept = list(stage.db["signups"].find())
    assert Counter(row["state"] for row in kept) == {"accepted": 1, "waitlisted": MANY - 1}
    seats = stage.db["seats"].find_one()
    assert (seats["taken"], seats["waiting"], seats["line"]) == (1, MANY - 1, MANY - 1)


def test_processes_that_know_nothing_of_each_other_get_the_same(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns are of one process; what decides is the transaction."""
    monkeypatch.setattr(actions.sign_up, "in_turn", False)
    shift, some = a_shift(capacity=1), 12
    put(stage, shift, its_seats(shift), *(a_person(f"m{n}") for n in range(some)))
    came = at_once([signing_up(stage, a_member(f"m{n}"), "s1") for n in range(some)])
    assert sorted((each.state, each.number or 0) for each in came) == [
        ("accepted", 0), *(("waitlisted", n) for n in range(1, some)),
    ]  # fmt: skip


def test_of_two_at_the_same_hour_one_wins_however_the_threads_run(stage: Stage) -> None:
    pairs = 20
    for shift in (a_shift("s1", capacity=pairs), a_shift("s2", capacity=pairs, starts=STARTS + timedelta(hours=1))):
        put(stage, shift, its_seats(shift))
    put(stage, *(a_person(f"m{n}") for n in range(pairs)))
    put(stage, *(a_calendar(member=f"m{n}") for n in range(0, pairs, 2)))  # the others sign up for the first time
    came = at_once([signing_up(stage, a_member(f"m{n}"), shift) for n in range(pairs) for shift in ("s1", "s2")])
    refused = [each for each in came if isinstance(each, Exception)]
    assert [each.code for each in refused if isinstance(each, Refused)] == ["overlap"] * pairs
    assert sorted(row["member"] for row in stage.db["signups"].find()) == sorted(f"m{n}" for n in range(pairs))
    assert sum(row["taken"] for row in stage.db["seats"].find()) == pairs


def test_one_member_from_forty_threads_has_one_signup_and_one_seat(stage: Stage) -> None:
    overlapping = [a_shift("s1"), a_shift("s2")]
    put(stage, a_person(), *overlapping, *(its_seats(shift) for shift in overlapping))
    came = at_once([signing_up(stage, a_member(), shift) for shift in ("s1", "s2")] * 20)
    won = {each.shift for each in came if not isinstance(each, Exception)}
    assert len(won) == 1
    assert {each.code for each in came if isinstance(each, Exception)} == {"overlap"}
    assert [(row["shift"], row["state"]) for row in stage.db["signups"].find()] == [(*won, "accepted")]
    assert sum(row["taken"] for row in stage.db["seats"].find()) == 1


def test_seats_that_come_free_while_others_ask_go_down_the_line_without_a_hole(stage: Stage) -> None:
    shift, first = a_shift(capacity=5), 15
    put(stage, shift, its_seats(shift), *(a_person(f"m{n}") for n in range(30)))
    for n in range(first):
        stage.perform(actions.sign_up, a_member(f"m{n}"), "s1")

    def offer() -> None:
        for seats in stage.perform(seats_to_offer, CLOCK):
            stage.perform(clockwork.offer_seats, CLOCK, seats.id)

    leaving = [lambda n=n: stage.perform(actions.withdraw, a_member(f"m{n}"), f"s1.m{n}") for n in range(0, first, 2)]
    asking = [signing_up(stage, a_member(f"m{n}"), "s1") for n in range(first, 30)]
    came = at_once([*leaving, *asking, *[offer] * 3])
    assert not [each for each in came if isinstance(each, Exception)]
    stage.do_what_is_due()
    states = Counter(row["state"] for row in stage.db["signups"].find())
    seats = stage.db["seats"].find_one()
    assert states["accepted"] + states["offered"] == seats["taken"] == 5
    assert states["waitlisted"] == seats["waiting"]
    numbers = [row["number"] for row in stage.db["signups"].find({"state": {"$in": ["offered", "waitlisted"]}})]
    assert len(set(numbers)) == len(numbers)
    offered = [row["number"] for row in stage.db["signups"].find({"state": "offered"})]
    waiting = [row["number"] for row in stage.db["signups"].find({"state": "waitlisted"})]
    assert max(offered) < min(waiting)
