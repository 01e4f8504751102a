"""What the clock does: plan deliveries from notices, send them, and settle what became of each."""

from datetime import datetime, timedelta

import structlog

from services.notify import metrics
from services.notify.deliveries.backoff import backoff, receipt_wait
from services.notify.deliveries.model import GIVES_RECEIPTS, LEASE, TO_SEND, Delivery
from services.notify.deliveries.recipients import Recipient, fetch_recipients, recipient
from services.notify.deliveries.senders import Outcome
from services.notify.deliveries.sending import Answer, ToAsk, ToSend
from services.notify.names.queries import service_name
from services.notify.notices.facts import district_of, facts_of, fetch_facts, is_erased, is_gone, missing
from services.notify.notices.model import PATIENCE, Notice
from services.notify.notices.queries import overtaken
from services.notify.preferences.model import Outward
from services.notify.preferences.quiet import send_at
from services.notify.wordings.queries import text_for
from shared.errors import NotYetKnown
from shared.tx import Tx

log = structlog.get_logger()
ASK_AFTER = timedelta(seconds=5)


def plan_deliveries(tx: Tx, notice_ids: list[str]) -> None:
    """Decide how each of up to 500 reaches its person next. What lacks a fact waits for it; what was said of somebody
    erased meanwhile goes."""
    notices = [n for n in tx.fetch(Notice, notice_ids) if n.due_at and n.due_at <= tx.now]
    fetch_facts(tx, notices)
    fetch_recipients(tx, notices)
    for notice in notices:
        try:
            _plan(tx, notice)
        except NotYetKnown:
            if is_gone(tx, notice):
                tx.remove(Notice, notice.id)
                continue
            notice.wait(tx.now)
            if tx.now - notice.at > PATIENCE:
                metrics.facts_missing.inc()
                log.error("facts_missing", notice=notice.id, since=notice.at.isoformat())
        tx.save(notice)


def _plan(tx: Tx, notice: Notice) -> None:
    """Into the inbox, and out by the first channel that was not tried yet."""
    who, lacking = recipient(tx, notice), missing(notice, facts_of(tx, notice))
    notice.due_at = None
    if lacking:
        if not is_erased(tx, notice):
            log.error("values_missing", notice=notice.id, values=lacking)
        return
    notice.in_inbox = "inbox" in notice.kind.channels
    if (channel := _next_channel(tx, notice, who)) is None:
        notice.drop_what_was_sent()
        return
    notice.tried = [*notice.tried, channel]
    tx.add(Delivery(
        id=f"{notice.id}:{channel}", scopes=list(who.scopes), notice=notice.id, person=notice.person,
        wording=notice.wording, channel=channel, critical=notice.critical, at=tx.now, expires=notice.expires,
        due_at=send_at(tx.now, notice.critical), steps=[{"to": "created", "at": tx.now, "why": ""}],
    ), if_new=True)  # fmt: skip


def _next_channel(tx: Tx, notice: Notice, who: Recipient) -> Outward | None:
    if who.closed or (notice.expires and notice.expires <= tx.now):
        return None
    return next((channel for channel in who.addresses if channel not in notice.tried), None)


def claim_delivery(tx: Tx, delivery_id: str) -> ToSend | None:
    """Lease it and give what to send; or cancel it, or put it off to the end of the quiet hours."""
    delivery = tx.get(Delivery, delivery_id)
    if delivery.state not in TO_SEND or delivery.due_at is None or delivery.due_at > tx.now:
        return None  # another worker was quicker
    notice = tx.get(Notice, delivery.notice)
    who = recipient(tx, notice)
    if why := _why_not(tx, delivery, notice, who):
        delivery.move_to("cancelled", tx.now, why)
        _finish(tx, delivery)
        return None
    later = send_at(tx.now, notice.critical)
    address = who.addresses.get(delivery.channel)
    if later > tx.now:
        delivery.due_at = later
        _put(tx, delivery)
    elif address is None:
        _settle(tx, delivery, Outcome("permanent_failure", "no_address", delivery.id))
    else:
        return _lease(tx, delivery, notice, who, address)
    return None


def _why_not(tx: Tx, delivery: Delivery, notice: Notice, who: Recipient) -> str:
    if is_erased(tx, notice):
        return "erased"
    if delivery.expires and delivery.expires <= tx.now:
        return "expired"
    if overtaken(tx, notice):
        return "overtaken"
    return "account_closed" if who.closed else ""


def _lease(tx: Tx, delivery: Delivery, notice: Notice, who: Recipient, address: str) -> ToSend:
    delivery.tries += 1
    delivery.asks = 0
    delivery.move_to("sending", tx.now, due_at=tx.now + LEASE)
    _put(tx, delivery)
    district = who.district or district_of(tx, notice)
    text = text_for(tx, district, notice.wording, who.language, delivery.channel)
    values = facts_of(tx, notice) | {"service": service_name(tx, district)}
    return ToSend(delivery.id, delivery.tries, delivery.channel, address, text, values, who.language)


def settle_delivery(tx: Tx, delivery_id: str, answer: Answer) -> None:
    """Keep what came of a try. One whose lease was taken over says nothing any more."""
    delivery = _still(tx, delivery_id, "sending", answer)
    if delivery is None or answer.outcome is None:
        return
    if answer.outcome.state == "unknown":
        delivery.due_at = tx.now + ASK_AFTER
        _put(tx, delivery)
    else:
        _settle(tx, delivery, answer.outcome)


def put_back(tx: Tx, delivery_id: str, what: ToSend) -> None:
    """It was claimed, and nobody began to send it."""
    delivery = _still(tx, delivery_id, "sending", what)
    if delivery:
        delivery.tries -= 1
        delivery.move_to("temporary_failure", tx.now, "not_begun", tx.now)
        _put(tx, delivery)


def claim_question(tx: Tx, delivery_id: str) -> ToAsk | None:
    """Lease one of unknown outcome, to ask its provider."""
    return _question(tx, delivery_id, "sending")


def claim_receipt(tx: Tx, delivery_id: str) -> ToAsk | None:
    """Lease one that was sent, to ask its provider whether it arrived."""
    return _question(tx, delivery_id, "sent")


def _question(tx: Tx, delivery_id: str, state: str) -> ToAsk | None:
    delivery = tx.get(Delivery, delivery_id)
    if delivery.state != state or delivery.due_at is None or delivery.due_at > tx.now:
        return None
    delivery.asks += 1
    delivery.due_at = tx.now + LEASE
    _put(tx, delivery)
    return ToAsk(delivery.id, delivery.tries, delivery.channel)


def settle_question(tx: Tx, delivery_id: str, answer: Answer) -> None:
    """Where nobody can say, what is critical is sent again, and of the rest we say that we could not."""
    delivery = _still(tx, delivery_id, "sending", answer)
    if delivery is None:
        return
    outcome = answer.outcome
    if outcome and outcome.state != "unknown":
        _settle(tx, delivery, outcome)
    elif delivery.critical:
        _settle(tx, delivery, Outcome("temporary_failure", "unknown", delivery.id))
    elif outcome and (wait := backoff(delivery.asks)):
        delivery.due_at = tx.now + wait
        _put(tx, delivery)
    else:
        _settle(tx, delivery, Outcome("technical_failure", "unknown", delivery.id))


def settle_receipt(tx: Tx, delivery_id: str, answer: Answer) -> None:
    """It arrived, or it did not, or we ask again later; where nobody says, it stays sent. What did not arrive goes on
    by another channel if it lies in the inbox; of the rest (codes, links) nothing was kept once it was sent."""
    delivery = _still(tx, delivery_id, "sent", answer)
    if delivery is None:
        return
    outcome = answer.outcome
    if outcome and outcome.state in ("delivered", "permanent_failure"):
        delivery.move_to(outcome.state, tx.now, outcome.reason)
    else:
        delivery.due_at = _in(tx, receipt_wait(delivery.asks))
    _put(tx, delivery)
    notice = tx.peek(Notice, delivery.notice)
    if delivery.state == "permanent_failure" and notice and notice.in_inbox:
        tx.set(Notice, notice.id, due_at=tx.now)


def _still(tx: Tx, delivery_id: str, state: str, of: Answer | ToSend) -> Delivery | None:
    delivery = tx.peek(Delivery, delivery_id)
    return delivery if delivery and delivery.state == state and delivery.tries == of.tries else None


def _in(tx: Tx, wait: timedelta | None) -> datetime | None:
    return tx.now + wait if wait else None


def _settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    """A failure that may pass is tried again later; one that will not sends the notice on by another channel."""
    if outcome.state == "temporary_failure":
        if wait := backoff(delivery.tries):
            due_at = send_at(tx.now + wait, delivery.critical)
            delivery.move_to("temporary_failure", tx.now, outcome.reason, due_at)
            _put(tx, delivery)
            return
        outcome = Outcome("technical_failure", f"gave_up_{outcome.reason}", delivery.id)
    delivery.move_to(outcome.state, tx.now, outcome.reason)
    if outcome.state == "sent" and delivery.channel in GIVES_RECEIPTS:
        delivery.asks, delivery.due_at = 0, _in(tx, receipt_wait(0))
    if outcome.state in ("sent", "delivered") or outcome.reason == "unknown":
        _finish(tx, delivery)
    else:
        _put(tx, delivery)
        tx.set(Notice, delivery.notice, due_at=tx.now)


def _finish(tx: Tx, delivery: Delivery) -> None:
    """Nothing more is sent of this notice."""
    _put(tx, delivery)
    notice = tx.peek(Notice, delivery.notice)
    if notice and notice.sealed:
        notice.drop_what_was_sent()
        tx.set(Notice, notice.id, sealed=notice.sealed and notice.sealed.model_dump())


def _put(tx: Tx, delivery: Delivery) -> None:
    """On record without a line in the activity log: `steps` are its log."""
    fields = delivery.model_dump(include={"state", "due_at", "tries", "asks", "steps"})
    tx.set(Delivery, delivery.id, **fields)
