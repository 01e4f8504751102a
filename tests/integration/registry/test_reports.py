"""Reports over HTTP: the whole way, who meets whom on it, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.registry.members.model import CONSENT_VERSION
from services.registry.service import service
from shared.documents import Actor
from tests.builders_members import (
    DISTRICT,
    HERE,
    ID_NUMBER,
    ITS_OFFICER,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    THERE,
    set_up,
    settle_people,
)
from tests.stage import Stage, settings_for

API = "/registry/api/v1"
OTHER_SECRETARY = Actor("u5", "secretary", (THERE,))
CONSENT = {"consent_version": CONSENT_VERSION}
UNKNOWN_PERSON = {"name": "测试乙", "id_number": ID_NUMBER, "employer_name": "别处的单位"}
KINDS = "answers", "members", "phones_taken", "ids_taken", "roster_entries", "reports", "slips", "outbox", "streams"


@pytest.fixture(scope="module")
def whole_stage(database):
    stage = Stage(service, settings_for(database.uri("registry_reports")))
    set_up(stage)
    return stage


@pytest.fixture
def stage(whole_stage):
    for kind in KINDS:
        whole_stage.db[kind].delete_many({})
    return whole_stage


@pytest.fixture
def secretary(stage):
    return stage.client(SECRETARY)


def report(stage, member, **where):
    return stage.client(member).post(f"{API}/reports", json=CONSENT | (where or {"community": HERE}))


def reported(stage, count, **where):
    """As many members' reports that wait for the community, and those members."""
    members = settle_people(stage, count)
    for member in members:
        assert report(stage, member, **where).status_code == 201
    stage.do_what_is_due()
    return members


def waiting_ids(client):
    return [item["id"] for item in client.get(f"{API}/reports/waiting", query_string={"limit": 200}).json["items"]]


def test_from_the_roster_to_the_receipt(stage, secretary):
    (member,) = settle_people(stage, 1)
    sent = report(stage, member, community=HERE, skills=["书法"])
    assert sent.json["report"]["state"] == "awaiting_employer"
    stage.do_what_is_due()
    mine = stage.client(member).get(f"{API}/me/report").json
    assert [step["why"] for step in mine["steps"]] == ["", "单位花名册中有您，不用再核实", "自动转给社区"]
    assert mine["text"] == "等社区接收"
    (item,) = secretary.get(f"{API}/reports/waiting").json["items"]
    assert (item["employer_name"], item["skills"], "phone" in item) == ("测试单位", ["书法"], False)
    done = secretary.post(f"{API}/reports/accept", json={"ids": [item["id"]]})
    assert (done.status_code, done.json["left"]) == (200, 0)
    (receipt,) = stage.client(ITS_OFFICER).get(f"{API}/reports/receipts").json["items"]
    assert receipt["receipt"] == f"2026-{HERE}-H{1:05}"
    assert stage.db["roster_entries"].find_one()["report_state"] == "reported"
    assert stage.client(member).get(f"{API}/me/report").json["introduction"]["situation"] == {
        "text": "", "internal": False,
    }  # fmt: skip
    assert [said["report"] for said in stage.said("registry.member_reported")] == [item["id"]]


def test_of_eight_who_accept_at_once_one_does(stage):
    reported(stage, 1)
    clients = [stage.client(SECRETARY) for _ in range(8)]
    ids = waiting_ids(clients[0])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda client: client.post(f"{API}/reports/accept", json={"ids": ids}), clients))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert len(stage.said("registry.member_reported")) == 1


def test_all_sixty_at_once(stage, secretary):
    reported(stage, 60)
    done = secretary.post(f"{API}/reports/accept", json={"all": True}).json
    assert (len(done["items"]), done["left"]) == (60, 0)
    assert len({item["receipt"] for item in done["items"]}) == 60
    assert len(stage.said("registry.member_reported")) == 60
    page = secretary.get(f"{API}/members", query_string={"limit": 50}).json
    rest = secretary.get(f"{API}/members", query_string={"limit": 50, "cursor": page["next"]}).json
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (50, 10, None)


def test_of_two_who_report_with_one_id_number_at_once_one_does(stage):
    members = settle_people(stage, 4, on_roster=False)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda member: report(stage, member, community=HERE, **UNKNOWN_PERSON), members))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json["code"] for answer in answers if answer.status_code == 409} == {"already_reported"}
    assert stage.db["reports"].count_documents({}) == 1


def test_the_same_member_twice_at_once_reports_once(stage):
    (member,) = settle_people(stage, 1)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: report(stage, member), range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


def test_a_repeated_request_is_answered_as_before(stage):
    (member,) = settle_people(stage, 1)
    client, key = stage.client(member), {"Idempotency-Key": "k1"}
    first, again = (
        client.post(f"{API}/reports", json=CONSENT | {"community": HERE}, headers=key) for _ in range(2)
    )  # fmt: skip
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    other = client.post(f"{API}/reports", json=CONSENT | {"community": THERE}, headers=key)
    assert other.json["code"] == "idempotency_key_reused"


def test_a_wrong_community_passes_it_on(stage, secretary):
    reported(stage, 1)
    (id,) = waiting_ids(secretary)
    assert secretary.post(f"{API}/reports/{id}/redirect", json={"community": THERE}).json["community"] == THERE
    assert waiting_ids(secretary) == []
    assert secretary.get(f"{API}/reports/{id}").status_code == 404
    assert waiting_ids(stage.client(OTHER_SECRETARY)) == [id]


def test_returned_corrected_and_sent_again(stage, secretary):
    (member,) = reported(stage, 1)
    (id,) = waiting_ids(secretary)
    assert secretary.post(f"{API}/reports/{id}/return", json={"reason": "住在二村"}).json["state"] == "returned"
    client = stage.client(member)
    assert client.get(f"{API}/me/report").json["steps"][-1]["reason"] == "住在二村"
    again = client.post(f"{API}/me/report/send-again", json={"community": THERE})
    assert again.json["report"]["state"] == "awaiting_community"
    assert waiting_ids(stage.client(OTHER_SECRETARY)) == [id]
    assert client.post(f"{API}/me/report/send-again", json={}).json["code"] == "wrong_state"


def test_a_transfer_waits_in_the_same_list(stage, secretary):
    (member,) = reported(stage, 1)
    secretary.post(f"{API}/reports/accept", json={"all": True})
    client, other = stage.client(member), stage.client(OTHER_SECRETARY)
    assert client.post(f"{API}/me/report/transfer", json={"community": THERE}).json["earlier"][0]["state"]
    assert len(secretary.get(f"{API}/members").json["items"]) == 1
    assert other.get(f"{API}/members").json["items"] == []
    assert other.post(f"{API}/reports/accept", json={"all": True}).json["items"][0]["from_community"] == HERE
    assert secretary.get(f"{API}/members").json["items"] == []
    assert len(other.get(f"{API}/members").json["items"]) == 1
    assert [item["state"] for item in client.get(f"{API}/me/report").json["earlier"]] == ["transferred_out"]


def test_in_another_district_the_receipt_is_noted(stage):
    (member,) = settle_people(stage, 1, on_roster=False)
    client = stage.client(member)
    sent = report(stage, member, elsewhere={"district_name": "别处区"}, **UNKNOWN_PERSON).json
    assert sent["report"]["state"] == "slip_issued"
    noted = client.post(f"{API}/me/report/elsewhere-receipt", json={"number": "别处-7"}).json["report"]
    assert (noted["state"], noted["receipt"]) == ("reported_elsewhere", "别处-7")
    assert len(stage.said("registry.reported_elsewhere")) == 1


def test_what_is_entered_from_paper_goes_the_same_way(stage, secretary):
    form = CONSENT | UNKNOWN_PERSON | {"community": HERE, "how": "paper", "phone": "138 0000 0009"}
    assert secretary.post(f"{API}/reports/entered", json=form).status_code == 201
    assert stage.said("registry.report_sent")[0]["entered_by"] == "u1"
    assert len(waiting_ids(secretary)) == 1
    again = secretary.post(f"{API}/reports/entered", json=form | {"phone": None})
    assert (again.status_code, again.json["code"]) == (409, "already_reported")
    taken = secretary.post(f"{API}/reports/entered", json=form | {"id_number": "310106198102020006"})
    assert (taken.status_code, taken.json["code"]) == (409, "phone_taken")


def test_who_does_not_know_the_community_is_placed(stage, secretary):
    (member,) = settle_people(stage, 1)
    assert report(stage, member, unknown=True, street=STREET).json["report"]["state"] == "awaiting_placement"
    street = stage.client(STREET_OFFICER)
    (item,) = street.get(f"{API}/reports/to-place").json["items"]
    assert street.post(f"{API}/reports/{item['id']}/place", json={"community": HERE}).status_code == 200
    stage.do_what_is_due()
    assert waiting_ids(secretary) == [item["id"]]


def test_an_employer_verifies_what_no_roster_vouches_for(stage, secretary):
    (member,) = settle_people(stage, 1, on_roster=False)
    report(stage, member, community=HERE, **UNKNOWN_PERSON | {"employer_id": "e1"})
    officer = stage.client(ITS_OFFICER)
    (item,) = officer.get(f"{API}/reports/to-verify").json["items"]
    assert (item["id_last4"], item["matches"]) == (ID_NUMBER[-4:], False)
    assert officer.post(f"{API}/reports/verify", json={"all": True}).json["left"] == 0
    assert waiting_ids(secretary) == [item["id"]]


def test_a_slip_prints_and_anybody_can_check_it(stage, secretary):
    (member,) = reported(stage, 1)
    id = stage.client(member).get(f"{API}/me/report").json["report"]["id"]
    slip = stage.client(member).get(f"{API}/reports/{id}/slip").json
    assert slip["note"] == "报到不转接组织关系。"
    assert slip["qr"].startswith("<svg")
    checked = stage.client().get(f"{API}/slips/{slip['report']['code']}").json
    assert (checked["slip"]["number"], checked["slip"]["name"]) == (slip["report"]["number"], "测**")
    assert stage.client().get(f"{API}/slips/AAAAAAAAAA").json["code"] == "not_genuine"


OUTSIDERS = [
    (OTHER_SECRETARY, 404), (Actor("u6", "staff", ("310101001001",)), 404),
    (Actor("u7", "district_officer", (DISTRICT,)), 403), (ITS_OFFICER, 403), (Actor("m9", "member", ("m9",)), 403),
    (None, 401),
]  # fmt: skip


@pytest.mark.parametrize(("outsider", "status"), OUTSIDERS)
def test_nobody_else_accepts(stage, outsider, status):
    reported(stage, 1)
    ids = waiting_ids(stage.client(SECRETARY))
    assert stage.client(outsider).post(f"{API}/reports/accept", json={"ids": ids}).status_code == status


@pytest.mark.parametrize(("sent", "fields"), [
    ({}, ["consent_version"]),
    (CONSENT, ["community"]),
    (CONSENT | {"community": {"$ne": None}}, ["community"]),
    (CONSENT | {"community": HERE, "unknown": True}, ["community"]),
    (CONSENT | {"community": "310106006999"}, ["community"]),
    (CONSENT | {"community": HERE, "rank": 1}, ["rank"]),
    (CONSENT | {"community": HERE, "skills": ["a\0b"]}, ["skills"]),
    (CONSENT | {"community": HERE, "name": "\u202e甲乙"}, ["name"]),
    (CONSENT | {"community": HERE, "id_number": "310106198001010002"}, ["id_number"]),
    (CONSENT | {"community": HERE, "free_times": ["随时"]}, ["free_times.0"]),
    (CONSENT | {"elsewhere": {"district_name": " "}}, ["elsewhere.district_name"]),
    ([], []),
    ("报到", []),
])  # fmt: skip
def test_what_is_wrong_is_named_and_never_repeated(stage, sent, fields):
    (member,) = settle_people(stage, 1)
    answer = stage.client(member).post(f"{API}/reports", json=sent)
    assert answer.status_code == 422
    assert not fields or [problem["field"] for problem in answer.json["fields"]] == fields
    assert "310106198001010002" not in answer.text
    assert stage.db["reports"].count_documents({}) == 0


@pytest.mark.parametrize("sent", [{}, {"ids": []}, {"ids": ["x"], "all": True}, {"all": False}, {"ids": [{"$gt": ""}]}])
def test_one_some_or_all_is_said_clearly(secretary, sent):
    assert secretary.post(f"{API}/reports/accept", json=sent).status_code == 422
