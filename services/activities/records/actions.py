"""What a member says of their records, and how an objection is answered (see also correcting.py)."""

from typing import NamedTuple

from services.activities.records.model import ServiceRecord
from services.activities.records.queries import STAFF, Looked, Read, looked, of_ones_own, read
from services.activities.records.steps import entered, tell_answer
from shared.errors import N_, Invalid, Problem, WrongState
from shared.tx import Tx, allow

AT_ONCE = 100  # records confirmed in one transaction


class Confirmed(NamedTuple):
    """What came of one, some or all. left: how many still wait."""

    items: list[Read]
    left: int


@allow("member")
def confirm_records(tx: Tx, ids: list[str] | None = None) -> Confirmed:
    """The member's word for these, or for all they are asked about (AT_ONCE a time)."""
    mine = {"member": tx.by.id, "state": "drafted"}
    tx.fetch(ServiceRecord, ids or [])
    records = (
        [tx.get(ServiceRecord, id) for id in ids] if ids
        else tx.find(ServiceRecord, sort="starts", limit=AT_ONCE, **mine)
    )  # fmt: skip
    asked = {record.id for record in records if record.state == "drafted"}
    return Confirmed([_confirm(tx, record) for record in records], tx.count(ServiceRecord, **mine) - len(asked))


@allow("member")
def confirm_record(tx: Tx, record_id: str) -> Read:
    """Late too: it counts in the next statement. Or after all: an objection is taken back."""
    return _confirm(tx, tx.get(ServiceRecord, record_id))


def _confirm(tx: Tx, record: ServiceRecord) -> Read:
    """One that was confirmed already stays as it is."""
    if record.state != "confirmed" or record.offered is not None:
        with entered(tx, record, "confirmed"):
            record.confirm("member", tx.by, tx.now)
    return read(tx, record)


@allow("member")
def object_to_record(tx: Tx, record_id: str, reason: str, minutes: int | None = None) -> Read:
    """It is not right, with the reason; `minutes`: what would be. Whatever was confirmed counts no more."""
    record = tx.get(ServiceRecord, record_id)
    if minutes == record.stated:
        text = N_("与现在的时长相同。时长对的请直接确认；不是时长的问题，这一项不用填。")
        raise Invalid(fields=[Problem("minutes", text)])
    with entered(tx, record, "objected"):
        record.object(minutes, tx.by, tx.now)
        record.sealed = tx.seal(record.member, {"objection": reason})
    return read(tx, record)


@allow(*STAFF)
def keep_record(tx: Tx, record_id: str, answer: str) -> Looked:
    """An objection is answered: the record stays as it is, and the member is asked again."""
    record = of_ones_own(tx, record_id)
    if record.state != "objected" or record.correction:
        raise WrongState
    with entered(tx, record, "kept"):
        record.sealed = tx.seal(record.member, tx.open(record) | {"answer": answer})
        record.keep(tx.by, tx.now)
    tell_answer(tx, record, corrected=False, mark=str(len(record.steps)))
    return looked(tx, record)
