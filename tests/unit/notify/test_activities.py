"""What members are told of shifts, records and statements: once, in words that hold, and when it is of use."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.contacts.model import Contact
from services.notify.deliveries.actions import claim_delivery, plan_deliveries
from services.notify.deliveries.model import Delivery
from services.notify.names.model import DistrictSettings, Employer, Place
from services.notify.notices.facts import facts_of
from services.notify.notices.model import Notice
from services.notify.notices.reactions import activities as tell
from services.notify.wordings.rendering import render
from shared.clock import SHANGHAI
from shared.documents import CLOCK
from shared.events import activities
from shared.sealed import PersonKey
from shared.tx import Tx
from tests.fakes import KEYS, NOON, MemoryRows, a_tx

STREET, DISTRICT = "310106006", "310106"
DAYS = timedelta(days=1)
SHIFT = {"member": "m1", "activity": "a1", "shift": "s1", "title": "楼道清洁日", "place": STREET,
         "where": "永乐居委会", "starts": NOON + 2 * DAYS, "ends": NOON + 2 * DAYS + timedelta(hours=2)}  # fmt: skip
RECORD = {"member": "m1", "record": "r1", "activity": "a1", "title": "楼道清洁日", "place": STREET,
          "starts": NOON - DAYS, "minutes": 135}  # fmt: skip
CARD = {"member": "m1", "statement": "t1", "kind": "service", "place": STREET, "period": "2026-Q3", "minutes": 750,
        "edition": 1}  # fmt: skip
OFFERED = activities.SeatOffered(**SHIFT, until=NOON + DAYS, mark="1")
ANSWERED = activities.SignUpAnswered(**SHIFT, answer="accepted", mark="1")
CHANGED = activities.ShiftChanged(**SHIFT, new_time=True, new_place=False, mark="1")
CANCELLED = activities.ShiftCancelled(**SHIFT, reason="雷雨")
REMINDED = activities.ShiftReminded(**SHIFT)
TO_CONFIRM = activities.RecordDrafted(**RECORD)
TO_CONFIRM_STILL = activities.RecordReminded(**RECORD)
RECORD_ANSWERED = activities.RecordAnswered(**RECORD, corrected=True, mark="1")
CARD_DRAFTED = activities.StatementDrafted(**CARD, may_issue_at=NOON + 7 * DAYS)
CARD_ISSUED = activities.StatementIssued(**CARD, employer="e1", number="FW1")
REACTIONS = [
    (tell.tell_seat_offered, OFFERED, "seat_offered", "您候补的“楼道清洁日”有名额了：11-25 12:00，永乐居委会。"
     "保留到 11-24 12:00，可接受或放弃：/activities/me"),
    (tell.tell_signup_answered, ANSWERED, "signup_accepted", "您报名的“楼道清洁日”已通过：11-25 12:00，永乐居委会。"
     "来不了可以随时取消。"),
    (tell.tell_signup_answered, ANSWERED.model_copy(update={"answer": "waitlisted"}), "signup_waitlisted",
     "您报名的“楼道清洁日”（11-25 12:00）名额已满，已列入候补，有名额会按顺序通知您。"),
    (tell.tell_signup_answered, ANSWERED.model_copy(update={"answer": "declined"}), "signup_declined",
     "感谢您报名“楼道清洁日”（11-25 12:00），很抱歉彭浦镇这次未能安排，欢迎以后再来。"),
    (tell.tell_shift_changed, CHANGED, "shift_changed", "您报名的“楼道清洁日”时间有变动，"
     "现为 11-25 12:00–14:00，永乐居委会，来不了可以取消：/activities/me"),
    (tell.tell_shift_cancelled, CANCELLED, "shift_cancelled", "您报名的“楼道清洁日”（11-25 12:00）已取消，请不用前往。"
     "给您带来不便，敬请谅解。"),
    (tell.tell_shift_reminded, REMINDED, "shift_reminded", "您报名的“楼道清洁日”将于 11-25 12:00 开始，"
     "地点：永乐居委会。来不了可以取消报名：/activities/me"),
    (tell.tell_record_drafted, TO_CONFIRM, "record_drafted", "您参加的“楼道清洁日”（11-22 12:00）记为 2.25 小时，"
     "可以确认或提出异议：/activities/me"),
    (tell.tell_record_reminded, TO_CONFIRM_STILL, "record_reminded", "您参加的“楼道清洁日”（11-22 12:00）"
     "记为 2.25 小时，可以确认或提出异议。只提醒这一次：/activities/me"),
    (tell.tell_record_answered, RECORD_ANSWERED, "record_answered", "您参加的“楼道清洁日”（11-22 12:00）"
     "的服务记录已更正，现为 2.25 小时，可以打开查看。"),
    (tell.tell_statement_drafted, CARD_DRAFTED, "statement_drafted", "彭浦镇已拟好您 2026.07–09 的服务登记卡，"
     "共 12.5 小时。11-30 12:00 前可以提出异议：/activities/me"),
    (tell.tell_statement_issued, CARD_ISSUED, "statement_issued", "彭浦镇已开具您 2026.07–09 的服务登记卡，编号 FW1，"
     "共 12.5 小时。由区中心医院签收，您可以查看和下载。"),
    (tell.tell_statement_drafted, CARD_DRAFTED.model_copy(update={"kind": "appraisal", "period": "2026"}),
     "appraisal_drafted", "彭浦镇已拟好您的 2026 年度评议，请您先看。"
     "11-30 12:00 前可以提出异议：/activities/me"),
    (tell.tell_statement_issued, CARD_ISSUED.model_copy(update={"kind": "appraisal", "period": "2026", "edition": 2}),
     "appraisal_issued", "彭浦镇已开具您的 2026 年度评议（第 2 版），编号 FW1。由区中心医院签收，您可以查看和下载。"),
]  # fmt: skip
M1 = PersonKey(id="m1", wrapped=KEYS.new_wrapped("m1"))
KNOWN = [
    M1, Place(id=STREET, level="street", name="彭浦镇", district=DISTRICT, phone="021-56000000"),
    Employer(id="e1", name="区中心医院", district=DISTRICT),
    Contact(id="m1", scopes=["m1"], state="reported", channel="email", community="310106006003", district=DISTRICT,
            sealed=KEYS.seal("m1", M1.wrapped, {"phone": "+8613800000101", "email": "m1@example.cn"})),
]  # fmt: skip


def told(reaction, *events, now=NOON):
    tx = Tx(MemoryRows(), None, now, KEYS)
    for event in events:
        reaction(tx, event)
    return [document for document in tx.changed.values() if isinstance(document, Notice)]


def shanghai(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(("reaction", "event", "wording", "text"), REACTIONS, ids=[each[2] for each in REACTIONS])
def test_each_is_told_once_in_plain_words(reaction, event, wording, text):
    [notice] = told(reaction, event, event)
    assert (notice.wording, notice.person, notice.scopes, notice.critical) == (wording, "m1", ["m1"], False)
    channel = "sms" if "sms" in notice.kind.channels else "inbox"
    assert notice.reach == ("contact" if channel == "sms" else "inbox")
    values = facts_of(a_tx(*KNOWN, by=CLOCK), notice)
    shown = render(notice.kind.texts["zh-CN", channel].body, values)
    assert shown == ("【连心】" if channel == "sms" else "") + text
    for other in notice.kind.texts.values():
        assert "None" not in render(other.body, values | {"service": None})


def test_the_link_that_came_with_the_question_is_in_the_message_and_the_inbox_leads_to_the_page():
    sealed = KEYS.seal("m1", M1.wrapped, {"link": "/activities/links/ABCDEFGHJKLMNPQR"})
    for reaction, event in [(tell.tell_record_drafted, TO_CONFIRM), (tell.tell_seat_offered, OFFERED),
                            (tell.tell_shift_reminded, REMINDED), (tell.tell_shift_changed, CHANGED)]:  # fmt: skip
        [notice] = told(reaction, event.model_copy(update={"sealed": sealed}))
        text = render(notice.kind.texts["zh-CN", "sms"].body, facts_of(a_tx(*KNOWN, by=CLOCK), notice))
        assert text.endswith("/activities/links/ABCDEFGHJKLMNPQR")
        assert notice.path == "/activities/me"


def test_several_shifts_of_one_activity_make_one_message_of_each_planned_kind():
    other = {"shift": "s2", "record": "r2", "starts": NOON + 9 * DAYS}
    for reaction, event in [(tell.tell_shift_reminded, REMINDED), (tell.tell_record_drafted, TO_CONFIRM),
                            (tell.tell_record_reminded, TO_CONFIRM_STILL)]:  # fmt: skip
        [notice] = told(reaction, event, event.model_copy(update=other))
        assert notice.id.endswith(":a1:m1")
        assert len(told(reaction, event, event.model_copy(update={"activity": "a2"}))) == 2


@pytest.mark.parametrize("change", [{"shift": "s2"}, {"member": "m2"}, {"mark": "2"}])
def test_every_offer_answer_and_change_is_told(change):
    for reaction, event in [(tell.tell_seat_offered, OFFERED), (tell.tell_signup_answered, ANSWERED),
                            (tell.tell_shift_changed, CHANGED)]:  # fmt: skip
        assert len(told(reaction, event, event.model_copy(update=change))) == 2


def test_a_draft_made_again_is_told_again_and_a_new_edition_too():
    later = CARD_DRAFTED.model_copy(update={"may_issue_at": CARD_DRAFTED.may_issue_at + timedelta(minutes=9)})
    assert len(told(tell.tell_statement_drafted, CARD_DRAFTED, later, later)) == 2
    assert len(told(tell.tell_statement_issued, CARD_ISSUED, CARD_ISSUED.model_copy(update={"edition": 2}))) == 2


def test_nothing_is_worth_sending_after_its_time():
    ends = {each[0]: told(each[0], each[1])[0].expires for each in REACTIONS}
    assert ends == dict.fromkeys(ends) | {
        tell.tell_seat_offered: OFFERED.until, tell.tell_statement_drafted: CARD_DRAFTED.may_issue_at,
        **dict.fromkeys((tell.tell_signup_answered, tell.tell_shift_changed, tell.tell_shift_cancelled,
                         tell.tell_shift_reminded), REMINDED.starts),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("now", "starts", "critical"),
    [
        (shanghai(23, 22), shanghai(24, 7, 30), True),
        (shanghai(23, 22), shanghai(24, 9, 59), True),
        (shanghai(23, 22), shanghai(24, 10), False),
        (shanghai(24, 2), shanghai(24, 9), True),
        (shanghai(23, 12), shanghai(23, 14), True),
        (shanghai(23, 12), shanghai(24, 9), True),
        (shanghai(23, 12), shanghai(25, 9), False),
    ],
)
def test_who_would_set_out_before_the_morning_is_told_at_once(now, starts, critical):
    soon = {"starts": starts}
    [cancelled] = told(tell.tell_shift_cancelled, CANCELLED.model_copy(update=soon), now=now)
    [changed] = told(tell.tell_shift_changed, CHANGED.model_copy(update={"old_starts": starts}), now=now)
    [reminded] = told(tell.tell_shift_reminded, REMINDED.model_copy(update=soon), now=now)
    assert (cancelled.critical, changed.critical, reminded.critical) == (critical, critical, False)
    [delivery] = planned(cancelled, now)
    assert delivery.due_at == (now if critical or now.astimezone(SHANGHAI).hour == 12 else shanghai(24, 8))
    assert delivery.channel == ("sms" if critical else "email")  # what is near goes the quickest way


def planned(notice, now):
    tx = a_tx(notice, *KNOWN, by=CLOCK, now=now)
    plan_deliveries(tx, [notice.id])
    return [document for document in tx.changed.values() if isinstance(document, Delivery)]


@pytest.mark.parametrize(
    ("period", "shown"),
    [("2026-Q1", "2026.01–03"), ("2026-Q4", "2026.10–12"), ("2026-H1", "2026.01–06"), ("2026-H2", "2026.07–12"),
     ("2026", "2026.01–12"), ("unheard-of", "unheard-of")],
)  # fmt: skip
def test_a_period_is_shown_as_its_months(period, shown):
    [notice] = told(tell.tell_statement_issued, CARD_ISSUED.model_copy(update={"period": period}))
    assert notice.values["period"] == shown


def test_a_change_that_another_has_overtaken_is_sent_no_more():
    night = shanghai(23, 22)
    [first] = told(tell.tell_shift_changed, CHANGED, now=night)
    [delivery] = planned(first, night)
    later = night + timedelta(hours=1)
    [again] = told(tell.tell_shift_changed, CHANGED.model_copy(update={"mark": "2"}), now=later)
    [gone] = told(tell.tell_shift_cancelled, CANCELLED, now=later)
    [elsewhere] = told(tell.tell_shift_cancelled, CANCELLED.model_copy(update={"shift": "s2"}), now=later)
    [reminded] = told(tell.tell_shift_reminded, REMINDED, now=later)
    for since, overtaken in [(again, True), (gone, True), (elsewhere, False), (reminded, False)]:
        tx = a_tx(first, delivery.model_copy(), since, *KNOWN, by=CLOCK, now=shanghai(24, 8))
        assert (claim_delivery(tx, delivery.id) is None) == overtaken


def test_mails_are_signed_with_what_the_district_calls_the_system():
    [notice] = told(tell.tell_shift_reminded, REMINDED)
    [delivery] = planned(notice, NOON)
    settings = DistrictSettings(id=DISTRICT, service_name="静安连心")
    for known, name in [([settings], "静安连心"), ([], "连心")]:
        sent = claim_delivery(a_tx(notice, delivery.model_copy(), *KNOWN, *known, by=CLOCK), delivery.id)
        assert render(sent.text.body, sent.values).endswith(f"\n\n{name}\n此邮件由系统发送，不用回复。")
