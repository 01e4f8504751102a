from typing import Any

from services.notify.contacts.model import Contact
from services.notify.deliveries.model import Delivery
from services.notify.notices.facts import inbox_text
from services.notify.notices.model import Notice
from services.notify.preferences.model import Preferences
from services.notify.privacy.model import Erasure, ExportOwed
from shared.sealed import PersonKey
from shared.tx import Tx

MOST = 2_000  # notices in an export; more than a member is told in years


def owed_exports(tx: Tx) -> list[ExportOwed]:
    """Not due until the member's key is here."""
    return [owed for owed in tx.find(ExportOwed, limit=50) if tx.peek(PersonKey, owed.member)]


def open_erasures(tx: Tx) -> list[Erasure]:
    return tx.find(Erasure, notices_end=True, contact_gone=True, done={"$ne": True}, limit=50)


def held_about(tx: Tx, member: str) -> dict[str, list[Any]]:
    """Everything here that is about one member."""
    notices = tx.find(Notice, person=member, sort="-at", limit=MOST)
    deliveries = tx.find(Delivery, person=member, sort="-at", limit=MOST)
    contact = {"channel", "language", "community", "district"}
    shown = {"wording", "channel", "state", "at", "steps"}
    return {
        "contact": [c.model_dump(mode="json", include=contact) | tx.open(c) for c in tx.find(Contact, _id=member)],
        "preferences": [p.model_dump(mode="json", include={"stopped"}) for p in tx.find(Preferences, _id=member)],
        "notices": [_notice(tx, notice) for notice in notices if notice.in_inbox],
        "deliveries": [delivery.model_dump(mode="json", include=shown) for delivery in deliveries],
    }


def _notice(tx: Tx, notice: Notice) -> dict[str, Any]:
    title, text = inbox_text(tx, notice, "zh-CN")
    return notice.model_dump(mode="json", include={"at", "read_at"}) | {"title": title, "text": text}
