"""What registry publishes: places, employers and accounts; who people are to the system, where they belong, and what
became of their report. All about one member travels in one stream, so it keeps its order."""

from datetime import datetime
from typing import Literal

from shared.documents import Sealed
from shared.events import ActivityLine, Event, LookLine

MEMBERS = "registry.members"


class Acted(ActivityLine, type="registry.acted", topic="registry.activity", key="subject"):
    """Somebody, or the clock, changed something in registry."""


class Looked(LookLine, type="registry.looked", topic="registry.activity", key="by"):
    """Somebody opened personal data in registry."""


class TodoOpened(Event, type="registry.todo_opened", topic="registry.todos", key="subject"):
    """Something waits for somebody. `todo` = kind:subject. `scopes` and `roles` say who can do it."""

    todo: str
    kind: str
    subject: str
    scopes: list[str]
    roles: list[str]
    since: datetime


class TodoClosed(Event, type="registry.todo_closed", topic="registry.todos", key="subject"):
    """It no longer waits: done, or no longer needed."""

    todo: str
    subject: str


class AccountChanged(Event, type="registry.account_changed", topic="registry.accounts", key="account"):
    """An account was made, changed or shut. The newest one says who may do what; tokens older than it do not.
    `tokens_from`: tokens of a version before this one are over (a new password ends every session)."""

    account: str
    account_version: int
    role: str
    scopes: list[str]
    active: bool
    tokens_from: int = 0


class PlaceChanged(Event, type="registry.place_changed", topic="registry.places", key="place"):
    """A district, street or community as it now is. `closed_into`: the community its members moved to."""

    place: str
    level: Literal["district", "street", "community"]
    name: str
    parent: str | None = None
    district: str
    street: str | None = None
    active: bool = True
    closed_into: str | None = None
    phone: str | None = None


class DistrictSettingsChanged(
    Event, type="registry.district_settings_changed", topic="registry.places", key="district"
):
    """What a district has set: names on screen, organiser, period of statements."""

    district: str
    service_name: str
    words: dict[str, str]
    organiser: str
    filing_number: str
    notice_title: str
    notice_number: str
    phone: str
    hours: str
    statement_period: Literal["quarter", "half_year", "year"]
    has_emblem: bool = False


class EmployerChanged(Event, type="registry.employer_changed", topic="registry.employers", key="employer"):
    """An employer as it now is. `on_system`: it has an officer's account here."""

    employer: str
    name: str
    district: str
    community: str | None = None
    on_system: bool
    active: bool = True


class RosterChanged(Event, type="registry.roster_changed", topic="registry.employers", key="employer"):
    """A roster was applied, or some of its people were deferred, asked again or erased: its numbers are others now."""

    employer: str


class MessageAsked(Event, type="registry.message_asked", topic="registry.messages", key="subject"):
    """Somebody who is not (yet) a member is to be told something: a sign-in code, a password link, an invitation, a
    receipt to an officer. `sealed`: {"to": {"phone", "email"}, "values": {placeholders}} under a key of its own or
    the person's. `expires`: after this it is no longer worth sending. `account`: also into this account's inbox."""

    subject: str
    wording: str
    sealed: Sealed
    expires: datetime | None = None
    account: str | None = None
    scopes: list[str] = []


class MemberChanged(Event, type="registry.member_changed", topic=MEMBERS, key="member"):
    """A member as now known: where they belong, what they can and like to do, how to reach them. `sealed` holds
    {"name", "phone", "email"}; `state` as PRODUCT's report life cycle has it, or "closed"."""

    member: str
    state: str
    community: str | None = None
    street: str | None = None
    district: str | None = None
    employer: str | None = None
    home_branch: str | None = None
    skills: list[str] = []
    interests: list[str] = []
    willingness: str | None = None
    free_times: list[str] = []
    channel: Literal["sms", "email", "inbox"] = "sms"
    language: Literal["zh_CN", "en"] = "zh_CN"
    not_now_until: datetime | None = None
    sealed: Sealed


class ReportSent(Event, type="registry.report_sent", topic=MEMBERS, key="member"):
    """A report was made or sent again, and waits: awaiting_employer, awaiting_placement or slip_issued at once.
    `entered_by`: an officer's account, where somebody else entered it (the person is told)."""

    member: str
    report: str
    state: str
    community: str | None = None
    employer: str | None = None
    entered_by: str | None = None


class SlipIssued(Event, type="registry.slip_issued", topic=MEMBERS, key="member"):
    """The report slip has its number. `verified_by`: "roster" (of `roster_date`), "employer", "nobody" (none here)."""

    member: str
    report: str
    number: str
    community: str | None = None
    employer: str | None = None
    verified_by: Literal["roster", "employer", "nobody"]
    roster_date: datetime | None = None


class ReportReturned(Event, type="registry.report_returned", topic=MEMBERS, key="member"):
    """It came back for correction. The reason, a person's words, is sealed: {"reason"}."""

    member: str
    report: str
    by_role: str
    sealed: Sealed


class ReportRedirected(Event, type="registry.report_redirected", topic=MEMBERS, key="member"):
    """A community passed it on to the right one; the member fills in nothing again."""

    member: str
    report: str
    community: str
    from_community: str


class MemberReported(Event, type="registry.member_reported", topic=MEMBERS, key="member"):
    """A community accepted the member's report. `receipt`: its number."""

    member: str
    report: str
    community: str
    street: str
    district: str
    employer: str | None = None
    home_branch: str | None = None
    receipt: str | None = None


class ReportedElsewhere(Event, type="registry.reported_elsewhere", topic=MEMBERS, key="member"):
    """The member reported in another district (区外报到) and noted its receipt, a number."""

    member: str
    report: str
    employer: str | None = None
    receipt: str | None = None


class TransferStarted(Event, type="registry.transfer_started", topic=MEMBERS, key="member"):
    """The member moves to another community, or is moved because theirs was closed."""

    member: str
    report: str
    from_community: str
    to_community: str | None = None


class MemberTransferred(Event, type="registry.member_transferred", topic=MEMBERS, key="member"):
    """The new community accepted."""

    member: str
    report: str
    from_community: str
    community: str
    street: str
    district: str


class EmployerOfMemberChanged(Event, type="registry.employer_of_member_changed", topic=MEMBERS, key="member"):
    """Gone from one roster (employer is None: 待确认新单位), or found on another."""

    member: str
    from_employer: str | None = None
    employer: str | None = None


class MemberLeft(Event, type="registry.member_left", topic=MEMBERS, key="member"):
    """The report ended: left (离职, 退休, 返回) or cancelled."""

    member: str
    report: str
    why: str


class AccountClosed(Event, type="registry.account_closed", topic=MEMBERS, key="member"):
    """The member closed the account: nothing is sent any more, the record stays."""

    member: str


class MemberErased(Event, type="registry.member_erased", topic=MEMBERS, key="member"):
    """Every service drops its copies and keeps counts as anonymous lines."""

    member: str


class ExportAsked(Event, type="registry.export_asked", topic=MEMBERS, key="member"):
    """The member asked for all that is held; every service answers with its part."""

    member: str
    export: str


class EmployerReportAccepted(
    Event, type="registry.employer_report_accepted", topic="registry.employers", key="employer"
):
    """The community where an employer works accepted its organisation's report (单位报到); this is its receipt."""

    employer: str
    report: str
    number: str
    community: str
