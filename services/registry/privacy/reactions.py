from services.registry.privacy.model import Erasure, ExportPiece
from shared.events import activities, notify
from shared.tx import Tx


def keep_export_part(tx: Tx, event: notify.ExportPart | activities.ExportPart) -> None:
    service = event.type.partition(".")[0]
    tx.add(ExportPiece(
        id=f"{event.export}|{service}|{event.part}", export=event.export, service=service, parts=event.parts,
        sealed=event.sealed,
    ), if_new=True)  # fmt: skip


def note_erasure_done(tx: Tx, event: notify.ErasureDone | activities.ErasureDone) -> None:
    service = event.type.partition(".")[0]
    tx.set_all(Erasure, {"_id": event.member}, **{f"answered.{service}": tx.now})
