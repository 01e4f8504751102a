"""What people have to say: answered, waiting, passed on, overdue."""

from deploy.local.demo.cast import Member
from deploy.local.demo.opening import BAODE, DISTRICT, LUOPING, SANXING, YONGLE
from deploy.local.demo.stage import ORIGIN, Stage
from services.activities.complaints import actions as complaints
from services.activities.complaints.actions import Said
from services.activities.complaints.queries import complaints as all_waiting
from shared.documents import PUBLIC, Actor


def leave(stage: Stage, place: str, text: str, by: Actor = PUBLIC, **said: str) -> None:
    kind, about, contact = (said.get(name, usual) for name, usual in USUAL.items())
    stage.do(by, complaints.leave_complaint, Said(kind, about, place, f"演示数据：{text}。", contact), ORIGIN)  # type: ignore[arg-type]


USUAL = {"kind": "complaint", "about": "place", "contact": ""}


def leave_first(stage: Stage) -> None:
    """One of these will be answered; at Baode nobody looks."""
    leave(stage, LUOPING, "活动改了时间，门口的海报没有换", contact="洛平 12 号王阿姨")
    leave(stage, BAODE, "报到后两个星期没有人联系我")


def leave_more(stage: Stage, member: Member) -> None:
    """One is left at the wrong place; one is about the system, by somebody signed in."""
    leave(stage, SANXING, "永乐的助餐点中午排队太久，能不能分时段取餐", kind="suggestion")
    leave(stage, DISTRICT, "希望日历里能看到活动的集合地点", by=member.actor, kind="suggestion", about="system")


def answer(stage: Stage, login: str, text: str) -> None:
    """The oldest that waits there."""
    stage.do(login, complaints.answer_complaint, _oldest(stage, login), text)


def pass_on(stage: Stage) -> None:
    stage.do("secretary", complaints.pass_on, _oldest(stage, "secretary"), YONGLE)


def leave_last(stage: Stage, member: Member) -> None:
    leave(stage, SANXING, "电瓶车集中点晚上没有灯", by=member.actor, contact="本人手机")
    leave(stage, SANXING, "希望周末也有活动", kind="suggestion")


def _oldest(stage: Stage, login: str) -> str:
    return str(stage.do(login, all_waiting, "waiting", 1)[0]["id"])
