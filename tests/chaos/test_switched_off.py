"""With a safeguard of the pipe switched off, the checker finds the damage; with all of them on, nothing.

The three services, their readers, their relay and its lease are the real ones, on the database; the cluster is a list.
"""

from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from services.activities.service import service as activities
from services.notify.service import service as notify
from services.registry.members.model import CONSENT_VERSION
from services.registry.reports import actions
from services.registry.reports.forms import EnteredForm
from services.registry.service import service as registry
from shared import perform, relay
from shared.consumer import to_message
from shared.documents import CLOCK
from shared.events.registry import EmployerChanged, PlaceChanged
from shared.inbox import Inbox
from shared.lease import LeaseLost
from shared.loops import Health
from shared.streams import Streams
from tests.builders_members import HERE, SECRETARY, set_up
from tests.builders_rosters import a_phone, an_id_number
from tests.chaos.checker import Findings, check
from tests.chaos.ledger import Ledger
from tests.servers import Database
from tests.stage import Stage, settings_for

SERVICES = {"registry": registry, "activities": activities, "notify": notify}
Log = list[SimpleNamespace]  # records as a consumer gets them


class Cluster:
    """`logs` by cluster; the newest is the one that stands there."""

    def __init__(self, logs: dict[str, Log]) -> None:
        self.logs, self.id = logs, list(logs)[-1]

    def check(self) -> None:
        pass

    def close(self) -> None:
        pass


class Producer:
    def __init__(self, name: str, cluster: Cluster, settings: Any) -> None:
        self.log = cluster.logs[cluster.id]

    def send(self, topic: str, value: bytes | None, key: bytes, headers: Any = (), partition: Any = None) -> Any:
        offset = sum(record.topic == topic for record in self.log)
        self.log.append(SimpleNamespace(topic=topic, partition=0, offset=offset, value=value, headers=headers))
        return SimpleNamespace(exception=None, succeeded=lambda: True)

    def acknowledged(self, futures: list[Any]) -> bool:
        return True

    def close(self) -> None:
        pass


class Town:
    """`houses` and `mail` are what the checker looks at."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self.houses = {name: Stage(each, settings_for(database.uri(f"off_{name}"))) for name, each in SERVICES.items()}
        self.ledger, self.logs = ledger, dict[str, Log](one=[])
        self.registry = self.houses["registry"]
        set_up(self.registry)
        self.registry.perform(self._restated, CLOCK)

    def mail(self) -> list[dict[str, Any]]:
        return []

    def _restated(self, tx: Any) -> None:
        for kind in (PlaceChanged, EmployerChanged):
            for fact in registry.restate[kind](self.registry.db):
                tx.emit(fact)

    def one_more(self, number: int) -> None:
        """Somebody is entered from paper and accepted, and both are acknowledged."""
        form = EnteredForm.model_validate({
            "community": HERE, "consent_version": CONSENT_VERSION, "how": "paper", "name": "测试乙",
            "id_number": an_id_number(number), "phone": a_phone(number), "employer_name": "另一家单位",
        })  # fmt: skip
        report = self.registry.perform(actions.enter_report, SECRETARY, form)
        self.ledger.add("report", f"r{number}", 201, report.id)
        self.registry.perform(actions.accept_reports, SECRETARY, [report.id])
        self.ledger.add("acceptance", f"a{number}", 200, about=report.id)

    def relay(self, name: str) -> relay.RelayLoop:
        house = self.houses[name]
        return relay.RelayLoop(name, [], False, house.store, house.settings, Health())

    def relayed(self) -> None:
        """All that is unsent stands in the log."""
        for name, house in self.houses.items():
            loop = self.relay(name)
            loop.turn()
            while house.db["outbox"].find_one({"unsent": True}):
                loop.turn()
            loop.close()

    def read(self, cluster: str, most: int | None = None) -> None:
        """Every reader is given the whole log, as after a death before the broker was told how far it came; `most`: no
        more of it than that."""
        log = self.logs[cluster][:most]
        for house in self.houses.values():
            for reader in house.service.readers:
                batch = [to_message(record) for record in log if record.topic in reader.topics]
                if batch:
                    Inbox(house.store, reader).take(cluster, batch, accept_jump=True)

    def still(self, cluster: str = "one") -> Findings:
        """Until nobody has anything more to say; then what the checker finds."""
        for _ in range(4):
            for house in self.houses.values():
                house.do_what_is_due()
            self.relayed()
            self.read(cluster)
        return check(self, self.ledger)  # type: ignore[arg-type]


@pytest.fixture
def town(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    town = Town(database, Ledger(tmp_path / "ledger.jsonl"))
    monkeypatch.setattr(relay, "Cluster", lambda settings: Cluster(town.logs))
    monkeypatch.setattr(relay, "Producer", Producer)
    monkeypatch.setattr(relay, "make_topics", lambda *_: None)
    town.one_more(1)
    return town


def test_nothing_is_found_where_all_safeguards_are_on(town: Town) -> None:
    assert town.still() == (0, 0, 0, 0, [])


def test_what_a_reader_knows_of_its_place(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that slept goes on with the batch that it had, long after another took its place. Without positions it
    still knows the last of each stream; without both, its old news stand in every copy."""
    assert town.still() == (0, 0, 0, 0, [])
    old = len(town.logs["one"]) // 2
    monkeypatch.setattr(Inbox, "_places", lambda *_: Counter())
    town.read("one", old)
    assert check(town, town.ledger) == (0, 0, 0, 0, [])  # type: ignore[arg-type]
    monkeypatch.setattr(Streams, "takes", lambda *_: True)
    town.read("one", old)
    found = check(town, town.ledger)  # type: ignore[arg-type]
    assert any("activities.people" in text for text in found.texts)


def test_the_outbox_transaction(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said after the commit, by somebody who dies in between, is never said."""
    whole = perform.commit

    def dies_before_it_says(store: Any, tx: Any, what: str) -> None:
        tx.said.clear()
        whole(store, tx, what)

    with monkeypatch.context() as patch:
        patch.setattr(perform, "commit", dies_before_it_says)
        town.one_more(2)
    found = town.still()
    assert found.diverged > 0
    assert any("was accepted and not told" in text for text in found.texts)


@pytest.mark.parametrize("fenced", [True, False])
def test_the_fence_of_a_relay(town: Town, monkeypatch: pytest.MonkeyPatch, fenced: bool) -> None:
    """One that slept while its cluster was lost and another relay took over marks what the new cluster never had."""
    stale = town.relay("registry")
    mark, others = stale._mark, list[relay.RelayLoop]()

    def sleeps_before_it_marks(*given: Any) -> None:
        town.logs["two"] = []
        town.registry.db["leases"].update_one({"_id": "relay"}, {"$set": {"holder": ""}})
        others.append(town.relay("registry"))
        assert others[0].lease.hold()
        others[0]._meet_cluster()
        mark(*given)

    monkeypatch.setattr(stale, "_mark", sleeps_before_it_marks)
    if not fenced:
        monkeypatch.setattr(stale.lease, "renew", lambda session: None)
    with pytest.raises(LeaseLost) if fenced else nullcontext():
        stale.turn()
    others[0].close()
    found = town.still("two")
    assert (found.diverged == 0) is fenced
