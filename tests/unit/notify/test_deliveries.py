"""The life of a delivery: leased, sent, settled, asked about, tried again; without a database and without a network."""

from datetime import timedelta

import pytest

from services.notify.contacts.model import Contact
from services.notify.deliveries import queries
from services.notify.deliveries.actions import (
    claim_delivery,
    claim_question,
    claim_receipt,
    put_back,
    settle_delivery,
    settle_question,
    settle_receipt,
)
from services.notify.deliveries.backoff import MOST_TRIES, RECEIPT_WAITS
from services.notify.deliveries.model import LEASE, LIFE, Delivery
from services.notify.deliveries.senders import Outcome
from services.notify.deliveries.sending import Answer, ToAsk, ToSend, ask, send
from services.notify.names.model import Place
from services.notify.notices.model import Notice
from services.notify.wordings.defaults import Text
from shared.documents import CLOCK, Actor
from shared.errors import NotFound, WrongState
from shared.sealed import PersonKey
from tests.fakes import KEYS, NOON, a_tx
from tests.stage import settings_for

HERE = "310106006003"
M1 = PersonKey(id="m1", wrapped=KEYS.new_wrapped("m1"))
PLACE = Place(id=HERE, level="community", name="永乐居民区", district="310106")
SETTINGS = settings_for("mongodb://127.0.0.1:1/x")


def sealed(data):
    return KEYS.seal("m1", M1.wrapped, data)


def a_contact(**fields):
    known = sealed({"phone": "+8613800000101", "email": "m1@example.cn"})
    return Contact(**{"id": "m1", "scopes": ["m1"], "state": "reported", "sealed": known} | fields)


def a_notice(wording="member_accepted", **fields):
    return Notice.new("n1", "m1", wording, NOON, **{
        "reach": "contact", "refs": {"community": HERE}, "scopes": ["m1"], "tried": ["sms"], "in_inbox": True
    } | fields).model_copy(update={"due_at": None})  # fmt: skip


def a_code(**fields):
    message = {"to": {"phone": "+8613800000101"}, "values": {"code": "204817", "minutes": 5}}
    return a_notice("sign_in_code", reach="sealed", refs={}, sealed=sealed(message), in_inbox=False, **fields)


def a_delivery(**fields):
    return Delivery(**{
        "id": "n1:sms", "notice": "n1", "person": "m1", "wording": "member_accepted", "channel": "sms",
        "critical": False, "at": NOON, "due_at": NOON, "scopes": ["m1", HERE],
        "steps": [{"to": "created", "at": NOON, "why": ""}],
    } | fields)  # fmt: skip


def claimed(delivery, notice=None, contact=None, key=M1, now=NOON):
    tx = a_tx(delivery, notice or a_notice(), contact or a_contact(), key, PLACE, by=CLOCK, now=now)
    return claim_delivery(tx, delivery.id), tx.get(Delivery, delivery.id), tx


def settled(state, reason="x", now=NOON, settle=settle_delivery, tries=1, notice=None, **fields):
    """The delivery after try number `tries` came out so."""
    sending = a_delivery(**{"state": "sending", "tries": tries, "due_at": now + LEASE} | fields)
    tx = a_tx(sending, notice or a_notice(), by=CLOCK, now=now)
    settle(tx, sending.id, Answer(tries, Outcome(state, reason, sending.id) if state else None))
    return tx.get(Delivery, sending.id), tx


def again_planned(tx):
    return bool(tx.writes.get(Notice.collection))


def test_what_is_complete_never_goes_back():
    for state in ("delivered", "permanent_failure", "technical_failure", "cancelled"):
        assert LIFE[state] == set()
        with pytest.raises(WrongState):
            a_delivery(state=state).move_to("sending", NOON)
    assert set().union(*LIFE.values()) | {"created"} == set(LIFE)


def test_a_claim_leases_it_and_gives_what_to_send():
    what, delivery, tx = claimed(a_delivery())
    assert (what.reference, what.tries, what.to, what.language) == ("n1:sms", 1, "+8613800000101", "zh-CN")
    assert what.values["community"] == "永乐居民区"
    assert (delivery.state, delivery.due_at) == ("sending", NOON + LEASE)
    assert tx.changed == {}  # a line in the activity log for each would be more than the steps already say
    assert claimed(a_delivery(state="sending", due_at=NOON + LEASE))[0] is None


@pytest.mark.parametrize(
    ("delivery", "notice", "contact", "key", "why"),
    [
        (a_delivery(expires=NOON), None, None, M1, "expired"),
        (a_delivery(), None, a_contact(state="closed"), M1, "account_closed"),
        (a_delivery(), a_code(), None, PersonKey(id="m1", erased=True), "erased"),
    ],
)
def test_what_is_no_longer_wanted_is_cancelled(delivery, notice, contact, key, why):
    what, delivery, _ = claimed(delivery, notice, contact, key)
    assert what is None
    assert (delivery.state, delivery.steps[-1]["why"], delivery.due_at) == ("cancelled", why, None)


def test_the_last_notice_still_reaches_a_closed_account():
    assert claimed(a_delivery(), a_notice("account_closed", refs={}), a_contact(state="closed"))[0]


def test_quiet_hours_put_off_what_is_not_critical():
    night = NOON.replace(hour=14)
    what, delivery, _ = claimed(a_delivery(), now=night)
    assert what is None
    assert (delivery.state, delivery.due_at) == ("created", NOON.replace(hour=0) + timedelta(days=1))
    assert claimed(a_delivery(critical=True), a_code(), now=night)[0].values["code"] == "204817"


def test_an_address_that_is_gone_sends_it_on_by_another_channel():
    what, delivery, tx = claimed(a_delivery(), contact=a_contact(sealed=sealed({"phone": None})))
    assert what is None
    assert (delivery.state, delivery.steps[-1]["why"]) == ("permanent_failure", "no_address")
    assert again_planned(tx)


def test_of_a_mail_nobody_can_say_more_than_that_it_was_sent():
    delivery, tx = settled("sent", "accepted", channel="email")
    assert (delivery.state, delivery.due_at, [step["to"] for step in delivery.steps]) == (
        "sent", None, ["created", "sent"])  # fmt: skip
    assert not again_planned(tx)


def test_a_code_is_kept_no_longer_than_it_is_needed():
    _, tx = settled("sent", notice=a_code(), critical=True)
    assert tx.get(Notice, "n1").sealed is None
    assert again_planned(tx)
    returned = a_notice("report_returned", refs={}, sealed=sealed({"reason": "x"}))
    assert settled("sent", notice=returned)[1].get(Notice, "n1").sealed


def test_a_passing_failure_is_tried_later_and_later_and_then_given_up():
    waits = []
    for tries in range(1, MOST_TRIES):
        delivery, tx = settled("temporary_failure", "http_503", tries=tries)
        assert delivery.state == "temporary_failure"
        waits.append(delivery.due_at - NOON)
    assert waits == sorted(set(waits))
    delivery, tx = settled("temporary_failure", "http_503", tries=MOST_TRIES)
    assert (delivery.state, delivery.steps[-1]["why"]) == ("technical_failure", "gave_up_http_503")
    assert again_planned(tx)


def test_a_retry_waits_for_the_end_of_the_quiet_hours_too():
    evening = NOON.replace(hour=12, minute=59, second=58)
    assert settled("temporary_failure", now=evening)[0].due_at == NOON.replace(hour=0) + timedelta(days=1)
    code, _ = settled("temporary_failure", now=evening, critical=True, wording="sign_in_code", notice=a_code())
    assert code.due_at == evening + timedelta(seconds=5)


@pytest.mark.parametrize("state", ["permanent_failure", "technical_failure"])
def test_a_failure_that_will_not_pass_is_final_and_another_channel_is_tried(state):
    delivery, tx = settled(state)
    assert (delivery.state, delivery.due_at) == (state, None)
    assert again_planned(tx)


def test_what_was_claimed_and_not_begun_is_due_again_and_was_not_tried():
    what, delivery, tx = claimed(a_delivery())
    put_back(tx, delivery.id, what)
    assert (delivery.state, delivery.tries, delivery.due_at) == ("temporary_failure", 0, NOON)
    put_back(tx, delivery.id, what)  # somebody else's by now
    assert claim_delivery(tx, delivery.id).tries == 1


def test_an_unknown_outcome_is_asked_about_soon():
    delivery, _ = settled("unknown", "connection_lost")
    assert (delivery.state, delivery.due_at - NOON) == ("sending", timedelta(seconds=5))
    asked = a_tx(delivery, by=CLOCK, now=delivery.due_at)
    assert claim_question(asked, delivery.id) == ToAsk("n1:sms", 1, "sms")
    assert claim_question(asked, delivery.id) is None


@pytest.mark.parametrize(
    ("critical", "outcome", "state", "reason"),
    [
        (False, "sent", "sent", "x"),
        (False, "permanent_failure", "permanent_failure", "x"),
        (False, "temporary_failure", "temporary_failure", "x"),
        (False, "unknown", "sending", ""),
        (False, None, "technical_failure", "unknown"),
        (True, None, "temporary_failure", "unknown"),
        (True, "unknown", "temporary_failure", "unknown"),
        (True, "sent", "sent", "x"),
        (False, "delivered", "delivered", "x"),
    ],
)
def test_what_a_provider_says_when_asked_settles_it(critical, outcome, state, reason):
    delivery, tx = settled(outcome, settle=settle_question, critical=critical, asks=1)
    assert delivery.state == state
    assert delivery.steps[-1]["why"] == reason
    if reason == "unknown":
        assert not again_planned(tx)  # it may have arrived


def a_sent(**fields):
    return a_delivery(**{"state": "sent", "tries": 1, "due_at": NOON} | fields)


def asked(state, reason="x", notice=None, **fields):
    """One that was sent, after its provider was asked whether it arrived."""
    tx = a_tx(a_sent(**fields), notice or a_notice(), by=CLOCK)
    what = claim_receipt(tx, "n1:sms")
    settle_receipt(tx, what.reference, Answer(what.tries, Outcome(state, reason, what.reference) if state else None))
    return tx.get(Delivery, "n1:sms"), tx


def test_whether_an_sms_arrived_is_asked_later():
    delivery, tx = settled("sent", "accepted", asks=3)
    assert (delivery.state, delivery.due_at, delivery.asks) == ("sent", NOON + RECEIPT_WAITS[0], 0)
    assert not again_planned(tx)
    asked = a_tx(delivery, a_sent(due_at=None).model_copy(update={"id": "n2:email"}), by=CLOCK, now=delivery.due_at)
    assert [each.id for each in queries.receipts_due(asked)] == ["n1:sms"]
    assert claim_receipt(asked, delivery.id) == ToAsk("n1:sms", 1, "sms")
    assert claim_receipt(asked, delivery.id) is None


def test_what_arrived_is_delivered_and_the_timeline_says_so():
    delivery, tx = asked("delivered", "receipt")
    assert (delivery.state, delivery.due_at) == ("delivered", None)
    assert delivery.steps[-1] == {"to": "delivered", "at": NOON, "why": "receipt"}
    assert not again_planned(tx)


def test_what_did_not_arrive_goes_on_by_another_channel_unless_its_text_is_gone():
    delivery, tx = asked("permanent_failure", "not_delivered")
    assert (delivery.state, delivery.due_at, delivery.steps[-1]["why"]) == ("permanent_failure", None, "not_delivered")
    assert again_planned(tx)
    delivery, tx = asked("permanent_failure", "not_delivered", notice=a_code(), critical=True)
    assert delivery.state == "permanent_failure"
    assert not again_planned(tx)


@pytest.mark.parametrize("said", ["sent", "temporary_failure", "unknown", None])
def test_where_nobody_says_whether_it_arrived_the_questions_end_and_it_stays_sent(said):
    waits = []
    for asks in range(len(RECEIPT_WAITS)):
        delivery, tx = asked(said, asks=asks)
        assert delivery.state == "sent"
        assert not again_planned(tx)
        waits.append(delivery.due_at and delivery.due_at - NOON)
    assert waits == [*RECEIPT_WAITS[1:], None]


def test_an_answer_about_what_is_gone_or_settled_says_nothing():
    tx = a_tx(a_sent(state="delivered", due_at=None), by=CLOCK)
    for id in ("n1:sms", "erased meanwhile"):
        settle_receipt(tx, id, Answer(1, Outcome("permanent_failure", "x", id)))
    assert tx.writes == {}


def test_asking_in_vain_ends():
    delivery, _ = settled("unknown", settle=settle_question, asks=MOST_TRIES)
    assert (delivery.state, delivery.steps[-1]["why"]) == ("technical_failure", "unknown")


def test_an_answer_that_comes_after_its_lease_was_taken_over_says_nothing():
    sending = a_delivery(state="sending", tries=2, due_at=NOON + LEASE)
    tx = a_tx(sending, a_notice(), by=CLOCK)
    for settle in (settle_delivery, settle_question):
        settle(tx, sending.id, Answer(1, Outcome("permanent_failure", "x", sending.id)))
        settle(tx, "erased meanwhile", Answer(1, Outcome("sent", "x", "")))
    assert tx.writes == {}


def test_sign_in_codes_overtake_everything_else():
    code = a_delivery(critical=True).model_copy(update={"id": "n2:sms"})
    stuck = a_delivery(state="sending").model_copy(update={"id": "n3:sms"})
    later = a_delivery(due_at=NOON + timedelta(seconds=1)).model_copy(update={"id": "n4:sms"})
    tx = a_tx(a_delivery(), code, stuck, later, a_delivery(state="sent", due_at=None), by=CLOCK)
    for query, ids in [
        (queries.urgent_deliveries, ["n2:sms"]), (queries.other_deliveries, ["n1:sms"]),
        (queries.unsettled_deliveries, ["n3:sms"]),
    ]:  # fmt: skip
        assert [delivery.id for delivery in query(tx)] == ids


def test_a_channel_that_is_not_set_up_is_our_failure():
    what = ToSend("n1:sms", 1, "sms", "+8613800000101", Text("", "{{ code }}"), {"code": "1"}, "zh-CN")
    for channel in ("sms", "email"):
        outcome = send(SETTINGS, what._replace(channel=channel)).outcome
        assert outcome == ("technical_failure", "not_configured", "n1:sms")
        assert ask(SETTINGS, ToAsk("n1:sms", 1, channel)).outcome is None


def test_the_timeline_is_for_the_member_and_for_officers_in_scope():
    documents = (a_delivery(), a_notice())
    for actor in (Actor("m1", "member", ("m1",)), Actor("u1", "secretary", (HERE,))):
        assert [delivery.id for delivery in queries.timeline(a_tx(*documents, by=actor), "n1")] == ["n1:sms"]
    for actor in (Actor("m2", "member", ("m2",)), Actor("u2", "secretary", ("310106006004",))):
        with pytest.raises(NotFound):
            queries.timeline(a_tx(*documents, by=actor), "n1")
    assert queries.timeline(a_tx(a_notice(), by=Actor("m1", "member", ("m1",))), "n1") == []
