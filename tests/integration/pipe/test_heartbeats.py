"""What an operator sees: which processes live, what waits, what is bad; and that one who may not is refused."""

import threading

import pytest
from kafka.errors import KafkaConnectionError

from services.notify.service import service
from shared.documents import Actor
from shared.errors import NotAllowed
from shared.heartbeats import HeartbeatLoop
from shared.loops import Health
from shared.operation import MINUTES, may_repair, operation
from tests.stage import Stage, settings_for

OPERATOR = Actor("o1", "operator", ())


@pytest.fixture
def stage(database) -> Stage:
    return Stage(service, settings_for(database.uri("heartbeats")))


def beat(stage: Stage, **healths: Health) -> None:
    stop = threading.Event()
    stop.set()
    HeartbeatLoop("notify", stage.store, healths, Health(stop)).turn()


def test_a_process_says_how_its_loops_are(stage: Stage) -> None:
    relay = Health()
    relay.waits(KafkaConnectionError())
    beat(stage, relay=relay)
    (process,) = stage.perform(operation, OPERATOR).processes
    assert process["loops"] == [{"name": "relay", "trouble": "outage: KafkaConnectionError"}]
    assert not process["gone"]


def test_the_page_says_in_words_what_is_wrong(stage: Stage) -> None:
    """And in the language of the page: what the programs call it stands small beside it."""
    fine, away, wrong = Health(), Health(), Health()
    fine.goes_on()
    away.waits(KafkaConnectionError())
    wrong.waits(KeyError())
    beat(stage, **{"consumer.todos": away, "relay": fine, "worker": wrong, "errands": Health()})
    seen = stage.client(OPERATOR).get("/notify/operation").text
    for words in ("连不上数据库或消息队列，正在重试", "程序出错，正在重试", "正在启动", "读取事件 consumer.todos"):
        assert words in seen
    for code in ("outage", "stopped", "starting"):
        assert code not in seen


def test_a_process_without_a_sign_is_gone_and_then_forgotten(stage: Stage) -> None:
    beat(stage)
    stage.clock.move(minutes=1)
    assert stage.perform(operation, OPERATOR).processes[0]["gone"]
    stage.clock.move(hours=1)
    assert stage.perform(operation, OPERATOR).processes == []


def test_what_lies_aside_is_shown_with_its_reason(stage: Stage) -> None:
    stream = "registry.todos/t1"
    row = {"_id": f"todos|{stream}", "reader": "todos", "stream": stream, "last": 1, "parked": "dead"}
    stage.db["inbox"].insert_one(row)
    bad = {"reader": "todos", "stream": stream, "sequence": 2, "type": "registry.todo_opened"}
    stage.db["dead_letters"].insert_one({"_id": "1", "reason": "kind: missing"} | bad)
    stage.db["outbox"].insert_one({"_id": "2", "unsent": True, "stream": "s", "sequence": 1, "at": stage.clock.now})
    found = stage.perform(operation, OPERATOR)
    assert (found.unsent, found.reasons) == (1, {row["_id"]: "registry.todo_opened 2: kind: missing"})
    assert {name: len(bars) for name, bars in found.bars.items()}["taken"] == MINUTES


def test_others_neither_see_nor_repair(stage: Stage) -> None:
    for action in (operation, may_repair):
        with pytest.raises(NotAllowed):
            stage.perform(action, Actor("d1", "district_officer", ("310106",)))
