"""What registry says of an employer and of its organisation's report: their present state, as an event."""

from collections.abc import Iterable
from datetime import datetime

from pymongo.database import Database

from services.registry.employers.model import Employer, EmployerReport
from shared.events.registry import EmployerChanged, TodoClosed, TodoOpened

TODO = {"slip_issued": "employer_report_to_accept", "returned": "employer_report_to_correct"}


def employer_changed(employer: Employer) -> EmployerChanged:
    return EmployerChanged(
        employer=employer.id, name=employer.name, district=employer.district, community=employer.community,
        on_system=employer.on_system, active=employer.active,
    )  # fmt: skip


def waits(report: EmployerReport, at: datetime) -> TodoOpened:
    """For the community to accept, or for the employer's officers to correct."""
    returned = report.state == "returned"
    scope = report.employer if returned else report.community
    roles = ["employer_officer"] if returned else ["secretary", "staff"]
    return TodoOpened(
        todo=_todo(report), kind=TODO[report.state], subject=report.id, scopes=[scope], roles=roles, since=at
    )  # fmt: skip


def waits_no_longer(report: EmployerReport) -> TodoClosed:
    return TodoClosed(todo=_todo(report), subject=report.id)


def _todo(report: EmployerReport) -> str:
    return f"{TODO[report.state]}:{report.id}"


def all_employers(db: Database) -> Iterable[EmployerChanged]:
    """For readers added later than the events are kept."""
    return (employer_changed(Employer.of(row)) for row in db[Employer.collection].find().sort("_id"))
