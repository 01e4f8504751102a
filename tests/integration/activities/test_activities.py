"""What activities keeps of the other services' news, and who may see it."""

from typing import Any

import pytest

from services.activities.service import service
from shared.documents import Actor
from shared.events import registry
from tests.servers import Database
from tests.stage import START, Stage, settings_for

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
SECRETARY = Actor("u1", "secretary", (HERE,))
OTHER_SECRETARY = Actor("u2", "secretary", (THERE,))
OFFICER = Actor("u3", "district_officer", (DISTRICT,))
MEMBER = Actor("m1", "member", ("m1",))


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities")))


def acted(subject: str, community: str, by: str = "u1") -> registry.Acted:
    return registry.Acted(
        what="accept_report", by=by, role="secretary", about=[subject], count=1, origin="api 10.0.0.0/24",
        scopes=[DISTRICT, STREET, community, "m1"], at=START, subject=subject,
    )  # fmt: skip


def changed(**fields: Any) -> registry.MemberChanged:
    sealed = {"of": "m1", "box": "x"}
    return registry.MemberChanged.model_validate({"member": "m1", "state": "reported", "sealed": sealed} | fields)


def test_lines_are_seen_within_ones_scope_alone(stage: Stage) -> None:
    stage.hear(acted("r1", HERE), acted("r2", THERE))
    assert [line["about"] for line in items(stage, SECRETARY)] == [["r1"]]
    assert [line["about"] for line in items(stage, OTHER_SECRETARY)] == [["r2"]]
    assert len(items(stage, OFFICER)) == 2


def test_lines_are_found_by_whom_by_what_and_by_what_changed(stage: Stage) -> None:
    stage.hear(acted("r1", HERE), acted("r2", HERE, by="u9"))
    assert len(items(stage, OFFICER, by="u9")) == 1
    assert len(items(stage, OFFICER, about="r1")) == 1
    assert items(stage, OFFICER, what="another") == []


def test_a_member_sees_what_happened_without_who_else_was_in_it(stage: Stage) -> None:
    stage.hear(acted("r1", HERE))
    answer = stage.client(MEMBER).get("/activities/api/v1/me/activity-log").json
    assert [set(item) for item in answer["items"]] == [{"at", "service", "what", "role"}]


def test_a_look_is_seen_by_officers_above_and_by_whom_it_was_at(stage: Stage) -> None:
    stage.hear(registry.Looked(
        by="u1", role="secretary", what="contact", persons=["m1", "m2"], scopes=[HERE, "m1", "m2"], origin="", at=START
    ))  # fmt: skip
    assert items(stage, SECRETARY, path="looks", person="m1")[0]["persons"] == ["m1", "m2"]
    assert items(stage, OTHER_SECRETARY, path="looks") == []
    assert len(items(stage, MEMBER, path="me/looks")) == 1
    assert items(stage, Actor("m3", "member", ("m3",)), path="me/looks") == []


def test_a_member_is_known_by_name_once_the_key_is_here_and_forgotten_when_erased(stage: Stage) -> None:
    stage.hear(changed(community=HERE, district=DISTRICT, skills=["书法"]))
    row = stage.db["people"].find_one()
    assert (row["community"], row["skills"], row["scopes"]) == (HERE, ["书法"], ["m1", HERE, DISTRICT])
    assert "name" not in row
    stage.hear(changed(), registry.MemberErased(member="m1"))
    stage.do_what_is_due()
    assert stage.db["people"].count_documents({}) == 0
    assert stage.said("activities.erasure_done") == [{"member": "m1", "kept": 0}]


def test_an_export_waits_for_the_members_key_and_then_holds_everything(stage: Stage) -> None:
    wrapped = stage.store.keys.new_wrapped("m1")
    sealed = stage.store.keys.seal("m1", wrapped, {"name": "测试甲", "pinyin": "ce4测", "phone": "+8613800000001"})
    stage.hear(
        changed(community=HERE, sealed=sealed), registry.ExportAsked(member="m1", export="x1"), acted("r1", HERE)
    )
    stage.do_what_is_due()
    assert stage.said("activities.export_part") == []
    stage.db["keys"].insert_one({"_id": "m1", "wrapped": wrapped, "erased": False})
    stage.do_what_is_due()
    person = stage.db["people"].find_one()
    assert (person["name"], person["pinyin"], person["masked_phone"]) == ("测试甲", "ce4测", "138****0001")
    part = stage.said("activities.export_part")[0]
    assert (part["export"], part["part"], part["parts"]) == ("x1", 1, 1)
    assert "书法" not in str(part["sealed"]["box"])


@pytest.mark.parametrize("query", ["limit=0", "cursor=%7B%22$gt%22%3A1%7D", "since=2026-02-30T00:00:00Z", "nope=1"])
def test_a_bad_question_gets_a_clear_answer(stage: Stage, query: str) -> None:
    answer = stage.client(OFFICER).get(f"/activities/api/v1/activity-log?{query}")
    assert answer.status_code == 422
    assert answer.json["fields"]


def test_pages_follow_each_other_without_a_gap(stage: Stage) -> None:
    stage.hear(*[acted(f"r{n}", HERE) for n in range(7)])
    seen, cursor = [], ""
    while cursor is not None:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        answer = stage.client(OFFICER).get("/activities/api/v1/activity-log", query_string=query).json
        seen += [item["about"][0] for item in answer["items"]]
        cursor = answer["next"]
    assert sorted(seen) == [f"r{n}" for n in range(7)]


def items(stage: Stage, asker: Actor, /, path: str = "activity-log", **query: str) -> list[dict[str, Any]]:
    answer = stage.client(asker).get(f"/activities/api/v1/{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json["items"]
