from datetime import timedelta
from typing import Any

from services.registry.accounts.model import PhoneChange
from services.registry.members.model import Member
from services.registry.privacy.model import SERVICES, Erasure, Export, ExportPiece
from services.registry.reports.model import Report, Slip
from services.registry.rosters.model import RosterEntry
from shared.documents import Document
from shared.errors import N_, NotFound, WrongState
from shared.tx import Found, Tx, allow

KEPT_FOR = timedelta(days=1)
# Every document of registry that is about one person, and the field that says whom. A new one is listed here: the
# structural tests look for documents with `sealed` that are not.
ABOUT: list[tuple[type[Document], str]] = [
    (Member, "_id"), (Report, "member"), (RosterEntry, "person"), (PhoneChange, "member"), (Slip, "member"),
]  # fmt: skip
UNTOLD = {"version", "scopes", "sealed", "phone_hash", "id_hash"}


@allow("member")
def my_exports(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[Export]:
    """The exports I asked for in the last day, newest first."""
    return tx.find(Export, sort="-asked_at", limit=limit, after=after)


@allow("member")
def my_export(tx: Tx, export_id: str) -> dict[str, Any]:
    """One finished export, whole: {"services": {name: …}, "made_at"}."""
    export = tx.get(Export, export_id)
    if export.state != "ready":
        raise WrongState(N_("文件还在汇总，一般一分钟内完成，请稍后再下载。"), code="export_not_ready")
    services: dict[str, dict[str, list]] = {}
    pieces = tx.find(ExportPiece, export=export_id, limit=5000)
    tx.unlock(pieces)
    for piece in pieces:
        for name, things in tx.open(piece).items():
            services.setdefault(piece.service, {}).setdefault(name, []).extend(things)
    return {"made_at": export.ready_at, "services": services}


def held_about(tx: Tx, member: str) -> dict[str, list]:
    """Everything in registry that is about one person, opened."""
    held = {}
    for kind, field in ABOUT:
        found = roster_entries_of(tx, member) if kind is RosterEntry else tx.find(kind, **{field: member}, limit=1000)
        held[kind.collection] = [each.model_dump(mode="json", exclude=UNTOLD) | tx.open(each) for each in found]
    return held


def roster_entries_of(tx: Tx, member: str) -> list[RosterEntry]:
    """On every employer's roster: made with this person's key, or linked to the member later."""
    found = [*tx.find(RosterEntry, person=member), *tx.find(RosterEntry, member=member)]
    return list({entry.id: entry for entry in found}.values())


@allow("district_officer")
def erasures(tx: Tx, *, limit: int = 50, after: str | None = None) -> Found[Erasure]:
    """Which erasures were done and which still wait for a service."""
    return tx.find(Erasure, limit=limit, after=after)


def complete_exports(tx: Tx) -> list[Export]:
    """Every other service has answered whole."""
    return [export for export in tx.find(Export, state="collecting", limit=50) if _complete(tx, export)]


def _complete(tx: Tx, export: Export) -> bool:
    firsts = tx.fetch(ExportPiece, [f"{export.id}|{name}|1" for name in SERVICES])
    parts = {piece.service: piece.parts for piece in firsts}
    return all(tx.count(ExportPiece, export=export.id, service=name) == parts.get(name) for name in SERVICES)


def old_exports(tx: Tx) -> list[Export]:
    return tx.find(Export, sort="asked_at", asked_at={"$lte": tx.now - KEPT_FOR})


def started_erasures(tx: Tx) -> list[Erasure]:
    """Registry's own copies are still here."""
    return tx.find(Erasure, state="started", own_copies_gone=False)


def answered_erasures(tx: Tx) -> list[Erasure]:
    started = tx.find(Erasure, state="started", own_copies_gone=True)
    return [erasure for erasure in started if all(name in erasure.answered for name in SERVICES)]


def told_erasures(tx: Tx) -> list[Erasure]:
    """Their last message was sent, or is not worth sending any more."""
    return tx.find(Erasure, last_message_until={"$lte": tx.now}, sort="last_message_until")


def own_member(tx: Tx) -> Member:
    member = tx.peek(Member, tx.by.id) if tx.by else None
    if member is None:
        raise NotFound
    return member
