"""Who came, what follows in the ledger, and how it is set right."""

from collections.abc import Iterable
from datetime import datetime

from deploy.local.demo.activities import Offered
from deploy.local.demo.cast import Member
from deploy.local.demo.stage import Stage
from services.activities.records import actions as records
from services.activities.records import correcting
from services.activities.rollcalls import actions as rollcalls
from services.activities.rollcalls.forms import Added, FilledSheet, MarkOfOne, Marks
from services.activities.signups.model import signup_id

MISSED = "我提前到场布置，登记的时间少了。"


def enter_sheet(
    stage: Stage, activity: Offered, signed: bool = True, absent: Iterable[Member] = (), late: Iterable[Member] = (),
    by: str = "",
) -> None:  # fmt: skip
    """Everybody on it came, save who is named. It is closed."""
    sheet = FilledSheet(
        nonce=f"sheet-{activity.code}", code=activity.code, all_present_but=_ids(activity, absent),
        late=_ids(activity, late), signed=signed, close=True,
    )  # fmt: skip
    stage.do(by or activity.by, rollcalls.enter_sheet, activity.shift, sheet)


def mark(
    stage: Stage, activity: Offered, by: Member | str, at: datetime | None = None, **states: Iterable[Member]
) -> None:  # fmt: skip
    """One by one, by the leader or an officer; `at`: noted offline, sent now."""
    named = [(state, id) for state, members in states.items() for id in _ids(activity, members)]
    marks = [MarkOfOne(nonce=f"mark-{state}", id=id, state=state, at=at) for state, id in named]
    actor = by if isinstance(by, str) else by.actor
    stage.do(actor, rollcalls.mark, activity.shift, Marks(marks=marks))


def scan(stage: Stage, activity: Offered, member: Member) -> None:
    stage.do(member.actor, rollcalls.scan, activity.code)


def add_who_came(stage: Stage, activity: Offered, leader: Member, member: Member) -> None:
    stage.do(leader.actor, rollcalls.add_person, activity.shift, Added(nonce="simply-came", member=member.actor.id))


def close(stage: Stage, activity: Offered, leader: Member) -> None:
    stage.do(leader.actor, rollcalls.close_shift, activity.shift)


def _ids(activity: Offered, members: Iterable[Member]) -> list[str]:
    """Of attendances and of records: those of the sign-ups."""
    return [signup_id(activity.shift, member.actor.id) for member in members]


# the ledger


def confirm_all(stage: Stage, members: Iterable[Member]) -> None:
    """Whatever they are asked about."""
    for member in members:
        stage.do(member.actor, records.confirm_records)


def confirm_late(stage: Stage, activity: Offered, member: Member) -> None:
    stage.do(member.actor, records.confirm_record, *_ids(activity, [member]))


def object_to(
    stage: Stage, activity: Offered, member: Member, reason: str = MISSED, minutes: int | None = None
) -> None:  # fmt: skip
    stage.do(member.actor, records.object_to_record, *_ids(activity, [member]), reason, minutes)


def keep(stage: Stage, activity: Offered, member: Member) -> None:
    stage.do(activity.by, records.keep_record, *_ids(activity, [member]), "已核对签到表，时间没有记错，请再看一次。")


def propose(stage: Stage, activity: Offered, member: Member, minutes: int, by: str = "") -> str:
    """The correction's id."""
    reason, record = "核对现场照片，与本人所说相符。", _ids(activity, [member])[0]
    return str(stage.do(by or activity.by, correcting.propose_correction, record, minutes, reason).correction.id)


def approve(stage: Stage, login: str, correction: str) -> None:
    stage.do(login, correcting.approve_correction, correction)


def refuse(stage: Stage, login: str, correction: str) -> None:
    stage.do(login, correcting.refuse_correction, correction, "签到表上的时间与更正不符。")
