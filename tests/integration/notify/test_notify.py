"""From an event to a phone, a mailbox and an inbox: real database, simulated provider and mail server."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from unittest.mock import ANY

import pytest

from deploy.local.simulator.__main__ import running
from services.notify.deliveries import sending
from services.notify.deliveries.senders import SmsSender
from services.notify.service import service
from services.notify.wordings.defaults import built_in
from shared.documents import Actor
from shared.events import registry
from shared.sealed import PersonKey
from shared.worker import WorkerLoop
from tests.servers import free_port
from tests.stage import START, Stage, settings_for

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
MEMBER = Actor("m1", "member", ("m1",))
SECRETARY = Actor("u1", "secretary", (HERE,))
OFFICER = Actor("u9", "district_officer", (DISTRICT,))
PHONE = "+8613800000101"
API = "/notify/api/v1"


class NotifyStage(Stage):
    mailbox = None

    def key(self, person):
        """A person's key, as it comes from registry."""
        if (row := self.db["keys"].find_one({"_id": person})) is None:
            row = PersonKey(id=person, wrapped=self.store.keys.new_wrapped(person)).row()
            self.db["keys"].insert_one(row)
        return row["wrapped"]

    def sealed(self, person, **data):
        return self.store.keys.seal(person, self.key(person), data)

    def knows(self, member="m1", phone=PHONE, email="m1@example.cn", **fields):
        """Registry has said who the member is and what the places are called."""
        self.hear(*[registry.PlaceChanged(place=code, level=level, name=name, district=DISTRICT, phone="021-56000000")
                    for code, level, name in [(DISTRICT, "district", "静安区"), (HERE, "community", "永乐居民区"),
                                              (THERE, "community", "普善居民区")]])  # fmt: skip
        self.hear(registry.MemberChanged(**{
            "member": member, "state": "reported", "community": HERE, "district": DISTRICT,
            "sealed": self.sealed(member, name="欧阳测试", phone=phone, email=email)} | fields))  # fmt: skip

    def accept(self, member="m1", **how):
        self.hear(an_acceptance(member), **how)

    def code(self, **to):
        sealed = self.sealed(f"code-{self.clock()}", to=to, values={"code": "204817", "minutes": 5})
        self.hear(registry.MessageAsked(
            subject=f"s-{self.clock()}", wording="sign_in_code", sealed=sealed,
            expires=self.clock().replace(minute=self.clock().minute + 5),
        ))  # fmt: skip
        self.do_what_is_due()

    def deliveries(self):
        rows = self.db["deliveries"].find().sort([("at", 1), ("_id", 1)])
        return [(row["channel"], row["state"], row["steps"][-1]["why"]) for row in rows]

    def inbox(self, by=MEMBER, **query):
        return self.client(by).get(f"{API}/inbox", query_string=query).json


def an_acceptance(member="m1"):
    return registry.MemberReported(
        member=member, report=f"r-{member}", community=HERE, street=STREET, district=DISTRICT
    )


@pytest.fixture(scope="module")
def made(database):
    return NotifyStage(service, settings_for(database.uri("notify")))


@pytest.fixture
def stage(made, database, monkeypatch):
    """Nothing on record, noon in Shanghai, and a provider and a mail server that have seen nothing yet."""
    for name in made.db.list_collection_names():
        made.db[name].delete_many({})
    made.__dict__ |= {"_sequences": Counter(), "_offsets": Counter()}
    made.clock.now = START
    smtp, http = free_port(), free_port()
    urls = {"smtp_url": f"smtp://127.0.0.1:{smtp}", "sms_url": f"http://127.0.0.1:{http}/sms"}
    made.settings = settings_for(database.uri("notify"), **urls)
    monkeypatch.setattr(sending, "SmsSender", partial(SmsSender, timeout=0.3))
    with running(("127.0.0.1", smtp), ("127.0.0.1", http), silence=1.0) as made.mailbox:
        yield made


def test_an_event_repeated_tells_once_in_the_inbox_and_by_sms(stage):
    stage.knows()
    stage.accept(times=3)
    stage.do_what_is_due()
    stage.hear(an_acceptance())  # said once more, with a number of its own
    stage.do_what_is_due()
    [sms] = stage.mailbox.newest(PHONE)
    assert sms.text == "【连心】永乐居民区已接收您的报到，欢迎您。社区办公电话：021-56000000。"
    assert stage.deliveries() == [("sms", "sent", "accepted")]
    inbox = stage.inbox()
    assert inbox["unread"] == 1
    assert inbox["items"] == [{
        "id": "member_reported:r-m1:310106006003", "wording": "member_accepted", "category": "report", "path": None,
        "title": "社区已接收您的报到", "at": START.isoformat().replace("+00:00", "Z"), "read_at": None,
        "text": "永乐居民区已接收您的报到，欢迎您。社区办公电话：021-56000000。您的组织关系不变。",
    }]  # fmt: skip
    english = stage.client(MEMBER).get(f"{API}/inbox", headers={"Accept-Language": "en"}).json
    assert english["items"][0]["title"] == "The community has accepted your report"


def test_what_comes_before_its_facts_waits_for_them(stage):
    stage.accept()
    stage.do_what_is_due()
    assert stage.inbox()["items"] == []
    assert stage.deliveries() == []
    stage.knows()
    stage.clock.move(seconds=2)
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sent", "accepted")]


def test_a_key_may_come_last(stage):
    stage.knows()
    key = stage.db["keys"].find_one_and_delete({"_id": "m1"})
    stage.accept()
    stage.do_what_is_due()
    assert stage.deliveries() == []
    stage.db["keys"].insert_one(key)
    stage.clock.move(seconds=2)
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sent", "accepted")]


def test_an_inbox_is_read_page_by_page_and_marked(stage):
    stage.knows()
    for number in range(3):
        stage.hear(registry.SlipIssued(member="m1", report="r1", number=f"BD{number}", verified_by="roster"))
        stage.do_what_is_due()
        stage.clock.move(minutes=1)
    first = stage.inbox(limit=2)
    second = stage.inbox(limit=2, cursor=first["next"])
    assert [("BD2" in item["text"], item["read_at"]) for item in first["items"]] == [(True, None), (False, None)]
    assert (len(second["items"]), second["next"]) == (1, None)
    client, id = stage.client(MEMBER), second["items"][0]["id"]
    assert client.post(f"{API}/inbox/{id}/read").status_code == 204
    assert stage.inbox()["unread"] == 2
    assert client.post(f"{API}/inbox/read-all").status_code == 204
    assert stage.inbox()["unread"] == 0
    assert stage.client(Actor("m2", "member", ("m2",))).post(f"{API}/inbox/{id}/read").status_code == 404
    assert stage.client().get(f"{API}/inbox").status_code == 401
    assert stage.client(MEMBER).get(f"{API}/inbox?cursor=x").status_code == 422
    assert stage.client(MEMBER).get(f"{API}/inbox?$where=1").status_code == 422


def test_quiet_hours_hold_back_what_is_not_critical(stage):
    stage.clock.move(hours=10)  # 22:00 in Shanghai
    stage.knows()
    stage.accept()
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "created", "")]
    assert stage.inbox()["unread"] == 1
    stage.code(phone="+8613800000102")
    assert [sms.code for sms in stage.mailbox.newest()] == ["204817"]
    stage.clock.move(hours=10)
    stage.do_what_is_due()
    assert [sms.to for sms in stage.mailbox.newest()] == [PHONE, "+8613800000102"]


def test_a_busy_number_is_tried_again(stage):
    stage.knows(phone="+8613800000107")
    stage.accept()
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "temporary_failure", "http_503")]
    for seconds in (5, 30):
        stage.clock.move(seconds=seconds)
        stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sent", "accepted")]
    assert len(stage.mailbox.newest("+8613800000107")) == 1
    [delivery] = stage.client(MEMBER).get(f"{API}/notices/member_reported:r-m1:{HERE}/timeline").json["items"]
    assert [step["to"] for step in delivery["steps"]] == [
        "created", "sending", "temporary_failure", "sending", "temporary_failure", "sending", "sent"]  # fmt: skip


def test_a_bad_number_falls_back_to_mail(stage):
    stage.knows(phone="+8613800000108")
    stage.accept()
    stage.do_what_is_due()
    assert stage.deliveries() == [("email", "sent", "accepted"), ("sms", "permanent_failure", "bad_number")]
    [mail] = stage.mailbox.newest("m1@example.cn")
    assert mail.subject == "社区已接收您的报到"


def test_an_sms_without_an_answer_is_asked_about_and_sent_once(stage):
    stage.knows(phone="+8613800000109")
    stage.accept()
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sending", "")]
    stage.clock.move(seconds=6)
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "delivered", "receipt")]
    assert len(stage.mailbox.newest("+8613800000109")) == 1


def test_later_it_is_known_whether_an_sms_arrived(stage):
    stage.knows()
    stage.knows("m2", phone="+8613800000106", email="m2@example.cn")
    stage.accept()
    stage.accept("m2")
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sent", "accepted")] * 2
    stage.clock.move(minutes=15)
    stage.do_what_is_due()
    assert stage.deliveries() == [
        ("sms", "delivered", "receipt"), ("sms", "permanent_failure", "not_delivered"), ("email", "sent", "accepted"),
    ]  # fmt: skip
    assert len(stage.mailbox.newest("m2@example.cn")) == 1
    stage.clock.move(days=2)
    stage.do_what_is_due()
    assert len(stage.mailbox.newest()) == 3


def test_a_mail_without_an_answer_is_sent_again_only_when_it_is_critical(stage):
    stage.knows(channel="email", email="m1+silent@example.cn")
    stage.accept()
    stage.code(email="m2+silent@example.cn")
    for _ in range(2):
        stage.clock.move(seconds=6)
        stage.do_what_is_due()
    assert [why for _, _, why in stage.deliveries()].count("unknown") == 1
    assert len(stage.mailbox.newest("m1+silent@example.cn")) == 1
    assert len(stage.mailbox.newest("m2+silent@example.cn")) == 2
    for _ in range(2):
        stage.clock.move(minutes=5)  # by then the code is worth nothing
        stage.do_what_is_due()
    assert stage.deliveries() == [("email", "technical_failure", "unknown"), ("email", "cancelled", "expired")]


def test_a_worker_that_dies_while_sending_leaves_nothing_stuck(stage):
    stage.knows()
    stage.accept()
    for task in service.tasks:
        stage._do(task)
    stage.perform(service.errands[0].claim, Actor("clock", "clock", ()), [f"member_reported:r-m1:{HERE}:sms"])
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sending", "")]
    stage.clock.move(minutes=2, seconds=1)
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "temporary_failure", "never_seen")]
    stage.clock.move(seconds=5)
    stage.do_what_is_due()
    assert stage.deliveries() == [("sms", "sent", "accepted")]


def test_a_channel_that_is_not_set_up_leaves_the_inbox(stage):
    stage.settings = settings_for("mongodb://127.0.0.1:1/x")
    stage.knows()
    stage.accept()
    stage.do_what_is_due()
    assert {(state, why) for _, state, why in stage.deliveries()} == {("technical_failure", "not_configured")}
    assert stage.inbox()["unread"] == 1


def test_neither_codes_nor_addresses_lie_open_in_the_database(stage):
    stage.knows()
    stage.code(phone="+8613800000102")
    kept = repr([list(stage.db[name].find()) for name in stage.db.list_collection_names()])
    assert "204817" not in kept
    assert "13800000102" not in kept
    assert "13800000101" not in kept
    assert stage.db["notices"].find_one({"wording": "sign_in_code"})["sealed"] is None


def test_a_closed_account_hears_that_and_then_nothing(stage):
    stage.clock.move(hours=10)
    stage.knows()
    stage.accept()
    stage.do_what_is_due()
    stage.hear(registry.AccountClosed(member="m1"))
    stage.do_what_is_due()
    assert ("sms", "cancelled", "account_closed") in stage.deliveries()
    stage.hear(registry.SlipIssued(member="m1", report="r1", number="BD1", verified_by="roster"))
    stage.clock.move(hours=10)
    stage.do_what_is_due()
    assert [sms.text for sms in stage.mailbox.newest()] == [built_in()["account_closed"].texts["zh-CN", "sms"].body]


def test_erasing_leaves_nothing_and_says_so_once(stage):
    stage.knows()
    stage.knows("m2", phone="+8613800000105")
    for member in ("m1", "m2"):
        stage.accept(member)
    stage.do_what_is_due()
    stage.client(MEMBER).patch(f"{API}/me/preferences", headers={"If-Match": '"v0"'}, json={
        "items": [{"category": "report", "channel": "sms", "wanted": False}]})  # fmt: skip
    stage.hear(registry.MemberErased(member="m1"), times=2)
    stage.do_what_is_due()
    assert stage.said("notify.erasure_done") == [{"member": "m1", "kept": 0}]
    for name in ("contacts", "notices", "deliveries", "preferences"):
        rows = list(stage.db[name].find())
        assert not [mark for mark in ("'m1'", ":m1", "m1:") if mark in repr(rows)], name  # a sealed box may hold m1
        assert rows or name == "preferences"


def test_what_is_held_about_a_member_is_handed_out_sealed(stage):
    stage.knows()
    stage.accept()
    stage.do_what_is_due()
    stage.hear(registry.ExportAsked(member="m1", export="x1"), times=2)
    stage.do_what_is_due()
    [part] = stage.said("notify.export_part")
    assert (part["export"], part["part"], part["parts"]) == ("x1", 1, 1)
    held = stage.store.keys.open_box(registry.Sealed(**part["sealed"]), stage.key("m1"))
    assert held["contact"][0]["phone"] == PHONE
    assert [notice["title"] for notice in held["notices"]] == ["社区已接收您的报到"]
    assert [delivery["state"] for delivery in held["deliveries"]] == ["sent"]


def test_officers_of_the_community_see_the_state_and_not_the_text(stage):
    stage.knows()
    stage.accept()
    stage.do_what_is_due()
    path = f"{API}/members/m1/deliveries"
    assert stage.client(SECRETARY).get(path).json["items"] == [{
        "notice": f"member_reported:r-m1:{HERE}", "wording": "member_accepted", "channel": "sms", "state": "sent",
        "at": ANY}]  # fmt: skip
    elsewhere = Actor("u2", "secretary", (THERE,))
    assert stage.client(elsewhere).get(path).json["items"] == []
    assert stage.client(MEMBER).get(path).status_code == 403
    timeline = f"{API}/notices/member_reported:r-m1:{HERE}/timeline"
    assert [step["to"] for step in stage.client(SECRETARY).get(timeline).json["items"][0]["steps"]][-1] == "sent"
    assert stage.client(elsewhere).get(timeline).status_code == 404


def test_a_member_stops_a_category_and_still_finds_it_in_the_inbox(stage):
    stage.knows(email=None)
    client, path = stage.client(MEMBER), f"{API}/me/preferences"
    before = client.get(path)
    assert (before.json["channel"], before.json["quiet_from"], before.headers["ETag"]) == ("sms", "21:00:00", '"v0"')
    stop = {"items": [{"category": "report", "channel": "sms", "wanted": False}]}
    after = client.patch(path, json=stop, headers={"If-Match": before.headers["ETag"]})
    assert [item for item in after.json["items"] if not item["wanted"]] == stop["items"]
    assert client.patch(path, json=stop, headers={"If-Match": before.headers["ETag"]}).status_code == 412
    assert client.patch(path, json=stop).status_code == 428
    critical = {"items": [{"category": "critical", "channel": "sms", "wanted": False}]}
    assert client.patch(path, json=critical, headers={"If-Match": '"v1"'}).status_code == 422
    stage.accept()
    stage.do_what_is_due()
    assert stage.mailbox.newest() == []
    assert stage.inbox()["unread"] == 1
    stage.clock.move(minutes=1)
    stage.code(phone=PHONE)
    assert len(stage.mailbox.newest()) == 1


def test_a_district_writes_its_own_wording_and_goes_back(stage):
    stage.knows()
    client, path = stage.client(OFFICER), f"{API}/wordings/member_accepted/zh-CN/sms"
    before = client.get(path)
    assert (before.json["version"], before.json["required"], before.headers["ETag"]) == (0, ["community"], '"v0"')
    assert len(client.get(f"{API}/wordings").json["items"]) > 80
    sent = {"body": "【连心】{{ community }}接收了您。"}
    assert client.post(f"{path}/preview", json=sent).json == {"subject": "", "body": "【连心】永乐居民区接收了您。"}
    changed = client.put(path, json=sent, headers={"If-Match": '"v0"'})
    assert (changed.json["version"], changed.headers["ETag"]) == (1, '"v1"')
    assert client.put(path, json=sent, headers={"If-Match": '"v0"'}).status_code == 412
    stage.accept()
    stage.do_what_is_due()
    assert stage.mailbox.newest()[0].text == "【连心】永乐居民区接收了您。"
    back = client.post(f"{path}/versions/0/restore", headers={"If-Match": '"v1"'}).json
    assert (back["version"], back["body"]) == (2, before.json["body"])
    versions = client.get(f"{path}/versions").json["items"]
    assert [(version["number"], version["by"]) for version in versions] == [(2, "u9"), (1, "u9")]
    assert client.post(f"{path}/versions/7/restore", headers={"If-Match": '"v2"'}).status_code == 404


BAD = ["没有占位符", "{{ community }}{{ phnoe }}", "{% for x in y %}{% endfor %}", "{{ community }"]


@pytest.mark.parametrize("body", BAD)
def test_a_wording_that_cannot_be_sent_is_refused_with_the_reason(stage, body):
    client, path = stage.client(OFFICER), f"{API}/wordings/member_accepted/zh-CN/sms"
    for answer in (client.post(f"{path}/preview", json={"body": body}),
                   client.put(path, json={"body": body}, headers={"If-Match": '"v0"'})):  # fmt: skip
        assert answer.status_code == 422
        assert [field["field"] for field in answer.json["fields"]] == ["body"]


def test_wordings_are_the_district_officers(stage):
    path = f"{API}/wordings/member_accepted/zh-CN/inbox"
    sent = {"subject": "接收", "body": "{{ community }}"}
    for actor in (SECRETARY, MEMBER):
        assert stage.client(actor).put(path, json=sent, headers={"If-Match": '"v0"'}).status_code == 403
    client = stage.client(OFFICER)
    assert client.get(f"{API}/wordings/unheard_of/zh-CN/sms").status_code == 404
    assert client.get(f"{API}/wordings/sign_in_code/zh-CN/inbox").status_code == 404
    assert client.get(f"{API}/wordings/member_accepted/fr/sms").status_code == 422
    assert client.put(path, json=sent | {"subject": ""}, headers={"If-Match": '"v0"'}).status_code == 422
    assert client.put(path, json=sent | {"x": {"$gt": ""}}, headers={"If-Match": '"v0"'}).status_code == 422
    assert client.put(path, json=sent | {"body": "a\x00"}, headers={"If-Match": '"v0"'}).status_code == 422


def test_todos_come_and_go_with_their_events(stage):
    def opened(subject, scope=HERE):
        return registry.TodoOpened(todo=f"report_to_accept:{subject}", kind="report_to_accept", subject=subject,
                                   scopes=[scope], roles=["secretary", "staff"], since=START)  # fmt: skip

    stage.hear(opened("r1"), opened("r2"), opened("r3", THERE), times=2)
    stage.hear(registry.TodoClosed(todo="report_to_accept:r1", subject="r1"))
    client = stage.client(SECRETARY)
    assert client.get(f"{API}/todos").json["items"] == [{
        "kind": "report_to_accept", "count": 1, "oldest": "2026-11-23T04:00:00Z", "text": "1 位党员等您接收报到",
        "to": "/registry/reports/waiting",
    }]  # fmt: skip
    assert [todo["subject"] for todo in client.get(f"{API}/todos/report_to_accept").json["items"]] == ["r2"]
    assert stage.client(Actor("u1", "instructor", (HERE,))).get(f"{API}/todos").json["items"] == []
    assert stage.client(MEMBER).get(f"{API}/todos").json["items"] == []
    assert stage.client(Actor("o1", "operator", ())).get(f"{API}/todos").status_code == 403


def test_an_employers_officers_find_the_receipt_in_their_inboxes(stage):
    stage.knows()
    stage.hear(registry.AccountChanged(
        account="u5", account_version=1, role="employer_officer", scopes=["e1"], active=True))  # fmt: skip
    stage.hear(registry.EmployerReportAccepted(employer="e1", report="er1", number="HZ1", community=HERE), times=2)
    stage.do_what_is_due()
    [item] = stage.inbox(Actor("u5", "employer_officer", ("e1",)))["items"]
    assert "回执编号 HZ1" in item["text"]


def test_many_are_told_in_few_transactions(stage):
    members = [f"m{n}" for n in range(30)]
    stage.knows(members[0])
    for member in members[1:]:
        stage.hear(registry.MemberChanged(member=member, state="reported", community=HERE, channel="inbox",
                                          sealed=stage.sealed(member, phone=None)))  # fmt: skip
    stage.hear(*map(an_acceptance, members))
    stage.do_what_is_due()
    assert stage.db["notices"].count_documents({"in_inbox": True}) == 30
    acted = [line for line in stage.said("notify.acted") if line["what"] == "plan_deliveries"]
    assert [line["count"] for line in acted] == [31]


def test_two_workers_at_once_send_each_message_once(stage):
    members = [f"m{n}" for n in range(12)]
    stage.knows(members[0], phone="+8613800000200")
    for number, member in enumerate(members[1:], 1):
        sealed = stage.sealed(member, phone=f"+86138000{number:04}{number % 7}")
        stage.hear(registry.MemberChanged(member=member, state="reported", community=HERE, sealed=sealed))
    stage.hear(*map(an_acceptance, members))
    loops = [WorkerLoop(service, stage.store, stage.settings) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda loop: [loop.do_what_is_due() for _ in range(4)], loops))
    for loop in loops:
        loop.close()
    assert [state for _, state, _ in stage.deliveries()] == ["sent"] * 12
    assert len(stage.mailbox.newest()) == 12
    tries = [row["tries"] for row in stage.db["deliveries"].find()]
    assert tries == [1] * 12
