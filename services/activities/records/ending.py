"""What is held about one member here, and its end."""

from services.activities.records import ledger
from services.activities.records.model import Correction, ServiceRecord, correction_todo
from services.activities.records.steps import say_who_waits
from shared.tx import Tx

MOST, LINES = 2_000, 20_000  # more than a member gathers in years
INTERNAL = {"version", "scopes", "sealed", "pinyin", "restate_due", "counts_from", "office"}


def held_records(tx: Tx, member: str) -> dict[str, list]:
    """For the member's export, with what they and others wrote."""
    records = tx.find(ServiceRecord, member=member, limit=MOST)
    corrections = tx.find(Correction, member=member, limit=MOST)
    lines = tx.find(ledger.LedgerLine, member=member, sort="at", limit=LINES)
    return {
        "service_records": [each.model_dump(mode="json", exclude=INTERNAL) | tx.open(each) for each in records],
        "corrections": [each.model_dump(mode="json", exclude=INTERNAL) | tx.open(each) for each in corrections],
        "ledger": [each.model_dump(mode="json", exclude=INTERNAL) for each in lines],
    }


def end_records(tx: Tx, member: str) -> int:
    """Nobody waits for them any more; the ledger keeps its minutes. How many lines that are."""
    for record in tx.find(ServiceRecord, member=member, limit=MOST):
        say_who_waits(tx, record.id, record.todo, None)
    for correction in tx.find(Correction, member=member, limit=MOST):
        if correction.state == "awaiting_second":
            record = tx.get(ServiceRecord, correction.record)
            say_who_waits(tx, correction.id, correction_todo(correction, record), None)
    return ledger.forget(tx, member)
