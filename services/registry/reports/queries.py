"""What is shown of reports, and which of them the clock moves on."""

from typing import Any, NamedTuple, TypeVar

import segno

from services.registry.employers.model import Employer
from services.registry.members.model import Member
from services.registry.places.model import Introduction, Place
from services.registry.places.queries import branches_of
from services.registry.reports.forms import AT_ONCE
from services.registry.reports.model import Report, Slip
from services.registry.reports.words import KEEPS_MEMBERSHIP, NEXT, REASONS, ROLES, STATES
from shared.documents import EVERYBODY
from shared.errors import N_, NotFound, WrongState
from shared.tx import Found, Tx, allow

R = TypeVar("R", bound=list[Report])
OFFICERS = ("secretary", "staff", "instructor", "street_officer", "district_officer")


class Step(NamedTuple):
    """One line of a report's history. by: the role, in words. reason: a person's words, where it came back."""

    at: Any
    state: str
    text: str
    by: str
    why: str
    reason: str


class Placement(NamedTuple):
    """A report to be placed. address: as the employer's roster has it; "" where nobody knows one."""

    report: Report
    address: str


class Done(NamedTuple):
    """What came of one, some or all. left: how many still wait."""

    items: list[Report]
    left: int


class Paper(NamedTuple):
    """A slip to print. check: the address that says whether it is genuine; qr: the same as SVG."""

    report: Report
    note: str
    check: str
    qr: str


class Checked(NamedTuple):
    slip: Slip
    text: str


class Progress(NamedTuple):
    """A member's report as they follow it. introduction: of the community, its internal parts once it took them in;
    phone: of its office. earlier: the reports before it, newest first."""

    report: Report
    text: str
    next: str
    steps: list[Step]
    introduction: Introduction | None
    phone: str | None
    earlier: list[Report]

    @property
    def version(self) -> int:
        return self.report.version


def my_current(tx: Tx) -> tuple[Report, Member]:
    """The signed-in member's current report; NotFound before the first."""
    member = tx.get(Member, tx.by.id)
    if not member.report:
        raise NotFound(N_("您还没有报到，可以现在开始。"), code="no_report_yet")
    return tx.get(Report, member.report), member


@allow("member")
def my_report(tx: Tx) -> Progress:
    report, _ = my_current(tx)
    return progress(tx, report)


def progress(tx: Tx, report: Report) -> Progress:
    reasons = tx.open(report).get("reasons", {})
    steps = [_in_words(step, reasons) for step in report.steps]
    place = tx.peek(Place, report.community) if report.community else None
    told = place.introduction if place else None
    if told and report.state != "reported":
        told = told.for_outsiders()
    before = [each for each in tx.find(Report, member=report.member, sort="-asked_at") if each.id != report.id]
    phone = place.phone if place else None
    return Progress(report, STATES[report.state], NEXT[report.state], steps, told, phone, before)


def _in_words(step: dict[str, Any], reasons: dict[str, str]) -> Step:
    reason = reasons.get(step["at"].isoformat(), "") if step["to"] == "returned" else ""
    return Step(step["at"], step["to"], STATES[step["to"]], ROLES.get(step["role"], ""),
                REASONS.get(step["why"] or "", ""), reason)  # fmt: skip


def _shown(tx: Tx, reports: R) -> R:
    """Names on a list are personal data, so that looking leaves a line (R13)."""
    tx.look(reports, "member")
    return reports


@allow(*OFFICERS)
def report(tx: Tx, report_id: str) -> Report:
    return _shown(tx, [tx.get(Report, report_id)])[0]


@allow("secretary", "staff", "instructor", "street_officer")
def waiting_reports(tx: Tx, limit: int = 50, after: str | None = None) -> Found[Report]:
    """Reports that wait for the community, oldest first."""
    found = tx.find(Report, state="awaiting_community", sort="asked_at", limit=limit, after=after)
    return _shown(tx, found)


@allow("employer_officer")
def reports_to_verify(tx: Tx, limit: int = 50, after: str | None = None) -> Found[Report]:
    """Reports that wait for the employer's own look, oldest first; those its roster vouches for pass by themselves."""
    found = tx.find(Report, state="awaiting_employer", by_hand=True, sort="asked_at", limit=limit, after=after)
    return _shown(tx, found)


@allow("street_officer", "district_officer")
def reports_to_place(tx: Tx, limit: int = 50, after: str | None = None) -> Found[Report]:
    """Reports of those who do not know their community, oldest first."""
    found = tx.find(Report, state="awaiting_placement", sort="asked_at", limit=limit, after=after)
    return _shown(tx, found)


@allow("street_officer", "district_officer")
def report_to_place(tx: Tx, report_id: str) -> Placement:
    """One of them, with what there is to find the community by; the look is logged."""
    found = _shown(tx, [tx.get(Report, report_id)])[0]
    if found.state != "awaiting_placement":
        raise WrongState
    return Placement(found, tx.open(found).get("address") or "")


@allow("secretary", "staff", "instructor", "street_officer")
def report_of_member(tx: Tx, member_id: str) -> Report:
    """The newest report, of those in the actor's places, of a member who is within them; while a transfer is under way
    the community before sees the one it has."""
    tx.get(Member, member_id)
    found = tx.find(Report, member=member_id, sort="-asked_at", limit=1)
    if not found:
        raise NotFound
    return _shown(tx, found)[0]


@allow("employer_officer")
def receipts(tx: Tx, limit: int = 50, after: str | None = None) -> Found[Report]:
    """The communities' receipts for the employer's members, newest first."""
    found = tx.find(Report, accepted_at={"$ne": None}, sort="-accepted_at", limit=limit, after=after)
    return _shown(tx, found)


def has_roads(tx: Tx, community: str) -> bool:
    """Whether a home branch of the community has named its 小区 and roads."""
    return any(branch.active and branch.roads for branch in branches_of(tx, community))


@allow("member", "employer_officer", *OFFICERS)
def slip(tx: Tx, report_id: str, site: str) -> Paper:
    """A slip to print. `site`: what the addresses of this system begin with."""
    found = tx.get(Report, report_id)
    if not found.number:
        raise NotFound(N_("报到单还没有开具。"), code="no_slip_yet")
    check = f"{site}/registry/slips/{found.code}"
    return Paper(found, KEEPS_MEMBERSHIP, check, segno.make(check, error="m").svg_inline(omitsize=True))


@allow(*EVERYBODY)
def slip_by_code(tx: Tx, code: str) -> Checked:
    """Whether a printed slip is genuine, for whoever holds it."""
    found = tx.peek(Slip, code)
    if found is None:
        raise NotFound(N_("没有这张报到单，请核对编码。"), code="not_genuine")
    return Checked(found, STATES[found.state])


# what is due


def verified_by_roster(tx: Tx) -> Found[Report]:
    """Reports that wait for nobody: their roster vouches, and their employer does not look itself."""
    return tx.find(Report, state="awaiting_employer", by_hand=False)


def verified_by_nobody(tx: Tx) -> list[Report]:
    """Reports that wait for an employer whose last officer went."""
    gone = tx.find(Employer, left_system=True)
    waiting = (tx.find(Report, employer=each.id, state="awaiting_employer", by_hand=True) for each in gone)
    return [report for found in waiting for report in found][: AT_ONCE + tx.besides]
