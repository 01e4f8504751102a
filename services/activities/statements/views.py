"""What each audience is shown of a statement."""

from datetime import datetime

from services.activities.statements.model import Kind
from shared.web import View
from shared.web.room import Said


class PeriodToChoose(View):
    """waiting: how many statements of it wait for you."""

    kind: Kind
    period: str
    name: Said
    waiting: int


class PeriodForOfficer(View):
    """periods: those that ended last, of both kinds. counts: statements of each state within one's scope; to_issue: how
    many can be issued now."""

    kind: Kind
    period: str
    period_name: Said
    periods: list[PeriodToChoose]
    counts: dict[str, int]
    to_issue: int


class Line(View):
    starts: datetime
    title: str
    minutes: int


class OwnStatement(View):
    """In the member's list."""

    id: str
    kind: str
    place_name: str
    employer_name: str | None
    period: str
    period_name: Said
    minutes: int
    hours: str
    state: str
    text: Said
    edition: int
    number: str | None
    may_issue_at: datetime
    read_at: datetime | None
    issued_at: datetime | None
    signed_at: datetime | None


class OwnStatementWhole(OwnStatement):
    lines: list[Line]
    changed: list[Said]
    replaces: str | None
    replaced_by: str | None


class StatementForMember(View):
    """One of one's own, with what was written about it."""

    statement: OwnStatementWhole
    opinion: str
    objection: str
    answer: str
    version: int


class StatementInList(View):
    """For the community, and the street and district above it. office: the place that answers for it."""

    id: str
    name: str
    employer_name: str | None
    kind: str
    place: str
    place_name: str
    office: str
    period: str
    period_name: Said
    minutes: int
    hours: str
    state: str
    text: Said
    edition: int
    number: str | None
    issuable: bool
    to_sign: bool
    may_issue_at: datetime
    read_at: datetime | None
    issued_at: datetime | None
    signed_at: datetime | None
    on_paper: bool


class StatementWhole(StatementInList):
    code: str | None
    lines: list[Line]
    changed: list[Said]
    replaces: str | None
    replaced_by: str | None
    issued_by: str | None
    signed_by: str | None


class StatementForCommunity(View):
    statement: StatementWhole
    opinion: str
    objection: str
    answer: str
    version: int


class DoneForCommunity(View):
    """What came of one, some or all. left: how many still wait."""

    items: list[StatementInList]
    left: int


class StatementReceived(View):
    """What the employer holds: nothing of how the member or the community came to it."""

    id: str
    name: str
    kind: str
    place_name: str
    period: str
    period_name: Said
    minutes: int
    hours: str
    state: str
    text: Said
    edition: int
    number: str | None
    issued_at: datetime | None
    signed_at: datetime | None
    signed_by: str | None
    on_paper: bool


class StatementReceivedWhole(StatementReceived):
    code: str | None
    lines: list[Line]
    changed: list[Said]
    replaces: str | None
    replaced_by: str | None


class StatementForEmployer(View):
    """opinion: of the appraisal."""

    statement: StatementReceivedWhole
    opinion: str


class StatementsForEmployer(View):
    """The file: all of a period that count."""

    statements: list[StatementForEmployer]


class DoneForEmployer(View):
    items: list[StatementReceived]
    left: int


class StatementForAnybody(View):
    """What whoever holds a print may know. state: genuine, replaced (by which number), or erased (it was genuine)."""

    state: str
    text: Said
    number: str
    kind: str
    place_name: str
    name: str
    period: str
    period_name: Said
    hours: str
    issued_at: datetime
    replaced_by: str | None
