"""送达: one notice on its way to one person by one channel, with its life."""

from datetime import datetime, timedelta
from typing import Any

from services.notify.preferences.model import Outward
from shared.documents import Document
from shared.errors import WrongState

LIFE = {
    "created": {"sending", "cancelled", "permanent_failure"},
    "sending": {"sent", "delivered", "temporary_failure", "permanent_failure", "technical_failure"},
    "temporary_failure": {"sending", "cancelled", "permanent_failure"},
    "sent": {"delivered", "permanent_failure"},  # as the provider's receipt says
    "delivered": set(),
    "permanent_failure": set(),
    "technical_failure": set(),
    "cancelled": set(),
}
TO_SEND = ["created", "temporary_failure"]
GIVES_RECEIPTS = ("sms",)  # no mail server can be asked: an e-mail stays sent
LEASE = timedelta(minutes=2)


class Delivery(Document, collection="deliveries"):
    """`id` is the reference its provider knows it by, the same at every try. It keeps neither text nor address.

    due_at: when it is to be sent (created, temporary_failure) or asked about (sending: the lease is over, or the
    outcome unknown; sent: whether it arrived); None once nothing more is to be done. tries, asks: so many so far.
    steps: its timeline, each {"to", "at", "why"}; `why` is a stable code.
    """

    indexes = [("notice",), ("person", "-at")]
    clock_indexes = [("state", "critical", "due_at"), ("person", "state"), ("at",)]
    notice: str
    person: str
    wording: str
    channel: Outward
    critical: bool
    at: datetime
    state: str = "created"
    due_at: datetime | None
    expires: datetime | None = None
    tries: int = 0
    asks: int = 0
    steps: list[dict[str, Any]] = []

    def move_to(self, state: str, at: datetime, why: str = "", due_at: datetime | None = None) -> None:
        """Take the next step of its life, or refuse with WrongState."""
        if state not in LIFE[self.state]:
            raise WrongState
        self.state, self.due_at = state, due_at
        self.steps = [*self.steps, {"to": state, "at": at, "why": why}]
