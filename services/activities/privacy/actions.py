from services.activities.activities.ending import end_leading
from services.activities.calendars.model import Feed
from services.activities.complaints.ending import end_authorship
from services.activities.links.model import Link
from services.activities.people.model import Person
from services.activities.privacy.model import Owed
from services.activities.privacy.queries import held_about
from services.activities.records.ending import end_records
from services.activities.records.model import Correction, ServiceRecord, Told
from services.activities.records.serving import Served
from services.activities.rollcalls.model import Attendance
from services.activities.signups.seating import end_all as end_signups
from services.activities.statements.ending import end_statements
from services.activities.statements.model import Statement
from shared.events.activities import ErasureDone, ExportPart
from shared.sealed import PersonKey, in_parts
from shared.tx import Tx


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
    """Nothing of the person is left here: the log's lines, and marks they made of others, hold an id that no longer
    leads to anybody, and the ledger's minutes are nobody's."""
    tx.remove(Owed, member)
    end_leading(tx, member)
    end_signups(tx, member)
    tx.remove(Feed, member)
    end_authorship(tx, member)
    kept = end_records(tx, member)
    end_statements(tx, member)
    for kind in (Attendance, ServiceRecord, Correction, Told, Statement, Link):
        tx.remove_all(kind, {"member": member})
    tx.remove(Person, member)
    tx.remove(Served, member)
    tx.empty_outbox(member)
    tx.emit(ErasureDone(member=member, kept=kept))
