"""What activities keep of one member: the shifts they lead, shown and ended."""

from typing import Any

from services.activities.activities.model import Shift
from shared.tx import Tx

LED = {"title", "where", "starts", "ends"}
MOST = 2_000


def held_leading(tx: Tx, member: str) -> dict[str, list[Any]]:
    led = tx.find(Shift, leader=member, sort="-starts", limit=MOST)
    return {"shifts_led": [shift.model_dump(mode="json", include=LED) for shift in led]}


def end_leading(tx: Tx, member: str) -> None:
    """Their shifts stay, without a leader; whoever offers them names another."""
    for shift in tx.find(Shift, leader=member, sort="-starts", limit=MOST):
        shift.led_by(None)
        tx.save(shift)
