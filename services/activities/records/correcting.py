"""更正: who offered the activity proposes other minutes, a second person approves or refuses them."""

from datetime import timedelta

from services.activities.records.model import Correction, ServiceRecord, correction_todo
from services.activities.records.queries import SECOND, STAFF, Proposal, of_ones_own, proposal, roles_asked, second_for
from services.activities.records.steps import entered, say_who_waits, tell_answer
from shared.errors import N_, Invalid, NotAllowed, Problem, WrongState
from shared.tx import Tx, allow, new_id

LOOK_AGAIN = timedelta(days=1)


@allow(*STAFF)
def propose_correction(tx: Tx, record_id: str, minutes: int, reason: str) -> Proposal:
    """Other minutes, with the reason. Nothing changes before a second person approves."""
    record = of_ones_own(tx, record_id)
    if record.correction:
        raise WrongState(N_("这条记录已有一个更正在等另一位确认，请先等它有了结果。"), code="correction_waiting")
    if minutes == record.stated:
        raise Invalid(fields=[Problem("minutes", N_("与现在的时长相同。不用更正时，请直接答复异议。"))])
    correction = tx.add(Correction(
        id=new_id(), scopes=record.scopes, record=record.id, member=record.member, name=record.name,
        title=record.title, starts=record.starts, old_minutes=record.stated, new_minutes=minutes,
        second=second_for(tx, record, tx.by.id), by=tx.by.id, asked_at=tx.now, look_again_at=tx.now + LOOK_AGAIN,
        sealed=tx.seal(record.member, {"reason": reason}),
    ))  # fmt: skip
    with entered(tx, record, "correction_proposed"):
        record.correction = correction.id
    say_who_waits(tx, correction.id, None, correction_todo(correction, record))
    return proposal(tx, correction, record)


@allow(*SECOND)
def approve_correction(tx: Tx, correction_id: str) -> Proposal:
    """The second person agrees: the minutes are others now, and the member is told."""
    return _approve(tx, correction_id)


@allow(*SECOND)
def approve_corrections(tx: Tx, ids: list[str]) -> list[Correction]:
    """Several at once, each as by approve_correction."""
    return [_approve(tx, id).correction for id in dict.fromkeys(ids)]


def _approve(tx: Tx, correction_id: str) -> Proposal:
    correction, record = _to_answer(tx, correction_id)
    correction.answer("approved", tx.by, tx.now)
    with entered(tx, record, "corrected"):
        record.sealed = tx.seal(record.member, tx.open(record) | {"answer": tx.open(correction).get("reason", "")})
        record.correct(correction.new_minutes, tx.by, tx.now)
    tell_answer(tx, record, corrected=True, mark=correction.id)
    return proposal(tx, tx.save(correction), record)


@allow(*SECOND)
def refuse_correction(tx: Tx, correction_id: str, reason: str) -> Proposal:
    """The record stays as it is; an objection waits for its answer again."""
    correction, record = _to_answer(tx, correction_id)
    correction.answer("refused", tx.by, tx.now)
    correction.sealed = tx.seal(correction.member, tx.open(correction) | {"refusal": reason})
    with entered(tx, record, "correction_refused"):
        record.correction = None
    return proposal(tx, tx.save(correction), record)


def _to_answer(tx: Tx, correction_id: str) -> tuple[Correction, ServiceRecord]:
    """For a second person: never who proposed it, never the member."""
    correction = tx.get(Correction, correction_id)
    record = tx.get(ServiceRecord, correction.record)
    if tx.by.id in (correction.by, correction.member):
        raise NotAllowed(N_("更正要由另一位确认。请等同事、指导员或街道来确认。"), code="second_person_needed")
    if tx.by.role not in roles_asked(tx, correction, record):
        raise NotAllowed
    if correction.state == "awaiting_second":
        say_who_waits(tx, correction.id, correction_todo(correction, record), None)
    return correction, record


def look_again(tx: Tx, correction_id: str) -> None:
    """Each day until it is answered: whoever was asked may have left, and somebody else is asked."""
    correction = tx.get(Correction, correction_id)
    if not correction.look_again_at or correction.look_again_at > tx.now:
        return
    record = tx.get(ServiceRecord, correction.record)
    before = correction_todo(correction, record)
    correction.second = second_for(tx, record, correction.by)
    correction.look_again_at = tx.now + LOOK_AGAIN
    tx.save(correction)
    say_who_waits(tx, correction.id, before, correction_todo(correction, record))
