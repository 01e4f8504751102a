"""Whether a report is the person's own: a roster says so, or the employer, or nobody can."""

from typing import Any

from services.registry.employers.model import Employer
from services.registry.members.model import Member
from services.registry.reports.forms import AT_ONCE
from services.registry.reports.model import Report
from services.registry.reports.queries import Done
from services.registry.reports.steps import issue_slip, settle
from shared.errors import WrongState
from shared.tx import Tx, allow


def issue_slips_by_roster(tx: Tx, report_ids: list[str]) -> None:
    """The roster of that date vouches: nobody's click is needed."""
    for report in wanted(tx, report_ids):
        if report.state == "awaiting_employer" and not report.todo:
            _verified(tx, report, "roster")


def issue_slips_by_nobody(tx: Tx, report_ids: list[str]) -> None:
    """The employer has nobody here any more; the community looks instead."""
    for report in wanted(tx, report_ids):
        if report.state == "awaiting_employer" and not tx.get(Employer, str(report.employer)).on_system:
            _verified(tx, report, "nobody")


@allow("employer_officer")
def verify_reports(tx: Tx, report_ids: list[str] | None = None) -> Done:
    """The employer vouches for these, or for all that wait (AT_ONCE a time)."""
    reports = wanted(tx, report_ids, state="awaiting_employer", by_hand=True)
    for report in reports:
        if report.state != "awaiting_employer":
            raise WrongState
        _verified(tx, report, "employer")
    return Done(reports, tx.count(Report, state="awaiting_employer", by_hand=True) - len(reports))


def _verified(tx: Tx, report: Report, by: str) -> None:
    issue_slip(tx, report, by)
    settle(tx, report, tx.get(Member, report.member))


def wanted(tx: Tx, report_ids: list[str] | None, **where: Any) -> list[Report]:
    """One, some or all, each with its member, in few reads; NotFound where one is not theirs."""
    if report_ids is None:
        reports = list(tx.find(Report, sort="asked_at", limit=AT_ONCE, **where))
    else:
        tx.fetch(Report, report_ids)
        reports = [tx.get(Report, report_id) for report_id in dict.fromkeys(report_ids)]
    tx.fetch(Member, [report.member for report in reports])
    return reports
