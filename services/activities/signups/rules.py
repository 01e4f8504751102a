"""Who may sign up, and when."""

from services.activities.activities.model import Shift
from services.activities.people.model import Person
from services.activities.people.queries import of_place
from shared.clock import SHANGHAI
from shared.errors import N_, Refused
from shared.tx import Tx

FOR_WHOM = {
    "community": N_("这场活动面向本社区的党员，欢迎看看您所在社区的其他活动。"),
    "street": N_("这场活动面向本街道的党员，欢迎看看您所在社区的其他活动。"),
    "district": N_("这场活动面向本区的党员，欢迎看看您所在社区的其他活动。"),
}


def refuse_started(tx: Tx, shift: Shift) -> None:
    if tx.now >= shift.starts:
        raise Refused(N_("这一场已经开始，不能再报名；到了现场，负责人可以当场补记。"), code="started")


def refuse_outside_window(tx: Tx, shift: Shift) -> None:
    refuse_started(tx, shift)
    if shift.opens and tx.now < shift.opens:
        at = f"{shift.opens.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        raise Refused(N_("报名从 %(at)s 开始，请到时再来。"), code="not_open_yet", at=at)
    if shift.closes and tx.now >= shift.closes:
        raise Refused(N_("报名已经截止，想参加可以联系社区。"), code="closed")


def refuse_outsiders(shift: Shift, person: Person) -> None:
    if not of_place(person, shift.members_of):
        raise Refused(FOR_WHOM[shift.for_whom], code="not_for_you")
