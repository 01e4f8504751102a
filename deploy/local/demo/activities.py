"""Activities: offered for a season, reviewed, filled, changed, cancelled."""

import csv
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from deploy.local.demo.cast import Member
from deploy.local.demo.days import moment, saturday
from deploy.local.demo.opening import HERE, STREET
from deploy.local.demo.stage import Stage
from services.activities.activities import actions as activities
from services.activities.activities import copying, publishing
from services.activities.activities.forms import NewActivity, ShiftSaid
from services.activities.signups import actions as signups
from services.activities.signups.model import signup_id

RISK = "请穿便于活动的鞋；身体不适请随时告诉负责人。（演示数据）"
INSURANCE = "社区已为参加者投保当日意外险。（演示数据）"
REVIEWED = ("secretary", "secretary-yongle")  # their street sees their activities first


class Offered(NamedTuple):
    """An activity of one shift. by: the login of who offers it; code: on the shift's sheets."""

    id: str
    by: str
    shift: str
    code: str


def season() -> list[dict[str, str]]:
    """One activity of each community: title, what it suits, on which day of the quarter, how its records come out."""
    with open(HERE / "activities.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def offer_season(stage: Stage) -> dict[str, Offered]:
    """By login. Each is on a Saturday afternoon; what the street reviews is approved."""
    offered = {}
    for row in season():
        starts = moment(saturday(stage.days.into(int(row["day"]))), 14)
        offered[row["login"]] = offer(
            stage, row["login"], row["title"], starts, int(row["hours"]), text=f"演示数据：{row['text']}。",
            skills=row["skills"].split(), interests=row["interests"].split(), where=row["where"],
            capacity=int(row["capacity"]),
        )  # fmt: skip
    return offered


def offer(
    stage: Stage, login: str, title: str, starts: datetime, hours: int = 2, *, publish: bool = True,
    where: str = "居委会活动室", text: str = "演示数据：具体分工到场由负责人说明。", skills: Iterable[str] = (),
    interests: Iterable[str] = (), **shift: Any,
) -> Offered:  # fmt: skip
    """A published activity of one shift, or a draft. What the street reviews it approves."""
    made = _make(stage, login, publish=publish, title=title, text=text, skills=list(skills), shifts=[ShiftSaid(
        starts=starts, ends=starts + timedelta(hours=hours), where=where, **{"capacity": 6} | shift
    )], interests=list(interests))  # fmt: skip
    if publish:
        _approve(stage, made)
    return made


def _approve(stage: Stage, activity: Offered) -> None:
    if activity.by in REVIEWED:
        stage.do("street", publishing.approve_activities, [activity.id])


def _make(stage: Stage, login: str, **said: Any) -> Offered:
    form = NewActivity(risk=RISK, insurance=INSURANCE, **said)
    return _offered(login, stage.do(login, activities.create_activity, form))


def _offered(login: str, made: dict[str, Any]) -> Offered:
    return Offered(made["id"], login, made["shifts"][0]["id"], made["shifts"][0]["code"])


def review_activities(stage: Stage) -> None:
    stage.do("street", publishing.set_review_rule, STREET, True, 0)


def once_more(stage: Stage, activity: Offered, day: date, hour: int) -> Offered:
    """The same as then, published."""
    copy = _offered(activity.by, stage.do(activity.by, copying.copy_activity, activity.id, moment(day, hour)))
    send_to_review(stage, copy)
    _approve(stage, copy)
    return copy


def every_week(stage: Stage, activity: Offered, times: int) -> None:
    stage.do(activity.by, copying.repeat_activity, activity.id, "week", times)


def change_place(stage: Stage, activity: Offered, where: str) -> None:
    """Whoever is signed up is told."""
    stage.do(activity.by, activities.edit_shift, activity.shift, None, {"where": where})


def cancel(stage: Stage, activity: Offered, reason: str) -> None:
    """Whoever is signed up is told."""
    stage.do(activity.by, publishing.cancel_activity, activity.id, reason)


def send_to_review(stage: Stage, activity: Offered) -> None:
    """Or out, where no street asks for it."""
    stage.do(activity.by, publishing.publish_activities, [activity.id])


def return_to_community(stage: Stage, activity: Offered, reason: str) -> None:
    stage.do("street", publishing.return_activity, activity.id, reason)


# who comes


def sign_up(stage: Stage, activity: Offered, members: Iterable[Member]) -> None:
    """In this order: a seat, a place in line, or a request."""
    for member in members:
        stage.do(member.actor, signups.sign_up, activity.shift)


def withdraw(stage: Stage, activity: Offered, members: Iterable[Member]) -> None:
    for member in members:
        stage.do(member.actor, signups.withdraw, signup_id(activity.shift, member.actor.id))


def take_offer(stage: Stage, activity: Offered, member: Member) -> None:
    stage.do(member.actor, signups.accept_offer, signup_id(activity.shift, member.actor.id))


def decline_offer(stage: Stage, activity: Offered, member: Member) -> None:
    stage.do(member.actor, signups.decline_offer, signup_id(activity.shift, member.actor.id))


def answer_requests(stage: Stage, activity: Offered, members: Iterable[Member], answer: str) -> None:
    ids = [signup_id(activity.shift, member.actor.id) for member in members]
    stage.do(activity.by, signups.answer_signups, activity.shift, ids, answer)


def sign_up_on_paper(stage: Stage, activity: Offered, member: Member) -> None:
    stage.do(activity.by, signups.enter_signup, activity.shift, member.actor.id)


def strike_off(stage: Stage, activity: Offered, member: Member) -> None:
    """Somebody called that they cannot come."""
    stage.do(activity.by, signups.cancel_signup, signup_id(activity.shift, member.actor.id))
