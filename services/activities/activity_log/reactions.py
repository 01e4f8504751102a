from services.activities.activity_log.model import Line, Look
from shared.events import ActivityLine, LookLine
from shared.tx import Tx, new_id


def keep_line(tx: Tx, event: ActivityLine) -> None:
    tx.add(Line(
        id=new_id(), service=event.type.partition(".")[0], what=event.what, by=event.by, role=event.role,
        about=event.about, count=event.count, scopes=event.scopes, origin=event.origin, at=event.at,
    ))  # fmt: skip


def keep_look(tx: Tx, event: LookLine) -> None:
    tx.add(Look(
        id=new_id(), service=event.type.partition(".")[0], what=event.what, by=event.by, role=event.role,
        persons=event.persons, scopes=event.scopes, origin=event.origin, at=event.at,
    ))  # fmt: skip
