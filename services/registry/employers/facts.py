"""What registry says of an employer: its present state, as an event."""

from collections.abc import Iterable

from pymongo.database import Database

from services.registry.employers.model import Employer
from shared.events.registry import EmployerChanged


def employer_changed(employer: Employer) -> EmployerChanged:
    return EmployerChanged(
        employer=employer.id, name=employer.name, district=employer.district, community=employer.community,
        on_system=employer.on_system, active=employer.active,
    )  # fmt: skip


def all_employers(db: Database) -> Iterable[EmployerChanged]:
    """For readers added later than the events are kept."""
    return (employer_changed(Employer.of(row)) for row in db[Employer.collection].find().sort("_id"))
