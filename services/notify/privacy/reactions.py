from services.notify.privacy.model import Erasure, ExportOwed
from shared.events.registry import ExportAsked, MemberErased
from shared.tx import Tx


def owe_export(tx: Tx, event: ExportAsked) -> None:
    tx.add(ExportOwed(id=event.export, member=event.member), if_new=True)


def end_contact(tx: Tx, event: MemberErased) -> None:
    """In the reader that keeps contacts."""
    tx.set(Erasure, event.member, contact_gone=True)


def end_notices(tx: Tx, event: MemberErased) -> None:
    """In the reader that makes notices."""
    tx.set(Erasure, event.member, notices_end=True)
