"""A member's export holds all there is, however much; in parts that events can carry."""

import pytest

from services.activities.activity_log.model import Line
from services.activities.privacy.queries import held_about
from services.activities.service import service
from shared.documents import CLOCK
from shared.events import registry
from tests.builders_records import MEMBER, a_record
from tests.servers import Database
from tests.stage import START, Stage, settings_for

YEARS = 2_500  # lines; a member who takes part each week gathers them in five


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(service, settings_for(database.uri("activities_exporting")))
    wrapped = stage.store.keys.new_wrapped("m1")
    stage.db["keys"].insert_one({"_id": "m1", "wrapped": wrapped, "erased": False})
    return stage


def test_years_of_lines_are_all_in_it(stage: Stage) -> None:
    line = Line(id="", service="activities", what="remind", by="clock", role="clock", about=["s1.m1"], count=1,
                origin="clock", at=START, scopes=["m1"])  # fmt: skip
    stage.db["activity_lines"].insert_many([line.row() | {"_id": f"l{n:05}"} for n in range(YEARS)])
    stage.db["records"].insert_one(a_record().row())
    client = stage.client(MEMBER)
    for path, body in [("/object", {"reason": "我做了三小时"}), ("/confirm", None)]:
        assert client.post(f"/activities/api/v1/me/records/s1.m1{path}", json=body).status_code == 200
    held = stage.perform(held_about, CLOCK, "m1")
    assert len(held["activity_log"]) == YEARS
    assert [line["what"] for line in held["ledger"]] == ["objected", "confirmed"]
    [record] = held["service_records"]
    assert (record["state"], record["objection"]) == ("confirmed", "我做了三小时")
    stage.hear(registry.ExportAsked(member="m1", export="x1"))
    stage.do_what_is_due()
    parts = stage.said("activities.export_part")
    assert [part["part"] for part in parts] == list(range(1, parts[0]["parts"] + 1))
    assert len(parts) > 1
