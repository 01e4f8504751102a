"""A member's inbox and what they do not want to be sent, in pages."""

import pytest

from services.notify.service import service
from shared.documents import Actor
from shared.events import activities, registry
from shared.sealed import PersonKey
from tests.stage import START, Stage, settings_for

HERE, DISTRICT = "310106006003", "310106"
MEMBER = Actor("m1", "member", ("m1",))
RECORD = {"member": "m1", "record": "r1", "activity": "a1", "title": "楼道清洁日", "place": HERE, "starts": START,
          "minutes": 120}  # fmt: skip


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("notify_member_pages")))
    wrapped = stage.store.keys.new_wrapped("m1")
    stage.db["keys"].insert_one(PersonKey(id="m1", wrapped=wrapped).row())
    sealed = stage.store.keys.seal("m1", wrapped, {"name": "测试甲", "phone": "+8613800000101", "email": "a@b.cn"})
    stage.hear(
        registry.PlaceChanged(place=DISTRICT, level="district", name="测试区", district=DISTRICT),
        registry.PlaceChanged(place=HERE, level="community", name="测试一村", district=DISTRICT),
        registry.MemberChanged(
            member="m1", state="reported", community=HERE, district=DISTRICT, channel="inbox", sealed=sealed
        ),
        activities.RecordDrafted(**RECORD),
        activities.RecordReminded(**RECORD),
    )
    stage.do_what_is_due()
    return stage


@pytest.fixture
def member(stage):
    return stage.client(MEMBER)


def unread(stage):
    return stage.db["notices"].count_documents({"in_inbox": True, "read_at": None})


def stopped(stage):
    row = stage.db["preferences"].find_one({"_id": "m1"}) or {"stopped": []}
    return sorted(row["stopped"])


def test_what_was_told_is_read_one_by_one_or_all(stage, member):
    page = member.get("/notify/inbox").get_data(as_text=True)
    assert (page.count("没看过"), "请确认服务记录（提醒）" in page, "/activities/me" in page) == (3, True, True)
    first = stage.db["notices"].find_one({})["_id"]
    assert member.post(f"/notify/inbox/{first}/read").status_code == 303
    assert unread(stage) == 1
    assert member.post("/notify/inbox/read-all").status_code == 303
    assert (unread(stage), "没看过" in member.get("/notify/inbox").get_data(as_text=True)) == (0, False)


def test_what_is_not_ticked_is_stopped_and_ticked_again_it_is_sent(stage, member):
    page = member.get("/notify/preferences").get_data(as_text=True)
    assert page.count(" checked") == 8
    wanted = [f"{category}:email" for category in ("report", "activity", "statement", "account")]
    assert member.post("/notify/preferences", data={"version": "0", "wanted": wanted}).status_code == 303
    assert stopped(stage) == ["account:sms", "activity:sms", "report:sms", "statement:sms"]
    refused = member.post("/notify/preferences", data={"version": "0", "wanted": []})
    assert refused.status_code == 412
    everything = wanted + [each.replace("email", "sms") for each in wanted]
    assert member.post("/notify/preferences", data={"version": "1", "wanted": everything}).status_code == 303
    assert stopped(stage) == []


def test_no_more_by_the_link_in_a_message_and_wanted_again_later(stage, member):
    stage.hear(activities.MessagesRefused(member="m1", category="activity"), times=2)
    assert stopped(stage) == ["activity:email", "activity:sms"]
    assert member.get("/notify/preferences").get_data(as_text=True).count(" checked") == 6


def test_who_refused_before_choosing_anything_has_refused(stage):
    stage.hear(activities.MessagesRefused(member="m2", category="activity"))
    row = stage.db["preferences"].find_one({"_id": "m2"})
    assert (row["scopes"], sorted(row["stopped"]), row["version"]) == (["m2"], ["activity:email", "activity:sms"], 1)
