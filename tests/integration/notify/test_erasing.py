"""After a member is erased nothing of them is left in notify, in any collection; and what others still say of them
goes too."""

from typing import Any

import pytest

from services.notify.deliveries.model import Delivery
from services.notify.names.model import DistrictSettings, Employer
from services.notify.notices.model import Circular
from services.notify.preferences.model import Preferences
from services.notify.service import service
from services.notify.wordings.model import OwnWording, WordingVersion
from shared.documents import Document
from shared.events import activities, registry
from shared.web.session import Standing
from tests.servers import Database
from tests.stage import START, Stage, settings_for

HERE, DISTRICT = "310106006003", "310106"
GONE = "gone-member"
OF_THEM = ("测试辛", "13800000188", "xin@example.cn", "户籍不符")
AS_AN_ID = {"erasures", "outbox", "streams", "inbox", "keys", "standings"}


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("notify_erasing")))


def sealed(stage: Stage, **data: Any) -> Any:
    keys = stage.db["keys"]
    wrapped = (keys.find_one({"_id": GONE}) or {}).get("wrapped") or stage.store.keys.new_wrapped(GONE)
    keys.replace_one({"_id": GONE}, {"wrapped": wrapped, "erased": False}, upsert=True)
    return stage.store.keys.seal(GONE, wrapped, data)


def tell(stage: Stage) -> None:
    """What the service keeps of somebody: a contact, wishes, notices with and without words, deliveries, todos."""
    known = sealed(stage, name="测试辛", phone="+8613800000188", email="xin@example.cn")
    stage.hear(
        registry.PlaceChanged(place=DISTRICT, level="district", name="测试区", district=DISTRICT),
        registry.PlaceChanged(place=HERE, level="community", name="测试一村", district=DISTRICT),
        registry.MemberChanged(member=GONE, state="reported", channel="inbox", community=HERE, sealed=known),
        registry.ReportReturned(member=GONE, report="r1", by_role="staff", sealed=sealed(stage, reason="户籍不符")),
        a_drafted_record(),
        activities.TodoOpened(todo=f"record_to_confirm:s1.{GONE}", kind="record_to_confirm", subject=f"s1.{GONE}",
                              scopes=[GONE], roles=["member"], since=START),
    )  # fmt: skip
    stage.do_what_is_due()
    put(stage, Preferences(id=GONE, scopes=[GONE], stopped=["activity:sms"]), Delivery(
        id=f"record_drafted:a1:{GONE}:sms", notice=f"record_drafted:a1:{GONE}", person=GONE, wording="record_drafted",
        channel="sms", critical=False, at=START, due_at=None, state="sent", scopes=[GONE, HERE],
    ), Standing(id=GONE, account_version=1, role="member", grants=[GONE], active=False))  # fmt: skip


def a_drafted_record() -> activities.RecordDrafted:
    return activities.RecordDrafted(
        member=GONE, record=f"s1.{GONE}", activity="a1", title="陪诊", place=HERE, starts=START, minutes=120
    )


def put(stage: Stage, *documents: Document) -> None:
    for each in documents:
        stage.db[each.collection].insert_one(each.row())


def left_of(stage: Stage, *traces: str) -> set[str]:
    names = stage.db.list_collection_names()
    return {name for name in names if any(trace in str(list(stage.db[name].find())) for trace in traces)}


def erase(stage: Stage) -> None:
    stage.db["keys"].update_one({"_id": GONE}, {"$set": {"wrapped": None, "erased": True}})
    closed = activities.TodoClosed(todo=f"record_to_confirm:s1.{GONE}", subject=f"s1.{GONE}")
    stage.hear(registry.MemberErased(member=GONE), closed)
    stage.do_what_is_due()


def test_nothing_of_an_erased_member_is_left_in_any_collection(stage: Stage) -> None:
    tell(stage)
    held, nobodys = left_of(stage, GONE), {"places"}
    for kind in (Employer, DistrictSettings, Circular, OwnWording, WordingVersion):
        nobodys.add(kind.collection)
    unknown = {kind.collection for kind in service.documents} - held - nobodys
    assert unknown == {"exports_owed", "erasures"}, "a kind of document this test does not know"
    erase(stage)
    assert left_of(stage, *OF_THEM) == set()
    assert left_of(stage, GONE) <= AS_AN_ID
    assert stage.said("notify.erasure_done") == [{"member": GONE, "kept": 0}]


def test_what_is_said_of_them_after_that_goes_too(stage: Stage) -> None:
    """Another service had said it before it knew."""
    tell(stage)
    erase(stage)
    stage.hear(a_drafted_record())
    assert "notices" in left_of(stage, GONE)
    stage.do_what_is_due()
    assert left_of(stage, GONE) <= AS_AN_ID
