"""Rosters applied by the clock: only what differs, the brake, whole after every stop."""

import io
from contextlib import suppress
from threading import Event

import pytest

from services.registry.privacy.actions import end_own_copies
from services.registry.privacy.model import Erasure
from services.registry.rosters import checks, kept, uploads
from services.registry.rosters.reading import open_roster
from services.registry.service import service
from shared.documents import CLOCK
from shared.errors import WrongState
from shared.worker import WorkerLoop
from tests import builders_rosters as build
from tests.stage import until
from tests.stage_rosters import API, DATA, OFFICER, OTHER, RosterStage, roster


@pytest.fixture(scope="module")
def whole(database):
    return RosterStage(database.uri("rosters"))


@pytest.fixture
def stage(whole):
    whole.begin_anew()
    return whole


def test_applying_makes_entries_that_hold_no_personal_data_in_the_clear(stage):
    done = stage.applied(roster(1, 2))
    assert (done["state"], done["done"]) == ("applied", 2)
    entry = stage.entries()[0]
    assert (entry["state"], entry["employer"], entry["community"][:9]) == ("current", "e1", entry["street"])
    assert entry["scopes"] == ["e1", entry["person"]]
    whole = str(list(stage.db["roster_entries"].find())) + str(list(stage.db["roster_rows"].find()))
    assert build.a_phone(1) not in whole
    assert build.an_id_number(1) not in whole
    assert stage.db["phones_on_rosters"].find_one({"_id": entry["phone_hash"]})["person"] == entry["person"]
    assert stage.db["ids_on_rosters"].find_one({"_id": entry["id_hash"]})["entries"] == [entry["_id"]]
    assert stage.db["employers"].find_one({"_id": "e1"})["roster_at"] == stage.clock()
    assert stage.db["roster_chunks"].count_documents({}) == 0, "the file is needed no more"


def test_the_same_file_again_changes_nothing(stage):
    stage.applied(roster(*range(5)))
    before = stage.entries()
    again = stage.applied(roster(*range(5)))
    assert again["counts"] == {"same": 5, "removed": 0}
    for old, new in zip(before, stage.entries(), strict=True):
        assert old | {"seen": "", "confirmed_at": ""} == new | {"seen": "", "confirmed_at": ""}
        assert new["seen"] == again["id"]


def test_only_what_differs_is_changed_and_named(stage):
    stage.applied(roster(1, 2, 3))
    rows = [
        build.OFFICE,
        build.office_row(1, 手机号码=build.a_phone(77)),
        build.office_row(2, 特长="书法"),
        build.office_row(3),
    ]
    done = stage.applied(build.a_csv(rows))
    assert done["counts"] == {"changed": 2, "same": 1, "removed": 0}
    assert [row["changed"] for row in stage.rows_of(done["id"])] == [["phone"], ["skills"], []]
    hashed = stage.store.keys.hashed("phone", f"+86{build.a_phone(77)}")
    old = stage.store.keys.hashed("phone", f"+86{build.a_phone(1)}")
    assert stage.db["phones_on_rosters"].find_one({"_id": hashed}) is not None
    assert stage.db["phones_on_rosters"].find_one({"_id": old}) is None


def test_who_is_gone_from_the_roster_has_left_and_may_come_back(stage):
    stage.applied(roster(*range(12)))
    done = stage.applied(roster(*range(11)))
    assert (done["would_remove"], done["counts"]) == (1, {"same": 11, "removed": 1})
    (gone,) = stage.entries(state="left")
    assert gone["unsettled"]
    assert stage.db["phones_on_rosters"].find_one({"_id": gone["phone_hash"]}) is None
    back = stage.applied(roster(*range(12)))
    assert back["counts"] == {"same": 11, "changed": 1, "removed": 0}
    assert [row["changed"] for row in stage.rows_of(back["id"], result="changed")] == [["state"]]
    assert stage.db["phones_on_rosters"].find_one({"_id": gone["phone_hash"]})["person"] == gone["person"]


def test_a_roster_that_would_remove_too_many_stops_until_confirmed(stage):
    stage.applied(roster(*range(10)))
    id = stage.hand_in(roster(0, 1, 2, 3, 4, 20)).json["id"]
    stopped = stage.ask(id, "apply")
    assert (stopped["state"], stopped["would_remove"]) == ("brake", 5)
    assert len(stage.entries(state="current")) == 10, "nothing is changed yet, nobody added"
    (todo,) = stage.said("registry.todo_opened")
    assert (todo["kind"], todo["scopes"]) == ("roster_to_confirm", ["e1"])
    client = stage.client(OFFICER)
    assert client.post(f"{API}/rosters/{id}/confirm-removal", json={"would_remove": 4}).status_code == 409
    assert client.post(f"{API}/rosters/{id}/confirm-removal", json={"would_remove": 5}).json["state"] == "applying"
    stage.work()
    assert client.get(f"{API}/rosters/{id}").json["counts"] == {"same": 5, "added": 1, "removed": 5}
    assert [closed["todo"] for closed in stage.said("registry.todo_closed")] == [todo["todo"]]


def test_three_people_may_go_without_a_question(stage):
    stage.applied(roster(*range(4)))
    assert stage.applied(roster(0))["counts"] == {"same": 1, "removed": 3}


@pytest.mark.parametrize("wrong", [
    {"入党日期": "哪天"}, {"身份证号码": build.an_id_number(2)[:-1] + "?"},
    {"身份证号码": "*", "手机号码": "*", "工号": ""},
])  # fmt: skip
def test_who_stands_in_a_refused_row_has_not_left(stage, wrong):
    stage.applied(roster(1, 2))
    rows = [build.OFFICE, build.office_row(1), build.office_row(2, **wrong)]
    assert stage.applied(build.a_csv(rows))["counts"] == {"same": 1, "refused": 1, "removed": 0}
    assert len(stage.entries(state="current")) == 2


def test_a_refused_row_may_stand_corrected_further_down(stage, monkeypatch):
    monkeypatch.setattr(kept, "PACK", 1)
    stage.applied(roster(1))
    rows = [build.OFFICE, build.office_row(1, 入党日期="哪天"), build.office_row(1, 特长="书法")]
    assert stage.applied(build.a_csv(rows))["counts"] == {"refused": 1, "changed": 1, "removed": 0}


def test_one_person_in_two_rows_is_refused_the_second_time(stage, monkeypatch):
    monkeypatch.setattr(kept, "PACK", 1)
    stage.applied(roster(1))
    rows = [build.OFFICE, build.office_row(1, 手机号码=""), build.office_row(1, 身份证号码="")]
    done = stage.applied(build.a_csv(rows))
    assert done["counts"] == {"changed": 1, "refused": 1, "removed": 0}
    assert stage.rows_of(done["id"], result="refused")[0]["problems"][0]["wrong"] == "与前面某一行是同一个人"


def test_the_same_person_on_two_rosters_is_flagged_and_the_other_employer_not_named(stage):
    stage.applied(roster(1, 2))
    done = stage.applied(roster(2, 3), by=OTHER)
    assert done["counts"] == {"added": 2, "elsewhere": 1, "removed": 0}
    answer = stage.client(OTHER).get(f"{API}/rosters/{done['id']}/rows")
    assert [row["elsewhere"] for row in answer.json["items"]] == [True, False]
    assert "e1" not in answer.text
    hashed = stage.store.keys.hashed("id", build.an_id_number(2))
    one, other = stage.entries(id_hash=hashed)
    assert one["person"] == other["person"], "one person, one key"
    assert sorted(stage.db["ids_on_rosters"].find_one({"_id": hashed})["entries"]) == sorted([one["_id"], other["_id"]])


def test_a_person_who_is_erased_just_then_gets_no_new_entry_under_the_key_that_is_gone(stage):
    stage.applied(roster(1))
    person = stage.entries()[0]["person"]
    stage.db["erasures"].insert_one(Erasure(id=person, started_at=stage.clock()).row())
    id = stage.hand_in(roster(1), by=OTHER).json["id"]
    stage.client(OTHER).post(f"{API}/rosters/{id}/apply")
    checks.check_upload(stage.act, id)
    erased = []

    def erased_meanwhile(tx, upload_id):
        uploads.advance_upload(tx, upload_id)
        if not erased:
            erased.append(stage.act(end_own_copies, person))

    stage.act(erased_meanwhile, id)
    (entry,) = stage.entries()
    assert entry["person"] != person
    assert stage.db["keys"].find_one({"_id": entry["person"]})["wrapped"]


class Killed(BaseException):
    """As of a process: nothing after it runs."""


class Dying:
    """Kills once, just before it commits, whatever the clock does for the first time."""

    def __init__(self, stage):
        self.stage, self.died = stage, set()

    def act(self, action, *args):
        if (what := (action.__name__, *map(repr, args))) in self.died:
            return self.stage.act(action, *args)
        self.died.add(what)
        before = self.stage.everything()
        with pytest.raises(Killed):
            self.stage.perform(self._dies, CLOCK, action, *args)
        assert self.stage.everything() == before
        raise Killed

    def _dies(self, tx, action, *args):
        action(tx, *args)
        raise Killed


def test_whole_though_every_transaction_dies_once_before_its_commit(stage, monkeypatch):
    """Nothing but the database knows how far it is: each could as well be another worker's."""
    monkeypatch.setattr(kept, "PACK", 3)
    stage.applied(roster(*range(8)))
    id = stage.hand_in(roster(*range(1, 11))).json["id"]
    stage.client(OFFICER).post(f"{API}/rosters/{id}/apply")
    dying = Dying(stage)
    while stage.upload(id)["state"] != "applied":
        stage.clock.move(seconds=31)  # so that the one who was killed is missed
        with suppress(Killed):
            checks.check_upload(dying.act, id)
            dying.act(uploads.advance_upload, id)
            dying.died.discard(("advance_upload", repr(id)))
    done = stage.upload(id)
    assert (done["total"], done["done"], done["would_remove"]) == (10, 10, 1)
    assert done["counts"] == {"same": 7, "added": 3, "removed": 1}
    assert (len(stage.entries()), len(stage.entries(state="current"))) == (11, 10)
    assert stage.db["keys"].count_documents({"local": False}) == 11


def test_the_file_is_read_once_and_by_one_worker(stage, monkeypatch):
    monkeypatch.setattr(kept, "PACK", 2)
    opened = []
    monkeypatch.setattr(checks, "open_roster", lambda *file: opened.append(file) or open_roster(*file))
    id = stage.hand_in(roster(*range(7))).json["id"]
    stage.client(OFFICER).post(f"{API}/rosters/{id}/check")
    stage.act(checks.begin_reading, id)
    stage.work()
    assert opened == [], "another one reads it"
    stage.clock.move(seconds=31)
    stage.work()
    assert (len(opened), stage.upload(id)["counts"]) == (1, {"added": 7})


def test_a_file_that_is_slow_to_read_holds_up_nothing_else(stage, monkeypatch):
    read, go_on = Event(), Event()

    def slow(*file):
        read.set()
        assert go_on.wait(30)
        return open_roster(*file)

    id, other = (stage.hand_in(roster(1)).json["id"] for _ in range(2))
    stage.ask(other, "check")
    monkeypatch.setattr(checks, "open_roster", slow)
    stage.client(OFFICER).post(f"{API}/rosters/{id}/check")
    loop = WorkerLoop(service, stage.store, stage.settings)
    loop.do_what_is_due()
    assert read.wait(30)
    stage.client(OFFICER).post(f"{API}/rosters/{other}/apply")
    until(lambda: loop.do_what_is_due() == 0)
    assert (stage.upload(other)["state"], stage.upload(id)["state"]) == ("applied", "checking")
    go_on.set()
    loop.close()
    assert stage.upload(id)["state"] == "checked"


def test_who_reads_for_a_check_that_was_begun_anew_says_nothing_any_more(stage):
    id = stage.hand_in(roster(1, 2)).json["id"]
    client = stage.client(OFFICER)
    client.post(f"{API}/rosters/{id}/check")
    reading = stage.act(checks.begin_reading, id)
    stage.clock.move(seconds=31)
    stage.work()
    client.post(f"{API}/rosters/{id}/check")
    with pytest.raises(WrongState):
        stage.act(checks.keep_checked, id, reading.check, 0, [])
    with pytest.raises(WrongState):
        stage.act(checks.end_check, id, reading.check, 0)
    stage.work()
    assert stage.upload(id)["counts"] == {"added": 2}


def test_a_person_in_rows_of_two_packs_is_one_person_to_the_brake(stage, monkeypatch):
    monkeypatch.setattr(kept, "PACK", 1)
    stage.applied(roster(*range(8)))
    twice = [build.office_row(i, **{field: ""}) for i in range(4) for field in ("手机号码", "身份证号码")]
    stopped = stage.applied(build.a_csv([build.OFFICE, *twice]))
    assert (stopped["state"], stopped["would_remove"]) == ("brake", 4)
    assert len(stage.entries(state="current")) == 8


@pytest.mark.parametrize(("name", "counts"), [
    ("区机关-gb18030.csv", {"added": 1160, "skipped": 40, "gone": 40}), ("实验学校-utf8bom.csv", {"added": 240}),
    ("中心医院-在职党员信息表.xlsx", {"added": 860}),
])  # fmt: skip
def test_the_sample_rosters_are_taken_as_they_are(stage, name, counts):
    file = io.BytesIO((DATA / "rosters" / name).read_bytes())
    id = stage.hand_in(file, name).json["id"]
    checked = stage.ask(id, "check")
    assert (checked["state"], checked["counts"]) == ("checked", counts)
    assert all(row["notes"] == [] for row in stage.rows_of(id, result="added", limit=200)), "all live in the district"


def test_one_roster_is_applied_at_a_time_and_a_stopped_one_gives_way(stage):
    stage.applied(roster(*range(10)))
    first, second = (stage.hand_in(roster(0, 1)).json["id"] for _ in range(2))
    client = stage.client(OFFICER)
    assert client.post(f"{API}/rosters/{first}/apply").json["state"] == "checking"
    assert client.post(f"{API}/rosters/{second}/apply").json["code"] == "roster_under_way"
    stage.work()
    assert client.get(f"{API}/rosters/{first}").json["state"] == "brake"
    assert stage.ask(second, "apply")["state"] == "brake"
    assert client.get(f"{API}/rosters/{first}").json["state"] == "checked"


def test_what_was_checked_while_another_was_applied_is_checked_again(stage):
    stage.applied(roster(*range(5)))
    client = stage.client(OFFICER)
    first, second = (stage.hand_in(file).json["id"] for file in (roster(*range(20)), roster(*range(5))))
    client.post(f"{API}/rosters/{first}/apply")
    checks.check_upload(stage.act, first)
    client.post(f"{API}/rosters/{second}/check")
    checks.check_upload(stage.act, second)
    stage.work()
    assert (stage.upload(first)["state"], stage.upload(second)["would_remove"]) == ("applied", 0)
    stopped = stage.ask(second, "apply")
    assert (stopped["state"], stopped["would_remove"]) == ("brake", 15)
    assert len(stage.entries(state="current")) == 20


def test_what_was_checked_is_applied_without_another_check(stage):
    id = stage.hand_in(roster(1)).json["id"]
    stage.ask(id, "check")
    assert stage.client(OFFICER).post(f"{API}/rosters/{id}/apply").json["state"] == "applying"
    stage.work()
    second = stage.hand_in(roster(1)).json["id"]
    stage.ask(second, "check")
    stage.applied(roster(2))
    assert stage.client(OFFICER).post(f"{API}/rosters/{second}/apply").json["state"] == "checking"
