"""The operators' commands against a real database and broker."""

import re

import pytest
from click.testing import CliRunner, Result

from shared.commands import House, group_of
from shared.perform import Once, perform
from shared.sealed import Keys
from tests.integration.pipe.pair import Pair
from tests.integration.pipe.toy import SECRETARY, Feed, accept, listener, make_all_topics, publisher, reader
from tests.servers import Broker, Database
from tests.stage import Stage, settings_for

STREAM = "registry.members/m1"
REPORTED = '{"member":"m1","report":"1","community":"c","street":"s","district":"d"}'


def run(stage: Stage, *arguments: str) -> Result:
    house = House(stage.service)
    house.settings, house.store = stage.settings, stage.store
    found = CliRunner().invoke(group_of(stage.service), arguments, obj=house)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


@pytest.fixture
def pair(database: Database, broker: Broker) -> Pair:
    broker.restart_empty()
    return Pair(database, broker, "commands")


@pytest.fixture
def feed(database: Database) -> Feed:
    stage = Stage(listener, settings_for(database.uri("commands_feed")))
    feed = Feed(stage.store)
    feed.stage = stage  # type: ignore[attr-defined]
    return feed


def test_indexes_and_topics_may_be_made_twice(pair: Pair) -> None:
    for _ in range(2):
        assert run(pair.says, "indexes").exit_code == 0
    assert "made registry.accounts" in run(pair.says, "topics").output
    assert "all topics are there" in run(pair.says, "topics").output


def test_lag_outbox_and_due_say_what_waits(pair: Pair) -> None:
    make_all_topics(pair.says.settings)
    pair.accept("m1", "m1", "m2")
    assert "unsent=6" in run(pair.says, "outbox").output  # each with its line for the activity log
    assert run(pair.says, "due").exit_code == 1
    pair.publish()
    assert "unsent=0 all=6" in run(pair.says, "outbox").output
    assert run(pair.says, "due", "--wait", "5").exit_code == 0
    assert run(pair.hears, "lag").output == "heard 3\n"
    assert "unread by heard=3" in run(pair.hears, "due").output
    pair.read_until({"m1": ["1", "2"], "m2": ["1"]})
    assert run(pair.hears, "lag").output == "heard 0\n"
    assert run(pair.hears, "due").output == "notify: nothing is due\n"


def test_replay_sends_one_stream_again_and_readers_skip_it(pair: Pair) -> None:
    pair.accept("m1", "m2")
    pair.publish()
    pair.read_until({"m1": ["1"], "m2": ["1"]})
    assert "again: 1" in run(pair.says, "replay", "--stream", STREAM).output
    pair.publish()
    pair.accept("m1")
    pair.publish()
    pair.read_until({"m1": ["1", "2"], "m2": ["1"]})


def test_rebuild_empties_a_projection_and_reads_it_to_the_same_end(pair: Pair) -> None:
    pair.accept("m1", "m1", "m2")
    pair.publish()
    whole = {"m1": ["1", "2"], "m2": ["1"]}
    pair.read_until(whole)
    assert run(pair.hears, "rebuild", "heard", "--yes").exit_code == 0
    assert pair.heard() == {}
    assert not pair.hears.db["positions"].count_documents({}) + pair.hears.db["inbox"].count_documents({})
    pair.read_until(whole)


def test_a_reader_with_effects_is_not_rebuilt(feed: Feed) -> None:
    telling = reader._replace(name="telling", effects=True)
    stage = feed.stage  # type: ignore[attr-defined]
    stage.service.readers.append(telling)
    try:
        assert run(stage, "rebuild", "telling", "--yes").exit_code == 2
    finally:
        stage.service.readers.remove(telling)


def test_restate_gives_a_late_reader_what_has_expired(pair: Pair, broker: Broker) -> None:
    pair.accept("m1", "m1")
    pair.publish()
    broker.restart_empty()
    pair.says.db["outbox"].delete_many({})  # kept long enough
    assert "restated: 1" in run(pair.says, "restate", "registry.member_reported").output
    pair.accept("m1")
    pair.publish()
    pair.read_until({"m1": ["2", "3"]})


def test_dead_letters_are_listed_shown_and_dismissed(feed: Feed) -> None:
    stage = feed.stage  # type: ignore[attr-defined]
    feed.take(("m1", 1), data="{")
    feed.take(("m1", 2))
    lines = run(stage, "dead-letters", "list").output.splitlines()
    assert [line.split("\t")[:3] for line in lines] == [["heard", STREAM, "1"], ["heard", STREAM, "2"]]
    assert "data\t{\n" in run(stage, "dead-letters", "show", "heard", STREAM, "1").output
    assert run(stage, "dead-letters", "show", "heard", STREAM, "9").exit_code == 1
    run(stage, "dead-letters", "dismiss", "heard", STREAM)
    assert feed.heard() == {"m1": ["2"]}


@pytest.mark.parametrize(
    ("arguments", "heard"),
    [((STREAM, "--one"), {"m1": ["1"]}), ((STREAM,), {"m1": ["1", "2"]}), ((), {"m1": ["1", "2"], "m2": ["1"]})],
)
def test_redrive_takes_one_a_stream_or_all(feed: Feed, arguments: tuple, heard: dict) -> None:
    stage = feed.stage  # type: ignore[attr-defined]
    for member in ("m1", "m2"):
        feed.take((member, 1), data="{")
    feed.take(("m1", 2))
    for member in ("m1", "m2"):
        mended = {"$set": {"data": REPORTED.replace("m1", member)}}
        stage.db["dead_letters"].update_one({"stream": f"registry.members/{member}", "sequence": 1}, mended)
    run(stage, "dead-letters", "redrive", "heard", *arguments)
    assert feed.heard() == heard


def test_the_master_key_is_changed_and_everything_still_opens(database: Database) -> None:
    stage = Stage(publisher, settings_for(database.uri("commands_keys")))
    once = Once("k", "b")
    answer = perform(stage.store, accept, SECRETARY, "m1", once=once, answer=lambda c: c.model_dump(mode="json"))
    old = stage.store.keys
    wrapped = old.new_wrapped("p1")
    sealed = old.seal("p1", wrapped, {"phone": "13800000000"})
    stage.db["keys"].insert_many([{"_id": "p1", "wrapped": wrapped}, {"_id": "gone", "wrapped": None}])
    object.__setattr__(stage.store, "keys", Keys({"k2": b"2" * 32, "k1": b"1" * 32}, b"h" * 32))
    assert run(stage, "rotate-master-key").output == "wrapped anew: 2\n"
    assert run(stage, "rotate-master-key").output == "wrapped anew: 0\n"
    object.__setattr__(stage.store, "keys", Keys({"k2": b"2" * 32}, b"h" * 32))
    row = stage.db["keys"].find_one({"_id": "p1"})
    assert stage.store.keys.open_box(sealed, row["wrapped"]) == {"phone": "13800000000"}
    assert row["unsent"] is True
    assert perform(stage.store, accept, SECRETARY, "m1", once=once, answer=lambda c: None) == answer


def test_unknown_readers_and_facts_are_refused_by_name(feed: Feed) -> None:
    stage = feed.stage  # type: ignore[attr-defined]
    assert re.search("there are: heard", run(stage, "rebuild", "nobody", "--yes").output)
    assert run(stage, "restate", "registry.nothing").exit_code == 2
