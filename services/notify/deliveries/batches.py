"""Many deliveries in one transaction: what they need is read at once, then each goes its own way (see actions)."""

from collections.abc import Callable
from typing import Any

from services.notify.deliveries import actions
from services.notify.deliveries.model import Delivery
from services.notify.deliveries.recipients import fetch_recipients
from services.notify.deliveries.sending import Answer, ToAsk, ToSend
from services.notify.notices.facts import fetch_facts
from services.notify.notices.model import Notice
from shared.tx import Tx


def claim_deliveries(tx: Tx, ids: list[str]) -> dict[str, ToSend]:
    """Those that may leave now, with what to send."""
    notices = _fetch(tx, ids)
    fetch_facts(tx, notices)
    fetch_recipients(tx, notices)
    return _claimed(actions.claim_delivery, tx, ids)


def settle_deliveries(tx: Tx, answers: dict[str, Answer]) -> None:
    _settle(actions.settle_delivery, tx, answers)


def put_back_deliveries(tx: Tx, claimed: dict[str, ToSend]) -> None:
    """Nobody began to send these."""
    _settle(actions.put_back, tx, claimed)


def claim_questions(tx: Tx, ids: list[str]) -> dict[str, ToAsk]:
    return _claimed(actions.claim_question, tx, ids)


def settle_questions(tx: Tx, answers: dict[str, Answer]) -> None:
    _settle(actions.settle_question, tx, answers)


def claim_receipts(tx: Tx, ids: list[str]) -> dict[str, ToAsk]:
    return _claimed(actions.claim_receipt, tx, ids)


def settle_receipts(tx: Tx, answers: dict[str, Answer]) -> None:
    _settle(actions.settle_receipt, tx, answers)


def _claimed(claim: Callable, tx: Tx, ids: list[str]) -> dict[str, Any]:
    tx.fetch(Delivery, ids)
    return {id: what for id in ids if (what := claim(tx, id)) is not None}


def _settle(settle: Callable, tx: Tx, what: dict[str, Any]) -> None:
    _fetch(tx, list(what))
    for id, each in what.items():
        settle(tx, id, each)


def _fetch(tx: Tx, ids: list[str]) -> list[Notice]:
    return tx.fetch(Notice, {delivery.notice for delivery in tx.fetch(Delivery, ids)})
