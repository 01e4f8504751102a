"""What a closed community answered for, the one that it was closed into answers for."""

from services.activities.names.queries import goes_on_in
from services.activities.records.model import Correction, ServiceRecord, correction_todo
from services.activities.records.steps import say_who_waits
from shared.tx import Tx


def pass_records(tx: Tx, ids: list[str]) -> None:
    """All of them, for an objection may come any day. Place and name stay those of their day; so does who saw them, and
    what the ledger says of that time."""
    for record in tx.fetch(ServiceRecord, ids):
        before = record.model_copy()
        record.office = goes_on_in(tx, record.office).id
        record.scopes = list(dict.fromkeys([*record.scopes, record.office]))
        tx.save(record)
        tx.set_all(Correction, {"record": record.id}, scopes=record.scopes)
        say_who_waits(tx, record.id, before.todo, record.todo)
        if record.correction:
            waits = tx.get(Correction, record.correction)
            say_who_waits(tx, waits.id, correction_todo(waits, before), correction_todo(waits, record))
