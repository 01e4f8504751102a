"""Who leaves gives back what lies ahead, whichever of this service's readers hears of it first."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from services.activities.service import service
from services.activities.signups.actions import sign_up
from services.activities.signups.model import AHEAD
from shared.errors import NotYetKnown
from shared.events.registry import MemberChanged
from tests.builders_signups import DISTRICT, HERE, STREET, a_member, a_person, a_shift, its_seats
from tests.servers import Database
from tests.stage import Stage, settings_for

MEMBERS = [f"m{n}" for n in range(12)]


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(service, settings_for(database.uri("activities_leaving")))
    shift = a_shift(capacity=len(MEMBERS))
    for document in (shift, its_seats(shift), *map(a_person, MEMBERS)):
        stage.db[document.collection].insert_one(document.row())
    return stage


def news(member: str, state: str) -> MemberChanged:
    where = {"community": HERE, "street": STREET, "district": DISTRICT} if state == "reported" else {}
    return MemberChanged.model_validate(
        {"member": member, "state": state, "sealed": {"of": member, "box": "x"}} | where
    )


def still_here(stage: Stage) -> None:
    """To the reader that keeps people the news has not come yet."""
    stage.db["people"].update_many({}, {"$set": a_person().model_dump(include={"state", "community"})})


def ahead(stage: Stage) -> int:
    return stage.db["signups"].count_documents({"state": {"$in": list(AHEAD)}})


def test_between_the_two_readers_nobody_who_left_takes_a_seat(stage: Stage) -> None:
    stage.hear(news("m1", "left"))
    still_here(stage)
    with pytest.raises(NotYetKnown):
        stage.perform(sign_up, a_member(), "s1")
    stage.hear(news("m1", "reported"))
    assert stage.perform(sign_up, a_member(), "s1").state == "accepted"


def test_at_one_moment_whoever_left_holds_nothing_in_the_end(stage: Stage) -> None:
    def ask(member: str) -> None:
        with suppress(NotYetKnown):
            stage.perform(sign_up, a_member(member), "s1")

    with ThreadPoolExecutor(len(MEMBERS) + 1) as pool:
        done = [pool.submit(ask, member) for member in MEMBERS]
        done.insert(0, pool.submit(stage.hear, *(news(member, "left") for member in MEMBERS)))
        for each in done:
            each.result()
    still_here(stage)
    stage.do_what_is_due()
    assert (ahead(stage), stage.db["seats"].find_one()["taken"]) == (0, 0)
