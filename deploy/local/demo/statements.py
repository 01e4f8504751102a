"""Statements: read and objected to by members, issued by communities, signed by employers, restated."""

from collections.abc import Collection, Iterable

from deploy.local.demo.cast import Member
from deploy.local.demo.stage import Stage
from services.activities.statements import actions as statements
from services.activities.statements.model import Kind, Statement
from services.activities.statements.queries import my_statements, statements_to_issue
from services.activities.statements.queries import statements as all_statements
from shared.clock import SHANGHAI

OPINION = "演示数据：积极参加社区服务，邻里反映良好，建议评为好。"


def read(stage: Stage, members: Iterable[Member], of: str = "") -> None:
    """All of theirs that wait to be read; `of`: a place's."""
    for member in members:
        for statement in stage.do(member.actor, my_statements):
            if statement.state == "drafted" and of in ("", statement.place):
                stage.do(member.actor, statements.read_statement, statement.id)


def object_to(stage: Stage, member: Member, of: str, reason: str) -> None:
    """The newest of a place's."""
    newest = next(each for each in stage.do(member.actor, my_statements) if each.place == of)
    stage.do(member.actor, statements.object_to_statement, newest.id, reason)


def answer(stage: Stage, login: str, period: str) -> None:
    """Every objection."""
    for statement in _all(stage, login, period, state="objected"):
        stage.do(login, statements.answer_objection, statement.id, "已与记录核对，没有缺漏，请再看一次。")


def issue(
    stage: Stage, login: str, period: str, members: Iterable[Member] | None = None, kind: Kind = "service"
) -> list[Statement]:
    """All that can be, or of these those that can be."""
    wanted = None if members is None else {member.actor.id for member in members}
    can_be = stage.do(login, statements_to_issue, kind, period, 500)
    ids = [each.id for each in can_be if wanted is None or each.member in wanted]
    return list(stage.do(login, statements.issue_statements, ids, kind, period).items) if ids else []


def sign(stage: Stage, login: str, period: str, kind: Kind = "service") -> None:
    """By the employer: all that wait."""
    stage.do(login, statements.sign_statements, None, kind, period)


def receive_paper(stage: Stage, login: str, issued: Collection[Statement]) -> None:
    """The employer is not on the system: its signed receipt is entered."""
    for statement in issued:
        stage.do(login, statements.enter_receipt, statement.id, stage.now().astimezone(SHANGHAI).date())


def appraise(stage: Stage, login: str, year: str) -> None:
    """What the community says of the year, if it is over; one still waits for it."""
    if waiting := _all(stage, login, year, "appraisal", "prepared")[1:]:
        stage.do(login, statements.write_opinions, [each.id for each in waiting], OPINION)


def _all(stage: Stage, login: str, period: str, kind: Kind = "service", state: str = "drafted") -> list[Statement]:
    """Of the place itself, not of those below it."""
    found = stage.do(login, all_statements, kind, period, state, 500)
    return [each for each in found if each.place in stage.officers[login].scopes]
