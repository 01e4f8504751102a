"""What people are told, once, and how it reaches them: planned without a database."""

from datetime import timedelta

import pytest

from services.notify.contacts.model import Contact
from services.notify.deliveries.actions import plan_deliveries
from services.notify.deliveries.model import Delivery
from services.notify.names.model import Employer, Place
from services.notify.notices import actions, queries
from services.notify.notices.model import Circular, Notice
from services.notify.notices.reactions import registry as reactions
from services.notify.preferences.model import Preferences
from services.notify.wordings.model import OwnWording, key
from shared.documents import CLOCK, Actor
from shared.errors import NotFound
from shared.events import registry
from shared.sealed import PersonKey
from shared.tx import Tx
from shared.web.session import Standing
from tests.fakes import KEYS, NOON, MemoryRows, a_tx

HERE, DISTRICT = "310106006003", "310106"
MEMBER = Actor("m1", "member", ("m1",))
M1 = PersonKey(id="m1", wrapped=KEYS.new_wrapped("m1"))
PLACE = Place(id=HERE, level="community", name="永乐居民区", district=DISTRICT, phone="021-56000000")


def sealed(data, key=M1):
    return KEYS.seal(key.id, key.wrapped, data)


def a_contact(**fields):
    known = {"name": "欧阳测试", "phone": "+8613800000101", "email": "m1@example.cn"}
    return Contact(**{"id": "m1", "scopes": ["m1"], "state": "reported", "community": HERE, "district": DISTRICT,
                      "sealed": sealed(known)} | fields)  # fmt: skip


def accepted(**fields):
    return Notice.new("n1", "m1", "member_accepted", NOON, **{
        "reach": "contact", "scopes": ["m1"], "refs": {"community": HERE}} | fields)  # fmt: skip


def told(reaction, *events):
    """The notices that a reaction makes of events; a reaction has no actor and cannot read."""
    tx = Tx(MemoryRows(), None, NOON, KEYS)
    for event in events:
        reaction(tx, event)
    return [document for document in tx.changed.values() if isinstance(document, Notice)]


def planned(*documents, now=NOON):
    """The notice after planning, and the delivery that came of it."""
    tx = a_tx(*documents, by=CLOCK, now=now)
    [notice] = [document for document in documents if isinstance(document, Notice)]
    plan_deliveries(tx, [notice.id])
    deliveries = [document for document in tx.changed.values() if isinstance(document, Delivery)]
    return tx.get(Notice, notice.id), deliveries[0] if deliveries else None


ONE = {"member": "m1", "report": "r1"}


@pytest.mark.parametrize(
    ("reaction", "event", "wording"),
    [
        (reactions.tell_report_sent, registry.ReportSent(**ONE, state="awaiting_employer", employer="e1"),
         "report_awaiting_employer"),
        (reactions.tell_report_sent, registry.ReportSent(**ONE, state="awaiting_placement"),
         "report_awaiting_placement"),
        (reactions.tell_report_sent,
         registry.ReportSent(**ONE, state="slip_issued", community=HERE, entered_by="u1"), "report_entered_for_you"),
        (reactions.tell_slip_issued,
         registry.SlipIssued(**ONE, number="BD1", community=HERE, verified_by="roster"), "report_slip_issued"),
        (reactions.tell_returned, registry.ReportReturned(**ONE, by_role="secretary", sealed=sealed({"reason": "x"})),
         "report_returned"),
        (reactions.tell_redirected, registry.ReportRedirected(**ONE, community=HERE, from_community="c0"),
         "report_redirected"),
        (reactions.tell_accepted,
         registry.MemberReported(**ONE, community=HERE, street="310106006", district=DISTRICT), "member_accepted"),
        (reactions.tell_reported_elsewhere, registry.ReportedElsewhere(**ONE, receipt="HZ1"), "reported_elsewhere"),
        (reactions.tell_transfer_started, registry.TransferStarted(**ONE, from_community="c0", to_community=HERE),
         "transfer_started"),
        (reactions.tell_transferred, registry.MemberTransferred(
            **ONE, from_community="c0", community=HERE, street="310106006", district=DISTRICT), "transfer_done"),
        (reactions.ask_leaver, registry.EmployerOfMemberChanged(member="m1", from_employer="e1"), "leaver_asked"),
        (reactions.tell_closed, registry.AccountClosed(member="m1"), "account_closed"),
    ],
)  # fmt: skip
def test_what_happens_is_told_once_to_the_member_alone(reaction, event, wording):
    [notice] = told(reaction, event, event)
    assert (notice.wording, notice.person, notice.scopes, notice.due_at) == (wording, "m1", ["m1"], NOON)


def test_what_needs_no_words_tells_nobody():
    assert told(reactions.tell_report_sent, registry.ReportSent(**ONE, state="slip_issued", community=HERE)) == []
    assert told(reactions.ask_leaver, registry.EmployerOfMemberChanged(
        member="m1", from_employer="e1", employer="e2")) == []  # fmt: skip
    assert told(reactions.tell_reported_elsewhere, registry.ReportedElsewhere(**ONE)) == []


def test_two_returns_are_two_notices():
    returns = [
        registry.ReportReturned(**ONE, by_role="secretary", sealed=sealed({"reason": reason}))
        for reason in ("住址不在本社区", "请补充电话")
    ]
    assert len({notice.id for notice in told(reactions.tell_returned, *returns, *returns)}) == 2


def test_the_community_where_a_report_waits_sees_whether_the_member_was_reached():
    notice = Notice.new("n1", "m1", "report_entered_for_you", NOON, reach="contact", scopes=["m1"],
                        refs={"community": HERE}, path="/x")  # fmt: skip
    _, delivery = planned(notice, a_contact(community=None), M1, PLACE)
    assert delivery.scopes == ["m1", HERE]


def test_a_message_is_for_its_own_address_and_an_inbox_where_an_account_is_named():
    asked = registry.MessageAsked(subject="s1", wording="sign_in_code", sealed=sealed({}), scopes=["e1"])
    [code] = told(reactions.send_message, asked, asked)
    assert (code.reach, code.critical, code.scopes) == ("sealed", True, ["e1"])
    [link] = told(reactions.send_message, asked.model_copy(update={"account": "u1", "wording": "password_link"}))
    assert link.scopes == ["u1", "e1"]
    with pytest.raises(KeyError):
        told(reactions.send_message, asked.model_copy(update={"wording": "unheard_of"}))


@pytest.mark.parametrize(
    ("contact", "stopped", "channel"),
    [
        (a_contact(), [], "sms"),
        (a_contact(channel="email"), [], "email"),
        (a_contact(channel="inbox"), [], None),
        (a_contact(sealed=sealed({"email": "m1@example.cn", "phone": None})), [], "email"),
        (a_contact(sealed=sealed({"phone": None})), [], None),
        (a_contact(), ["report:sms"], "email"),
        (a_contact(), ["report:sms", "report:email"], None),
        (a_contact(), ["activity:sms"], "sms"),
        (a_contact(state="closed"), [], None),
    ],
)
def test_the_chosen_channel_and_what_it_falls_back_to(contact, stopped, channel):
    notice, delivery = planned(accepted(), contact, Preferences(id="m1", stopped=stopped), M1, PLACE)
    assert (delivery.channel if delivery else None) == channel
    assert notice.in_inbox
    assert notice.due_at is None


def test_a_delivery_waits_for_the_end_of_the_quiet_hours():
    night = NOON.replace(hour=14)  # 22:00 in Shanghai
    _, delivery = planned(accepted(due_at=night), a_contact(), M1, PLACE, now=night)
    assert delivery.due_at == NOON.replace(hour=0) + timedelta(days=1)
    assert delivery.scopes == ["m1", HERE]


@pytest.mark.parametrize("lacking", [PLACE, M1, a_contact()])
def test_what_lacks_a_fact_waits_and_then_goes(lacking):
    documents = [accepted(), a_contact(), M1, PLACE]
    rest = [document for document in documents if (type(document), document.id) != (type(lacking), lacking.id)]
    notice, delivery = planned(*rest)
    assert delivery is None
    assert not notice.in_inbox
    assert NOON < notice.due_at <= NOON + timedelta(seconds=1)
    old = accepted().model_copy(update={"at": NOON - timedelta(minutes=5)})
    late, _ = planned(old, *rest[1:])
    assert late.due_at == NOON + timedelta(minutes=1)
    notice, delivery = planned(notice.model_copy(), lacking, *rest[1:], now=notice.due_at)
    assert delivery.channel == "sms"


def test_a_notice_planned_already_is_left_alone():
    _, delivery = planned(accepted(due_at=None, tried=["sms"]), a_contact(), M1, PLACE)
    assert delivery is None


def test_after_a_failure_the_next_channel_is_tried_and_then_the_inbox_remains():
    _, delivery = planned(accepted(tried=["sms"]), a_contact(), M1, PLACE)
    assert delivery.channel == "email"
    notice, delivery = planned(accepted(tried=["sms", "email"]), a_contact(), M1, PLACE)
    assert delivery is None
    assert notice.in_inbox


def test_what_was_sealed_for_a_message_goes_with_its_last_channel():
    message = {"to": {"phone": "+8613800000101"}, "values": {"code": "204817", "minutes": 5}}
    code = Notice.new("n1", "m1", "sign_in_code", NOON, reach="sealed", sealed=sealed(message))
    notice, delivery = planned(code, M1)
    assert (delivery.channel, delivery.critical, notice.in_inbox) == ("sms", True, False)
    assert notice.sealed
    notice, delivery = planned(code.model_copy(update={"tried": ["sms"]}), M1)
    assert delivery is None
    assert notice.sealed is None


@pytest.mark.parametrize("values", [{}, {"code": "204817"}, {"code": None, "minutes": 5}])
def test_a_message_without_its_values_is_sent_to_nobody(values):
    message = sealed({"to": {"phone": "+8613800000101"}, "values": values})
    notice, delivery = planned(Notice.new("n1", "m1", "sign_in_code", NOON, reach="sealed", sealed=message), M1)
    assert delivery is None
    assert notice.due_at is None


def test_a_person_erased_meanwhile_is_told_nothing():
    gone = PersonKey(id="m1", wrapped=None, erased=True)
    message = sealed({"to": {"phone": "+8613800000101"}, "values": {"code": "1", "minutes": 5}})
    _, delivery = planned(Notice.new("n1", "m1", "sign_in_code", NOON, reach="sealed", sealed=message), gone)
    assert delivery is None


def test_every_officer_of_an_employer_gets_the_receipt():
    event = registry.EmployerReportAccepted(employer="e1", report="er1", number="HZ1", community=HERE)
    tx = Tx(MemoryRows(), None, NOON, KEYS)
    reactions.tell_employer_accepted(tx, event)
    [circular] = tx.changed.values()
    standings = [
        Standing(id=id, account_version=1, role=role, grants=grants, active=active)
        for id, role, grants, active in [
            ("u1", "employer_officer", ["e1"], True), ("u2", "employer_officer", ["e1"], True),
            ("u3", "employer_officer", ["e2"], True), ("u4", "employer_officer", ["e1"], False),
            ("u5", "district_officer", ["e1"], True),
        ]
    ]  # fmt: skip
    tx = a_tx(circular, *standings, by=CLOCK)
    actions.tell_officers(tx, circular.id)
    assert [(notice.person, notice.scopes) for notice in tx.changed.values()] == [("u1", ["u1"]), ("u2", ["u2"])]
    assert Circular.collection in tx.writes


def test_each_acceptance_is_told_to_the_member_and_to_the_employers_officers_in_their_inbox():
    events = [
        registry.MemberReported(**ONE, community=HERE, street="310106006", district=DISTRICT, employer="e1", receipt=n)
        for n in ("H1", "H2")
    ]
    tx = Tx(MemoryRows(), None, NOON, KEYS)
    for event in [*events, *events]:
        reactions.tell_accepted(tx, event)
    told = [document for document in tx.changed.values() if isinstance(document, Notice)]
    circulars = [document for document in tx.changed.values() if isinstance(document, Circular)]
    assert [notice.wording for notice in told] == ["member_accepted"] * 2
    assert [(each.wording, each.values) for each in circulars] == [
        ("employer_receipt", {"receipt": "H1"}), ("employer_receipt", {"receipt": "H2"}),
    ]  # fmt: skip
    officer = Standing(id="u1", account_version=1, role="employer_officer", grants=["e1"], active=True)
    tx = a_tx(circulars[0], officer, by=CLOCK)
    actions.tell_officers(tx, circulars[0].id)
    assert [(notice.person, notice.reach) for notice in tx.changed.values()] == [("u1", "inbox")]


def an_inbox(*documents, by=MEMBER, language="zh-CN"):
    tx = a_tx(*documents, by=by)
    return queries.inbox(tx, language), tx


def test_the_inbox_is_read_in_the_language_asked_for():
    inbox, _ = an_inbox(accepted(in_inbox=True), PLACE)
    assert inbox.unread == 1
    [item] = inbox.items
    assert item.title == "社区已接收您的报到"
    assert item.text == "永乐居民区已接收您的报到，欢迎您。社区办公电话：021-56000000。您的组织关系不变。"
    [item] = an_inbox(accepted(in_inbox=True), PLACE, language="en")[0].items
    assert item.text.startswith("永乐居民区 has accepted your report")


def test_the_inbox_holds_ones_own_alone_and_no_look_at_others_is_logged():
    other = accepted(in_inbox=True, scopes=["m2"]).model_copy(update={"id": "n2"})
    returned = Notice.new("n3", "m1", "report_returned", NOON, reach="contact", scopes=["m1"], in_inbox=True,
                          sealed=sealed({"reason": "住址不在本社区"}), path="/registry/my/report")  # fmt: skip
    inbox, tx = an_inbox(other, returned, M1)
    [item] = inbox.items
    assert "原因：住址不在本社区。" in item.text
    assert item.path == "/registry/my/report"
    assert tx.looked == {}
    with pytest.raises(NotFound):
        actions.read_notice(tx, "n2")


def test_a_district_says_it_in_its_own_words():
    own = OwnWording(id=key(DISTRICT, "member_accepted", "zh-CN", "inbox"), district=DISTRICT, number=1,
                     subject="接收了", body="{{ community }}接收了您。")  # fmt: skip
    [item] = an_inbox(accepted(in_inbox=True), PLACE, own)[0].items
    assert (item.title, item.text) == ("接收了", "永乐居民区接收了您。")


def test_reading_is_noted_once():
    notice = accepted(in_inbox=True)
    tx = a_tx(notice, by=MEMBER)
    actions.read_notice(tx, "n1")
    assert tx.get(Notice, "n1").read_at == NOON
    again = a_tx(tx.get(Notice, "n1"), by=MEMBER, now=NOON + timedelta(days=1))
    actions.read_notice(again, "n1")
    assert again.changed == {}


def test_an_employer_is_named_in_a_leavers_question():
    asked = Notice.new("n1", "m1", "leaver_asked", NOON, reach="contact", scopes=["m1"], refs={"employer": "e1"},
                       in_inbox=True, path="/registry/my/report")  # fmt: skip
    [item] = an_inbox(asked, Employer(id="e1", name="区中心医院", district=DISTRICT))[0].items
    assert item.text.startswith("区中心医院的花名册里已没有您的信息")
