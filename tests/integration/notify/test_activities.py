"""What members are told of activities, from the event to the phone and the inbox; what waits for them; what goes with
time. Real database, simulated provider and mail server."""

from collections import Counter
from datetime import timedelta

import pytest

from deploy.local.simulator.__main__ import running
from services.notify.service import service
from shared.documents import Actor
from shared.events import activities, registry
from shared.housekeeping import sweep
from shared.sealed import PersonKey
from tests.servers import free_port
from tests.stage import START, Stage, settings_for

HERE, STREET, DISTRICT = "310106006003", "310106006", "310106"
PHONE = "+8613800000101"
API = "/notify/api/v1"
MEMBER = Actor("m1", "member", ("m1",))
STAFF = Actor("u1", "staff", (HERE,))
SHIFT = {"member": "m1", "activity": "a1", "shift": "s1", "title": "楼道清洁日", "place": HERE, "where": "永乐居委会",
         "starts": START + timedelta(days=2), "ends": START + timedelta(days=2, hours=2)}  # fmt: skip
RECORD = {"member": "m1", "record": "r1", "activity": "a1", "title": "楼道清洁日", "place": HERE, "starts": START,
          "minutes": 120}  # fmt: skip
CARD = {"member": "m1", "statement": "t1", "kind": "service", "place": HERE, "period": "2026-Q3", "minutes": 120,
        "edition": 1}  # fmt: skip
CHANGED = activities.ShiftChanged(**SHIFT, new_time=True, new_place=False, mark="1")


class NotifyStage(Stage):
    mailbox = None

    def knows(self, channel="sms"):
        """Registry has said what the places are called, and who the member is."""
        wrapped = self.store.keys.new_wrapped("m1")
        self.db["keys"].insert_one(PersonKey(id="m1", wrapped=wrapped).row())
        known = {"name": "欧阳测试", "phone": PHONE, "email": "m1@example.cn"}
        self.hear(
            *[registry.PlaceChanged(place=code, level=level, name=name, district=DISTRICT)
              for code, level, name in [(DISTRICT, "district", "静安区"), (STREET, "street", "彭浦镇"),
                                        (HERE, "community", "永乐居民区")]],
            registry.DistrictSettingsChanged(
                district=DISTRICT, service_name="静安连心", words={}, organiser="", filing_number="", notice_title="",
                notice_number="", phone="", hours="", statement_period="quarter"),
            registry.MemberChanged(member="m1", state="reported", community=HERE, street=STREET, district=DISTRICT,
                                   channel=channel, not_now_until=START + timedelta(days=30),
                                   sealed=self.store.keys.seal("m1", wrapped, known)),
        )  # fmt: skip

    def tell(self, *events, **how):
        self.hear(*events, **how)
        self.do_what_is_due()

    def texts(self):
        """What came to the phone, oldest first, without the signature."""
        return [message.text.removeprefix("【连心】") for message in reversed(self.mailbox.newest(PHONE))]

    def inbox(self):
        """What lies in the inbox, oldest first: title and page."""
        items = self.client(MEMBER).get(f"{API}/inbox").json["items"]
        return [(item["title"], item["path"]) for item in reversed(items)]


@pytest.fixture(scope="module")
def made(database):
    return NotifyStage(service, settings_for(database.uri("notify_activities")))


@pytest.fixture
def stage(made, database):
    for name in made.db.list_collection_names():
        made.db[name].delete_many({})
    made.__dict__ |= {"_sequences": Counter(), "_offsets": Counter()}
    made.clock.now = START
    smtp, http = free_port(), free_port()
    urls = {"smtp_url": f"smtp://127.0.0.1:{smtp}", "sms_url": f"http://127.0.0.1:{http}/sms"}
    made.settings = settings_for(database.uri("notify_activities"), **urls)
    with running(("127.0.0.1", smtp), ("127.0.0.1", http)) as made.mailbox:
        yield made


def test_a_member_is_told_at_most_three_planned_things_of_one_activity(stage):
    stage.knows()
    for shift, record in [("s1", "r1"), ("s2", "r2"), ("s3", "r3")]:
        of_record = RECORD | {"record": record}
        stage.tell(activities.ShiftReminded(**SHIFT | {"shift": shift}), activities.RecordDrafted(**of_record),
                   activities.RecordReminded(**of_record), times=2)  # fmt: skip
    assert len(stage.texts()) == 3
    assert stage.inbox() == [
        ("请确认服务记录", "/activities/me"), ("请确认服务记录（提醒）", "/activities/me"),
        ("您报名的活动快到了", "/activities/me"),
    ]  # fmt: skip


def test_answers_and_statements_issued_are_found_in_the_inbox_alone(stage):
    stage.knows()
    stage.tell(activities.RecordAnswered(**RECORD, corrected=False, mark="1"),
               activities.StatementIssued(**CARD, number="FW1"))  # fmt: skip
    assert stage.inbox() == [("服务记录有答复", "/activities/me"), ("服务登记卡已开具", "/activities/me")]
    assert stage.mailbox.newest() == []
    stage.tell(activities.StatementDrafted(**CARD, may_issue_at=START + timedelta(days=7)))
    assert stage.texts() == ["永乐居民区已拟好您 2026.07–09 的服务登记卡，共 2 小时。11-30 12:00 前可以提出异议："
                             "http://127.0.0.1:8080/activities/me"]  # fmt: skip


def test_a_streets_activity_is_told_in_its_name_and_its_officer_sees_that_it_arrived(stage):
    stage.knows(channel="email")
    stage.tell(activities.SignUpAnswered(**SHIFT | {"place": STREET}, answer="declined", mark="1"))
    [mail] = stage.mailbox.newest("m1@example.cn")
    assert "很抱歉彭浦镇这次未能安排" in mail.text
    assert mail.text.splitlines()[-2:] == ["静安连心", "此邮件由系统发送，不用回复。"]
    officer = stage.client(Actor("u3", "street_officer", (STREET,)))
    [shown] = officer.get(f"{API}/members/m1/deliveries").json["items"]
    assert (shown["wording"], shown["state"]) == ("signup_declined", "sent")


def test_an_offer_made_at_night_that_ends_before_the_morning_is_not_sent(stage):
    stage.knows()
    stage.clock.move(hours=10)  # 22:00 in Shanghai
    stage.tell(activities.SeatOffered(**SHIFT, until=stage.clock() + timedelta(hours=3), mark="1"))
    stage.clock.move(hours=10)
    stage.do_what_is_due()
    assert stage.texts() == []
    assert stage.inbox() == [("您候补的活动有名额了", "/activities/me")]


def test_of_two_changes_in_one_night_the_last_is_sent_and_a_near_cancellation_at_once(stage):
    stage.knows()
    stage.clock.move(hours=10)
    stage.tell(CHANGED)
    stage.clock.move(hours=1)
    stage.tell(CHANGED.model_copy(update={"mark": "2", "where": "永乐活动室"}))
    assert stage.texts() == []
    near = {"shift": "s2", "starts": stage.clock() + timedelta(hours=9), "reason": "雷雨"}
    stage.tell(activities.ShiftCancelled(**SHIFT | near))
    assert stage.texts() == ["您报名的“楼道清洁日”（11-24 08:00）已取消，请不用前往。给您带来不便，敬请谅解。"]
    stage.clock.move(hours=10)
    stage.do_what_is_due()
    [_, change] = stage.texts()
    assert "永乐活动室" in change
    whys = {row["state"]: row["steps"][-1]["why"] for row in stage.db["deliveries"].find({"wording": "shift_changed"})}
    assert whys == {"cancelled": "overtaken", "sent": "accepted"}


def test_who_wants_no_messages_of_activities_is_sent_none_save_that_they_need_not_set_out(stage):
    stage.knows()
    stop = {"items": [{"category": "activity", "channel": channel, "wanted": False} for channel in ("sms", "email")]}
    client = stage.client(MEMBER)
    assert client.patch(f"{API}/me/preferences", json=stop, headers={"If-Match": '"v0"'}).status_code == 200
    stage.tell(CHANGED, activities.ShiftCancelled(**SHIFT, reason="雷雨"))
    assert stage.mailbox.newest() == []
    assert {title for title, _ in stage.inbox()} == {"活动安排有变动", "活动已取消"}
    near = {"shift": "s2", "starts": START + timedelta(hours=3)}
    stage.tell(activities.ShiftCancelled(**SHIFT | near, reason="雷雨"))
    assert len(stage.texts()) == 1


def test_what_waits_for_a_member_is_theirs_alone(stage):
    stage.hear(
        activities.TodoOpened(todo="record_to_confirm:r1", kind="record_to_confirm", subject="r1", scopes=["m1"],
                              roles=["member"], since=START),
        activities.TodoOpened(todo="signup_to_answer:s1", kind="signup_to_answer", subject="s1", scopes=[HERE],
                              roles=["secretary", "staff"], since=START),
    )  # fmt: skip
    for actor, kinds in [(MEMBER, ["record_to_confirm"]), (Actor("m2", "member", ("m2",)), []),
                         (STAFF, ["signup_to_answer"])]:  # fmt: skip
        assert [todo["kind"] for todo in stage.client(actor).get(f"{API}/todos").json["items"]] == kinds
    [todo] = stage.client(MEMBER).get(f"{API}/todos/record_to_confirm").json["items"]
    assert todo["subject"] == "r1"
    stage.hear(activities.TodoClosed(todo="record_to_confirm:r1", subject="r1"))
    assert stage.client(MEMBER).get(f"{API}/todos").json["items"] == []


def test_notices_and_their_deliveries_go_after_half_a_year(stage):
    stage.knows()
    stage.tell(activities.ShiftReminded(**SHIFT))
    stage.clock.move(days=179)
    stage.tell(activities.RecordDrafted(**RECORD))
    assert sweep(stage.store, stage.settings, service.kept_days) == 0
    stage.clock.move(days=1)
    assert sweep(stage.store, stage.settings, service.kept_days) == 2
    for name in ("notices", "deliveries"):
        assert [row["wording"] for row in stage.db[name].find()] == ["record_drafted"]
