"""Recording who came: by the leader, by the member's own scan, from the sheet."""

from datetime import timedelta
from typing import NamedTuple

from services.activities.activities.model import Shift
from services.activities.rollcalls import closing
from services.activities.rollcalls.forms import Added, FilledSheet, Marks, Stamp
from services.activities.rollcalls.marking import (
    begin,
    newcomer,
    put,
    refuse_before_start,
    refuse_unknown,
    refuse_wrong_times,
    write_rollcall,
    written_in,
)
from services.activities.rollcalls.model import Attendance
from services.activities.rollcalls.queries import KEEPERS, STAFF, begun, expects, people_at, shift_by_code
from services.activities.signups.model import SignUp, signup_id
from shared.errors import N_, Invalid, Problem, Refused
from shared.turns import in_turn
from shared.tx import Tx, allow

SCAN_BEFORE, SCAN_AFTER = timedelta(minutes=30), timedelta(hours=2)  # the start; the end


class Closed(NamedTuple):
    """came: how many are recorded now; unmarked: of how many nothing was said."""

    shift: Shift
    came: int
    unmarked: int


# the leader


@allow(*KEEPERS)
def mark(tx: Tx, shift_id: str, marks: Marks) -> list[Attendance]:
    """All or some. Sending it again changes nothing and is answered in the same way."""
    shift = begun(tx, shift_id)
    people = people_at(tx, shift)
    if not marks.marks:
        return _mark_all(tx, shift, people, marks)
    refuse_unknown(people, {f"marks.{n}.id": one.id for n, one in enumerate(marks.marks)})
    refuse_wrong_times(tx, shift, {f"marks.{n}.at": one for n, one in enumerate(marks.marks)})
    begin(tx, shift)
    found = [put(tx, shift, people[one.id], one.state, one, "leader") for one in marks.marks]
    _close_with(tx, shift, people, marks)
    return list({each.id: each for each in found}.values())


def _mark_all(tx: Tx, shift: Shift, people: dict[str, Attendance], marks: Marks) -> list[Attendance]:
    stamp, states = marks.at_once(people)
    refuse_unknown(people, {f"but.{id}": id for id in marks.but})
    refuse_wrong_times(tx, shift, {"at": stamp})
    if again := _marked_before(tx, people, stamp):
        return again
    begin(tx, shift)
    found = [put(tx, shift, people[id], state, stamp, "leader") for id, state in states.items()]
    _close_with(tx, shift, people, marks)
    return found


def _close_with(tx: Tx, shift: Shift, people: dict[str, Attendance], marks: Marks) -> None:
    if marks.close:
        refuse_before_start(tx, shift)
        closing.close(tx, shift, people.values())


def _marked_before(tx: Tx, people: dict[str, Attendance], stamp: Stamp) -> list[Attendance]:
    """Those this very entry marked, when it comes again: whoever signed up since is not in it."""
    return [person for person in people.values() if person.has(stamp.nonce, tx.by.id)]


@allow(*KEEPERS)
def add_person(tx: Tx, shift_id: str, added: Added) -> Attendance:
    """Somebody of the place who simply came."""
    shift = begun(tx, shift_id)
    refuse_wrong_times(tx, shift, {"at": added})
    person = _added(tx, shift, people_at(tx, shift), added.member, "member")
    begin(tx, shift)
    return put(tx, shift, person, added.state, added, "leader")


def _added(tx: Tx, shift: Shift, people: dict[str, Attendance], member: str, field: str) -> Attendance:
    return people.get(signup_id(shift.id, member)) or newcomer(tx, shift, member, field)


@allow(*KEEPERS)
def close_shift(tx: Tx, shift_id: str) -> Closed:
    """Nothing more will come; what comes nevertheless is recorded too."""
    shift = begun(tx, shift_id)
    refuse_before_start(tx, shift)
    people = people_at(tx, shift).values()
    closing.close(tx, shift, people)
    return Closed(shift, sum(person.came for person in people), sum(not person.marks for person in people))


# the member


@in_turn
@allow("member")
def scan(tx: Tx, code: str) -> Attendance:
    """The member's own word that they are there: an aid, never asked for. It leaves late as late."""
    shift = shift_by_code(tx, code)
    if not shift.starts - SCAN_BEFORE <= tx.now <= shift.ends + SCAN_AFTER:
        raise Refused(N_("开始前 30 分钟到结束后 2 小时之间可以扫码；其他时间请找活动负责人登记。"), code="not_now")
    id = signup_id(shift.id, tx.by.id)
    person = tx.peek(Attendance, id)
    if person is None:
        signup = tx.peek(SignUp, id)
        if signup is None or signup.state != "accepted":
            raise Refused(N_("您没有报名这一场。已经到场的，请找活动负责人添加。"), code="not_signed_up")
        person = expects(shift, id, signup)
    write_rollcall(tx, shift)
    return put(tx, shift, person, "late" if person.state == "late" else "present", Stamp(nonce="scan-own"), "scan")


# paper


@allow(*STAFF, "instructor")
def enter_sheet(tx: Tx, shift_id: str, sheet: FilledSheet) -> list[Attendance]:
    """A filled sheet in one call, signatures with it. Its time is the end of the shift, if it says no other."""
    shift = begun(tx, shift_id)
    if sheet.code != shift.code:
        raise Invalid(fields=[Problem("code", N_("这不是本场次的编码，请核对表上的编码。"))])
    stamp = Stamp(nonce=sheet.nonce, at=sheet.at or min(tx.now, shift.ends))
    refuse_wrong_times(tx, shift, {"at": stamp})
    listed = people_at(tx, shift)
    if again := _marked_before(tx, listed, stamp):
        return again
    wrote = [*sheet.added, *(written_in(tx, shift, name) for name in sheet.added_names)]
    added = [_added(tx, shift, listed, member, f"added.{n}") for n, member in enumerate(wrote)]
    people = listed | {each.id: each for each in added}
    refuse_unknown(people, sheet.named)
    states = sheet.states(listed) | dict.fromkeys((each.id for each in added), "present")
    begin(tx, shift)
    for id, state in states.items():
        put(tx, shift, people[id], state, stamp, "sheet", sheet.has_signed(id))
    if sheet.close:
        closing.close(tx, shift, people.values())
    return [people[id] for id in states]
