"""How a mark is taken: by whom it may be made, at what time, of whom, and what it leaves."""

import re
from datetime import timedelta

from services.activities.activities.model import Shift
from services.activities.people.model import Person
from services.activities.people.queries import of_place
from services.activities.rollcalls.forms import Stamp
from services.activities.rollcalls.model import LEADER_SEES, OFFLINE, Attendance, How, Mark, RollCall
from services.activities.rollcalls.queries import day_of, expects, namesakes
from services.activities.signups.model import SignUp, signup_id
from shared.errors import N_, Invalid, Problem, Refused
from shared.tx import Tx

WITH_DIGITS = re.compile(r"(.+?)(?:\s+(\d{4}))?", re.DOTALL)  # "张伟 5678"
CLOCKS_DIFFER = timedelta(minutes=2)  # a phone's and ours


def refuse_wrong_times(tx: Tx, shift: Shift, stamps: dict[str, Stamp]) -> None:
    """`stamps` by the field that names the time of each."""
    early, future = N_("早于活动当天，请改正。"), N_("比现在还晚，请检查设备的时间。")
    times = {field: stamp.at for field, stamp in stamps.items() if stamp.at}
    problems = [Problem(field, early) for field, at in times.items() if at < day_of(shift)]
    problems += [Problem(field, future) for field, at in times.items() if at > tx.now + CLOCKS_DIFFER]
    if problems:
        raise Invalid(fields=problems)


def refuse_unknown(people: dict[str, Attendance], ids: dict[str, str]) -> None:
    """`ids` by the field that names each."""
    unknown = N_("名单上没有这个人，请刷新名单；没有报名就来的人请另外添加。")
    if problems := [Problem(field, unknown) for field, id in ids.items() if id not in people]:
        raise Invalid(fields=problems)


def refuse_before_start(tx: Tx, shift: Shift) -> None:
    if tx.now < shift.starts:
        raise Refused(N_("活动还没有开始，开始以后才能结束登记。"), code="not_yet")


def written_in(tx: Tx, shift: Shift, written: str) -> str:
    """The member of the place whose name stands on the sheet, of namesakes the one with these last digits."""
    name, digits = WITH_DIGITS.fullmatch(written).groups("")  # type: ignore[union-attr]
    found = [each for each in namesakes(tx, shift, name) if each.masked_phone.endswith(digits)]
    if not found:
        raise Invalid(fields=[Problem("added_names", N_("没有找到“%(name)s”，请核对姓名。"), {"name": name})])
    if len(found) > 1:
        text = N_("有几位“%(name)s”，请在姓名后空一格，写上手机号的后四位。")
        raise Invalid(fields=[Problem("added_names", text, {"name": name})])
    return found[0].id


def newcomer(tx: Tx, shift: Shift, member: str, field: str) -> Attendance:
    """Somebody of the place, or who had signed up once, and simply came."""
    id = signup_id(shift.id, member)
    who = tx.peek(SignUp, id) or tx.peek(Person, member)
    if who is None or (isinstance(who, Person) and not of_place(who, shift.place)):
        raise Invalid(fields=[Problem(field, N_("这里没有这位党员，请按姓名重新查找。"))])
    found = expects(shift, id, who)
    found.added = True
    return found


def put(
    tx: Tx, shift: Shift, person: Attendance, state: str, stamp: Stamp, how: How, signed: bool = False
) -> Attendance:
    """Give the person this mark. After closing, what it changes is to be recorded again."""
    at = min(stamp.at or tx.now, tx.now)
    fresh, known = not person.marks, person.has(stamp.nonce, tx.by.id)
    changes = person.take(Mark.model_validate({
        "nonce": stamp.nonce, "state": state, "at": at, "got_at": tx.now, "forced": tx.now - at > OFFLINE, "how": how,
        "signed": signed, "by": tx.by.id,
    }))  # fmt: skip
    person.to_record |= changes and shift.state == "closed"
    if fresh:
        _hold(tx, person)
    if not known:
        (tx.add if fresh else tx.save)(person)
    return person


def _hold(tx: Tx, person: Attendance) -> None:
    """The first mark writes what it was made from, too: erasing removes that, so of the two at one moment one begins
    again, and no attendance outlives its member."""
    made_from = tx.peek(SignUp, person.id) or tx.get(Person, person.member)
    tx.set_all(type(made_from), {"_id": made_from.id}, version=made_from.version + 1)


def write_rollcall(tx: Tx, shift: Shift) -> RollCall:
    """Whoever marks or closes writes it. Until the shift is closed the clock will do it."""
    found = tx.peek(RollCall, shift.id)
    rollcall = tx.save(found) if found else tx.add(RollCall(id=shift.id))
    if shift.state != "closed":
        rollcall.close_at = rollcall.close_at or shift.ends + LEADER_SEES
    return rollcall


def begin(tx: Tx, shift: Shift) -> None:
    """With the first mark of whoever keeps it."""
    write_rollcall(tx, shift)
    if shift.state == "not_started":
        shift.move_to("running")
        tx.save(shift)
