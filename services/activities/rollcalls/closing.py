"""The end of a roll-call: by hand, or by the clock two days after the shift."""

from collections.abc import Iterable

from services.activities.activities.listing import say_gone
from services.activities.activities.model import Shift
from services.activities.rollcalls.marking import write_rollcall
from services.activities.rollcalls.model import LEADER_SEES, Attendance, RollCall
from services.activities.rollcalls.queries import MOST, kept_in
from services.activities.signups.model import SignUp
from services.activities.signups.seating import STAFF
from shared.events.activities import TodoClosed, TodoOpened
from shared.tx import Tx


def close(tx: Tx, shift: Shift, people: Iterable[Attendance]) -> None:
    """Who came is to be recorded. Who was not marked stays expected, and nothing is recorded of them."""
    if shift.state == "closed":
        return
    rollcall = write_rollcall(tx, shift)
    rollcall.close_at = None
    if rollcall.said:
        tx.emit(TodoClosed(todo=f"shift_to_record:{shift.id}", subject=shift.id))
    for person in people:
        if person.came:
            person.to_record = True
            tx.save(person)
    shift.move_to("closed")
    tx.save(shift)


def say_over(tx: Tx, shift_id: str) -> None:
    """The shift has ended: if anybody was expected, it waits to be recorded, by its leader too."""
    shift = tx.get(Shift, shift_id)
    shift.over = True
    tx.save(shift)
    say_gone(tx, shift)
    expected = tx.count(SignUp, shift=shift.id, state="accepted") or tx.count(Attendance, shift=shift.id)
    if shift.listed and shift.state != "closed" and expected:
        write_rollcall(tx, shift).said = True
        _say_waits(tx, shift, [kept_in(tx, shift), *filter(None, [shift.leader])])


def close_in_time(tx: Tx, shift_id: str) -> None:
    """Two days after the end. Where nobody was marked it goes on waiting, for the place's staff alone: the leader's
    time is over, a paper sheet may still come."""
    rollcall, shift = tx.get(RollCall, shift_id), tx.get(Shift, shift_id)
    due = shift.ends + LEADER_SEES
    rollcall.close_at = due if due > tx.now else None
    tx.save(rollcall)
    if rollcall.close_at or shift.state == "closed" or not shift.listed:
        return
    marked = tx.find(Attendance, shift=shift.id, sort="pinyin", limit=MOST)
    if marked:
        close(tx, shift, marked)
    elif rollcall.said:
        _say_waits(tx, shift, [kept_in(tx, shift)])


def _say_waits(tx: Tx, shift: Shift, scopes: list[str]) -> None:
    tx.emit(TodoOpened(
        todo=f"shift_to_record:{shift.id}", kind="shift_to_record", subject=shift.id, scopes=scopes,
        roles=[*STAFF[shift.level], *(["member"] if len(scopes) > 1 else [])], since=shift.ends,
    ))  # fmt: skip
