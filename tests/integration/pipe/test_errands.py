"""What leaves the system leaves once, many claimed together, whatever becomes of those beside it."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from shared import errands
from shared.documents import Document
from shared.errands import Errand
from shared.events import registry
from shared.loops import Health
from shared.perform import transact
from shared.service import Service
from shared.settings import Settings
from shared.tx import Tx
from shared.worker import WorkerLoop
from tests.servers import Database
from tests.stage import Stage, settings_for, until


class Letter(Document, collection="letters"):
    """state: waiting | leased | sent."""

    clock_indexes = [("state", "at")]
    at: datetime
    state: str = "waiting"


def letters_due(tx: Tx) -> list[Letter]:
    return tx.find(Letter, state="waiting", sort="at")


def claim(tx: Tx, ids: list[str]) -> dict[str, str]:
    if any(id.startswith("unclaimed") for id in ids):
        raise ValueError
    return {id: id for id in ids if _moved(tx, id, "waiting", "leased")}


def settle(tx: Tx, outcomes: dict[str, str]) -> None:
    if any(id.startswith("unsettled") for id in outcomes):
        raise ValueError
    for id in outcomes:
        _moved(tx, id, "leased", "sent")


def put_back(tx: Tx, claimed: dict[str, str]) -> None:
    for id in claimed:
        _moved(tx, id, "leased", "waiting")


def _moved(tx: Tx, id: str, before: str, after: str) -> bool:
    letter = tx.get(Letter, id)
    if letter.state != before:
        return False
    letter.state = after
    tx.save(letter)
    return True


class Post:
    """Letters, a worker that carries them, and what was carried."""

    def __init__(self, database: Database) -> None:
        errand = Errand(letters_due, claim, self.carry, settle, put_back)
        toy = Service("toy", acted=registry.Acted, looked=registry.Looked, documents=[Letter], errands=[errand])
        self.stage = Stage(toy, settings_for(database.uri("errands")))
        self.health, self.carried = Health(), list[str]()
        self.loop = WorkerLoop(toy, self.stage.store, self.stage.settings, self.health)

    def carry(self, _: Settings, id: str) -> str:
        if id.startswith("uncarried"):
            raise ValueError
        if id.startswith("last"):
            self.health.stop.set()
        self.carried.append(id)
        return "carried"

    def write(self, *ids: str) -> None:
        def add(tx: Tx) -> None:
            for id in ids:
                tx.add(Letter(id=id, at=tx.now))

        transact(self.stage.store, add, None)

    def work(self) -> None:
        """One round, and until what it began has ended."""
        self.loop.do_what_is_due()
        until(lambda: all(future.done() for future in self.loop.outside.under_way.values()))

    def state(self) -> dict[str, str]:
        return {row["_id"]: row["state"] for row in self.stage.db["letters"].find()}


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    made = Post(database)
    yield made
    made.loop.close()


def test_many_are_claimed_and_settled_together_and_each_is_carried_once(post: Post) -> None:
    sound = [f"sound {number:03}" for number in range(3 * errands.AT_ONCE * errands.MOST_CLAIMED)]
    post.write(*sound)
    for _ in range(4):
        post.work()
    assert sorted(post.carried) == sound
    assert set(post.state().values()) == {"sent"}


@pytest.mark.parametrize("broken", ["unclaimed", "uncarried", "unsettled"])
def test_one_that_fails_spoils_none_beside_it(post: Post, broken: str) -> None:
    sound = [f"sound {number}" for number in range(2 * errands.AT_ONCE)]
    post.write(broken, *sound)
    post.work()
    assert sorted(id for id in post.carried if id != broken) == sorted(sound)
    assert post.state() == {**dict.fromkeys(sound, "sent"), broken: "waiting" if broken == "unclaimed" else "leased"}


def test_what_was_not_begun_in_time_is_put_back_and_not_sent(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "BEGUN_WITHIN", 0.0)
    post.write("sound 1", "sound 2")
    post.work()
    assert (post.carried, post.state()) == ([], {"sound 1": "waiting", "sound 2": "waiting"})


def test_a_process_that_is_to_stop_sends_nothing_more_and_keeps_what_it_did(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", 1)
    letters = [f"last {number}" for number in range(9)]
    post.write(*letters)
    post.work()
    [carried] = post.carried
    assert post.state() == {id: "sent" if id == carried else "waiting" for id in letters}
