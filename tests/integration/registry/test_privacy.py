"""What a person may ask for: all that is held, the end of the account, the end of everything."""

import json
from datetime import timedelta

import pytest

from services.registry.accounts.standings import let_stand
from services.registry.members.model import Member
from services.registry.reports.model import Report
from services.registry.rosters.model import RosterEntry
from services.registry.service import service
from shared.documents import Actor, Sealed
from shared.events import activities, notify, registry
from shared.tx import Tx, allow
from tests.servers import Database
from tests.stage import START, Stage, settings_for

HERE, STREET, DISTRICT = "310106006003", "310106006", "310106"
OFFICER = Actor("u3", "district_officer", (DISTRICT,))
API = "/registry/api/v1"


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("privacy")))


@allow("district_officer")
def settle_in(tx: Tx) -> str:
    """A member who has reported, is on a roster, and has been told of."""
    person = tx.new_person()
    sealed = tx.seal(person, {"name": "测试·𠮷", "phone": "+8613800000000", "email": None})
    scopes = [person, HERE, STREET, DISTRICT]
    let_stand(tx, person, "member", [person])
    tx.add(Member(id=person, name="测试·𠮷", sealed=sealed, state="reported", community=HERE, district=DISTRICT,
                  scopes=scopes))  # fmt: skip
    steps = [{"to": "reported", "by": person, "role": "member", "at": START}]
    tx.add(Report(id="r1", member=person, name="测试·𠮷", community=HERE, street=STREET, district=DISTRICT,
                  state="reported", scopes=scopes, steps=steps))  # fmt: skip
    tx.add(RosterEntry(id="e1", employer="e", person=person, name="测试·𠮷", sealed=sealed, scopes=["e", DISTRICT]))
    tx.emit(registry.MemberChanged(member=person, state="reported", community=HERE, sealed=sealed))
    return person


@pytest.fixture
def member(stage: Stage) -> Actor:
    person = stage.perform(settle_in, OFFICER)
    return Actor(person, "member", (person,))


def test_an_export_holds_every_services_part_opened(stage: Stage, member: Actor) -> None:
    client = stage.client(member)
    export = client.post(f"{API}/me/exports").json["id"]
    assert stage.said("registry.export_asked") == [{"member": member.id, "export": export}]
    early = client.get(f"{API}/me/exports/{export}/file")
    assert (early.status_code, early.json["code"]) == (409, "export_not_ready")
    wrapped = stage.db["keys"].find_one({"_id": member.id})["wrapped"]
    sealed = stage.store.keys.seal(member.id, wrapped, {"inbox": [{"text": "已接收"}]})
    stage.hear(notify.ExportPart(member=member.id, export=export, part=1, parts=1, sealed=sealed))
    stage.hear(activities.ExportPart(member=member.id, export=export, part=1, parts=1, sealed=sealed))
    stage.do_what_is_due()
    whole = client.get(f"{API}/me/exports/{export}/file").json
    assert whole["services"]["notify"]["inbox"] == [{"text": "已接收"}]
    assert whole["services"]["registry"]["members"][0]["phone"] == "+8613800000000"
    assert [each["name"] for each in whole["services"]["registry"]["roster_entries"]] == ["测试·𠮷"]


def test_nobody_elses_export_can_be_had(stage: Stage, member: Actor) -> None:
    export = stage.client(member).post(f"{API}/me/exports").json["id"]
    for other in (Actor("m2", "member", ("m2",)), OFFICER):
        assert stage.client(other).get(f"{API}/me/exports/{export}/file").status_code in (403, 404)


def test_an_export_is_gone_after_a_day(stage: Stage, member: Actor) -> None:
    stage.client(member).post(f"{API}/me/exports")
    stage.clock.move(days=1, minutes=1)
    stage.do_what_is_due()
    assert stage.db["exports"].count_documents({}) == 0


def test_closing_ends_sessions_and_open_reports_and_says_so(stage: Stage, member: Actor) -> None:
    client = stage.client(member)
    assert client.post(f"{API}/me/close", json={"sure": False}).status_code == 422
    assert client.post(f"{API}/me/close", json={"sure": True}).status_code == 200
    assert stage.said("registry.account_closed") == [{"member": member.id}]
    assert stage.db["reports"].find_one()["state"] == "cancelled"
    assert client.get(f"{API}/me/exports").json["code"] == "session_ended"
    assert stage.db["members"].find_one()["community"] is None


def test_who_closed_the_account_and_signs_in_again_may_still_ask_for_everything(stage: Stage, member: Actor) -> None:
    stage.client(member).post(f"{API}/me/close", json={"sure": True})
    version = stage.db["standings"].find_one({"_id": member.id})["account_version"]
    again = stage.client(member, version)
    assert again.post(f"{API}/me/exports").status_code == 201
    assert again.post(f"{API}/me/erase", json={"sure": True}).status_code == 202


def test_an_officer_of_the_district_erases_who_asked_on_paper(stage: Stage, member: Actor) -> None:
    elsewhere = Actor("u4", "district_officer", ("110102",))
    erase = f"{API}/members/{member.id}/erase"
    assert stage.client(elsewhere).post(erase, json={"sure": True}).status_code == 404
    assert stage.client(OFFICER).post(erase, json={"sure": True}).status_code == 202
    assert stage.client(OFFICER).post(erase, json={"sure": True}).status_code == 404  # belongs to no district now
    stage.do_what_is_due()
    assert stage.db["members"].count_documents({}) == 0


def test_erasing_leaves_counts_and_nothing_else(stage: Stage, member: Actor) -> None:
    assert stage.client(member).post(f"{API}/me/erase", json={"sure": True}).status_code == 202
    stage.do_what_is_due()
    left = json.dumps([list(stage.db[name].find()) for name in stage.db.list_collection_names()], default=str)
    assert "测试" not in left
    report = stage.db["reports"].find_one()
    assert (report["community"], report["member"], report["scopes"]) == (HERE, "", [HERE, STREET, DISTRICT])
    key = stage.db["keys"].find_one({"_id": member.id})
    assert (key["wrapped"], key["erased"], key["unsent"]) == (None, True, True)
    for name in ("members", "roster_entries", "phones_taken", "ids_taken"):
        assert stage.db[name].count_documents({}) == 0, name


def test_the_person_is_told_last_of_all_and_the_address_goes_a_day_later(stage: Stage, member: Actor) -> None:
    stage.client(member).post(f"{API}/me/erase", json={"sure": True})
    stage.do_what_is_due()
    [asked] = stage.said("registry.message_asked")
    assert (asked["wording"], asked["expires"]) == ("erased", (START + timedelta(days=1)).isoformat()[:-6] + "Z")
    key = stage.db["keys"].find_one({"_id": asked["sealed"]["of"]})
    assert key["_id"] != member.id
    opened = stage.store.keys.open_box(Sealed(**asked["sealed"]), key["wrapped"])
    assert opened == {"to": {"phone": "+8613800000000"}, "values": {}}
    stage.clock.move(days=1)
    stage.do_what_is_due()
    assert stage.db["keys"].find_one({"_id": key["_id"]})["wrapped"] is None
    assert stage.said("registry.message_asked") == [{}]
    assert stage.db["erasures"].find_one()["last_message"] is None


def test_erased_outbox_rows_keep_their_sequence_and_lose_what_they_said(stage: Stage, member: Actor) -> None:
    stage.client(member).post(f"{API}/me/erase", json={"sure": True})
    stage.do_what_is_due()
    rows = list(stage.db["outbox"].find({"stream": f"registry.members/{member.id}"}).sort("sequence"))
    assert [(row["sequence"], row["data"]) for row in rows[:1]] == [(1, "{}")]
    assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))


def test_an_erasure_is_done_when_every_service_says_so(stage: Stage, member: Actor) -> None:
    stage.client(member).post(f"{API}/me/erase", json={"sure": True})
    stage.do_what_is_due()
    stage.hear(notify.ErasureDone(member=member.id))
    stage.do_what_is_due()
    shown = stage.client(OFFICER).get(f"{API}/erasures").json["items"][0]
    assert (shown["state"], list(shown["answered"])) == ("started", ["notify"])
    stage.hear(activities.ErasureDone(member=member.id))
    stage.do_what_is_due()
    assert stage.client(OFFICER).get(f"{API}/erasures").json["items"][0]["state"] == "done"
    assert stage.clock() == START
