"""What is shown of employers and of their organisations' reports."""

from datetime import datetime

from shared.web import View


class EmployerForOfficer(View):
    id: str
    version: int
    name: str
    code: str | None
    district: str
    street: str | None
    community: str | None
    active: bool
    on_system: bool
    verify_by_hand: bool
    roster_at: datetime | None


class EmployerWithPlace(EmployerForOfficer):
    """place_name: of the community where it works, else of its street or district."""

    place_name: str


class EmployerForEverybody(View):
    id: str
    name: str


class EmployerReportForBothSides(View):
    """The employer and the community see the same."""

    id: str
    version: int
    employer: str
    employer_name: str
    community: str
    number: str
    state: str
    asked_at: datetime
    receipt: str | None
    reason: str | None
