from services.activities.privacy.model import Owed
from shared.events.registry import ExportAsked, MemberErased
from shared.tx import Tx


def owe_export(tx: Tx, event: ExportAsked) -> None:
    tx.add(Owed(id=event.export, kind="export", member=event.member), if_new=True)


def owe_erasure(tx: Tx, event: MemberErased) -> None:
    tx.add(Owed(id=event.member, kind="erasure", member=event.member), if_new=True)
