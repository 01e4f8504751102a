"""Members sign in and report, in every way there is; employers, streets and communities answer."""

import random
from collections.abc import Iterable
from typing import Any

from deploy.local.demo.cast import SEED, Member, Person
from deploy.local.demo.employers import HOSPITAL, SCHOOL, employer_of
from deploy.local.demo.opening import SANXING, communities
from deploy.local.demo.stage import Stage
from deploy.local.demo.tables import id_number_of, made_up_id
from services.registry.members.model import CONSENT_VERSION, FREE_TIMES, WILLINGNESS
from services.registry.reports import actions as reports
from services.registry.reports.forms import Correction, Elsewhere, EnteredForm, ReportForm
from services.registry.reports.queries import reports_to_verify, waiting_reports
from services.registry.reports.verifying import verify_reports

INTERESTS = ["书法", "摄影", "合唱", "园艺", "太极", "阅读", "乒乓球", "烘焙"]
CHANNELS = ["sms", "inbox", "inbox"]
NOT_ON_SYSTEM = "静安区邮政支局（演示数据）"


def report(stage: Stage, people: Iterable[Person], **said: Any) -> list[Member]:
    """Each signs in by code and reports to where they live, or as `said`."""
    people = list(people)
    actors = stage.sign_in(person.phone for person in people)
    return [_report(stage, Member(actor, person, ""), said) for actor, person in zip(actors, people, strict=True)]


def _report(stage: Stage, member: Member, said: dict[str, Any]) -> Member:
    form = ReportForm(**wishes(member.person) | {"community": member.person.community} | said)
    return member._replace(report=stage.do(member.actor, reports.send_report, form).report.id)


def wishes(person: Person) -> dict[str, Any]:
    """What this person likes, always the same."""
    choose = random.Random(f"{SEED} {person.phone}")  # nosec B311
    return {
        "consent_version": CONSENT_VERSION, "interests": choose.sample(INTERESTS, choose.randint(1, 3)),
        "willingness": choose.choice(WILLINGNESS), "free_times": choose.sample(FREE_TIMES, choose.randint(1, 3)),
        "channel": choose.choice(CHANNELS),
    }  # fmt: skip


# other ways to report


def report_elsewhere(stage: Stage, people: Iterable[Person]) -> list[Member]:
    return report(stage, people, community=None, elsewhere=Elsewhere(district_name="浦东新区"))


def report_unplaced(stage: Stage, people: Iterable[Person], **known: str) -> list[Member]:
    """They do not know their community; `known`: perhaps the street."""
    return report(stage, people, community=None, unknown=True, **known)


def report_with_another_phone(stage: Stage, person: Person) -> Member:
    """Name and ID number match the school's roster, the phone does not: nothing is shown, and the school verifies."""
    return report(
        stage, [person._replace(phone="+8619900000301")], name=person.name, id_number=id_number_of(person),
        employer_id=employer_of(stage, SCHOOL),
    )[0]  # fmt: skip


def report_without_employer_here(stage: Stage) -> Member:
    """A phone on no roster, an employer that does not use the system, a mail server that hangs up."""
    return _report_unlisted(
        stage, "简宁", "+8619900000302", 10, email="jianning+silent@example.com", channel="email"
    )  # fmt: skip


def report_before_employer(stage: Stage) -> Member:
    """The same, long ago; their statements go to the employer on paper."""
    return _report_unlisted(stage, "贺晓岚", "+8619900000303", 14)


def _report_unlisted(stage: Stage, name: str, phone: str, number: int, **said: Any) -> Member:
    somebody = Person("", name, phone, "", SANXING, [])
    return report(
        stage, [somebody], name=name, id_number=made_up_id(number), employer_name=NOT_ON_SYSTEM, **said
    )[0]  # fmt: skip


def enter_at_station_and_from_paper(stage: Stage) -> None:
    """For people who came by, or wrote on paper; of their phones one fails at first and one does not exist."""
    _enter(stage, "staff", "station", "储秀珍", 11, "19900000407", community=SANXING)
    _enter(stage, "instructor", "paper", "庄国华", 12, "19900000408", community=SANXING)
    _enter(stage, "secretary", "paper", "时桂英", 13, None, community=SANXING)


def _enter(stage: Stage, by: str, how: str, name: str, number: int, phone: str | None, **said: Any) -> None:
    stage.do(by, reports.enter_report, EnteredForm(
        how=how, name=name, id_number=made_up_id(number), phone=phone, employer_name=NOT_ON_SYSTEM,
        consent_version=CONSENT_VERSION, interests=["阅读"], **said,
    ))  # fmt: skip


# answers


def accept_all(stage: Stage, but: Iterable[str] = ()) -> None:
    """Every community takes in who waits there, save where the secretary (a login) has not looked yet."""
    for each in communities():
        if each["login"] not in but:
            stage.do(each["login"], reports.accept_reports, None)


def verify_at_hospital(stage: Stage, but: int = 0) -> None:
    """All that wait, save the newest ones."""
    waiting = [report.id for report in stage.do(HOSPITAL, reports_to_verify, 500)]
    if wanted := waiting[: len(waiting) - but]:
        stage.do(HOSPITAL, verify_reports, wanted)


def return_oldest_at_hospital(stage: Stage) -> str:
    """The report's id."""
    oldest = stage.do(HOSPITAL, reports_to_verify, 1)[0].id
    stage.do(HOSPITAL, reports.return_report, oldest, "所填支部与花名册不一致，请核对后再提交。")
    return str(oldest)


def return_oldest(stage: Stage, login: str) -> str:
    oldest = stage.do(login, waiting_reports, 1)[0].id
    stage.do(login, reports.return_report, oldest, "您填的住址不在本社区，请核对住址后再提交。")
    return str(oldest)


def redirect(stage: Stage, login: str, report_id: str, community: str) -> None:
    """To the right community, in one step."""
    stage.do(login, reports.redirect_report, report_id, community)


def redirect_oldest(stage: Stage, login: str, community: str) -> None:
    redirect(stage, login, stage.do(login, waiting_reports, 1)[0].id, community)


def correct(stage: Stage, member: Member, **said: Any) -> None:
    """A returned report goes out again with what was wrong set right."""
    stage.do(member.actor, reports.send_again, Correction(**said))


def place(stage: Stage, member: Member, login: str) -> None:
    stage.do(login, reports.place_report, member.report, member.person.community)


def note_receipt(stage: Stage, member: Member) -> None:
    stage.do(member.actor, reports.note_receipt_elsewhere, "浦东演示-2026-000123")
