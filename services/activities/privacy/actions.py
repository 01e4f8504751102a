import orjson

from services.activities.privacy.model import Owed
from services.activities.privacy.queries import held_about
from services.activities.signups.model import Eligible
from shared.events.activities import ErasureDone, ExportPart
from shared.sealed import PersonKey
from shared.tx import Tx

CHARACTERS = 200_000  # of JSON in one part: sealed and in base64 it stays well under the broker's limit


def answer_export(tx: Tx, export: str) -> None:
    """This service's part of an export, sealed with the member's own key."""
    owed = tx.get(Owed, export)
    tx.remove(Owed, export)
    if tx.get(PersonKey, owed.member).erased:
        return
    parts = in_parts(held_about(tx, owed.member))
    for number, part in enumerate(parts, 1):
        tx.emit(ExportPart(
            member=owed.member, export=export, part=number, parts=len(parts), sealed=tx.seal(owed.member, part)
        ))  # fmt: skip


def end_copies(tx: Tx, member: str) -> None:
    """Nothing of the person is left here: the log's lines hold ids that no longer lead to anybody."""
    tx.remove(Owed, member)
    tx.remove(Eligible, member)
    tx.emit(ErasureDone(member=member))


def in_parts(held: dict[str, list]) -> list[dict[str, list]]:
    """The same lists over as many parts as keep each under the size."""
    parts: list[dict[str, list]] = [{}]
    size = 0
    for name, things in held.items():
        for thing in things:
            length = len(orjson.dumps(thing))
            if size + length > CHARACTERS:
                parts.append({})
                size = 0
            parts[-1].setdefault(name, []).append(thing)
            size += length
    return parts
