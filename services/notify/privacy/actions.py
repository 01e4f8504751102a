from services.notify.contacts.model import Contact
from services.notify.deliveries.model import Delivery
from services.notify.notices.model import Notice
from services.notify.preferences.model import Preferences
from services.notify.privacy.model import Erasure, ExportOwed
from services.notify.privacy.queries import held_about
from shared.events.notify import ErasureDone, ExportPart
from shared.sealed import PersonKey, in_parts
from shared.tx import Tx

AT_ONCE = 500  # documents in one transaction


def answer_export(tx: Tx, export: str) -> None:
    """Notify's part of an export, sealed with the member's own key."""
    owed = tx.get(ExportOwed, export)
    tx.remove(ExportOwed, export)
    if tx.get(PersonKey, owed.member).erased:
        return
    parts = in_parts(held_about(tx, owed.member))
    for number, part in enumerate(parts, 1):
        tx.emit(ExportPart(
            member=owed.member, export=export, part=number, parts=len(parts), sealed=tx.seal(owed.member, part)
        ))  # fmt: skip


def end_copies(tx: Tx, member: str) -> None:
    """Some hundreds at a time, a notice not before its deliveries; with the last of them, say that nothing is left."""
    for kind in (Delivery, Notice):
        found = tx.find(kind, person=member, sort="-at", limit=AT_ONCE)
        tx.remove(kind, *(each.id for each in found))
        if found.next:
            return
    tx.remove(Contact, member)
    tx.remove(Preferences, member)
    tx.empty_outbox(member)
    tx.set(Erasure, member, done=True)
    tx.emit(ErasureDone(member=member))
