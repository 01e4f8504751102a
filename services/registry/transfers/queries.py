"""Who may go where, and what has moved without the member: rosters, and communities that were closed."""

from typing import Literal, NamedTuple

from services.registry.employers.model import LIFE, Employer, EmployerReport
from services.registry.members.model import Member
from services.registry.members.queries import roster_entries
from services.registry.places.model import Place
from services.registry.places.queries import closed_places
from services.registry.reports.model import GOING, Report
from services.registry.rosters.model import RosterEntry
from shared.tx import Found, Tx, allow

AT_ONCE = 500
Ending = Literal["left_service", "retired", "moved_back"]
STILL = {"$in": GOING}


class Offer(NamedTuple):
    """Another employer's roster has the member: is that where they work now?"""

    id: str
    employer: str
    employer_name: str


class Employment(NamedTuple):
    """asked: the member's employer is no longer known, and they may say a new one, or nothing."""

    employer: str | None
    employer_name: str | None
    asked: bool
    offers: list[Offer]


@allow("member")
def my_employment(tx: Tx) -> Employment:
    member = tx.get(Member, tx.by.id)
    report = tx.peek(Report, member.report) if member.report else None
    others = [entry for entry in roster_entries(tx, member) if entry.employer != member.employer]
    offers = [Offer(entry.id, entry.employer, tx.get(Employer, entry.employer).name) for entry in others]
    return Employment(member.employer, member.employer_name, bool(report and report.needs_new_employer), offers)


# what is due


def unsettled_entries(tx: Tx) -> Found[RosterEntry]:
    return tx.find(RosterEntry, unsettled=True)


def left_behind(tx: Tx) -> list[Place]:
    """Closed communities where a report still stands, a member's or an organisation's."""
    return [
        place for place in closed_places(tx)
        if tx.find(Report, community=place.id, state=STILL, limit=1) or employer_reports_left_behind(tx, place.id)
    ]  # fmt: skip


def employer_reports_left_behind(tx: Tx, community: str) -> Found[EmployerReport]:
    return tx.find(EmployerReport, community=community, state={"$in": list(LIFE)}, limit=AT_ONCE)


def reports_left_behind(tx: Tx, community: str) -> Found[Report]:
    return tx.find(Report, community=community, state=STILL, limit=AT_ONCE)
