"""Streets pair instructors with branches, and instructors go there."""

from datetime import date

from deploy.local.demo.opening import BAODE, PENGPU, SANXING, YONGLE
from deploy.local.demo.stage import Stage
from services.registry.contacts import actions as contacts
from services.registry.contacts.actions import Said


def pair_instructors(stage: Stage) -> None:
    """One instructor a branch; one pairing ends for another."""
    _pair(stage, "street", "instructor", SANXING)
    _pair(stage, "street", "instructor", YONGLE)
    ended = _pair(stage, "street-pengpu", "instructor-pengpu", BAODE)
    stage.do("street-pengpu", contacts.end_pairing, ended)
    stage.officers["instructor-pengpu"] = stage.officers["instructor-pengpu"]._replace(scopes=())
    _pair(stage, "street-pengpu", "instructor-pengpu", PENGPU)


def _pair(stage: Stage, street: str, login: str, community: str) -> str:
    """The pairing's id. From now on the community is within the instructor's scopes."""
    instructor = stage.officers[login]
    pairing = stage.do(street, contacts.pair, instructor.id, community)
    stage.officers[login] = instructor._replace(scopes=(*instructor.scopes, community))
    return str(pairing.id)


def visit_in_season(stage: Stage) -> None:
    _visit(stage, "instructor", SANXING, None, "home_visit", "走访两户独居老人，用气检查已过期", "请物业本周内上门")
    _visit(stage, "instructor", YONGLE, None, "meeting", "参加支部议事会，送餐志愿者缺两名", "下月再看招募情况")
    _visit(stage, "instructor-pengpu", PENGPU, None, "phone", "电话了解回搬进度", "下周到现场")


def visit_lately(stage: Stage) -> None:
    _visit(stage, "instructor", SANXING, stage.days.ago(3), "other", "和书记一起看了电瓶车集中点", "照明不足，已报街道")
    _visit(stage, "instructor", YONGLE, None, "phone", "问了送餐志愿者的情况，已补齐", "")


def _visit(stage: Stage, login: str, community: str, day: date | None, kind: str, text: str, next_step: str) -> None:
    stage.do(login, contacts.log_visit, Said(community, day, kind, f"演示数据：{text}。", next_step))  # type: ignore[arg-type]
