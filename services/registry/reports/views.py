"""What each audience is shown of a report."""

from datetime import datetime

from shared.web import View
from shared.web.room import Said


class ReportForCommunity(View):
    """For the community, the street and the district: no phone, no ID number."""

    id: str
    version: int
    member: str
    state: str
    text: Said
    name: str
    employer_name: str | None
    community: str | None
    community_name: str | None
    street: str | None
    home_branch: str | None
    contact: str | None
    contact_name: str | None
    skills: list[str]
    number: str | None
    receipt: str | None
    from_community: str | None
    needs_new_employer: bool
    asked_at: datetime | None
    accepted_at: datetime | None
    entered_by: str | None


class PlacementForOfficer(View):
    """For who finds the community of somebody who does not know it. address: as the employer's roster has it, or ""."""

    report: ReportForCommunity
    address: str


class ReportForEmployer(View):
    """For the employer to verify, and as the community's receipt. matches: its roster has this ID number."""

    id: str
    state: str
    name: str
    id_last4: str | None
    matches: bool
    number: str | None
    receipt: str | None
    community_name: str | None
    elsewhere: bool
    asked_at: datetime | None
    accepted_at: datetime | None


class DoneForCommunity(View):
    """What came of one, some or all. left: how many still wait."""

    items: list[ReportForCommunity]
    left: int


class DoneForEmployer(View):
    items: list[ReportForEmployer]
    left: int


class StepForMember(View):
    at: datetime
    state: str
    text: Said
    by: Said
    why: Said
    reason: str


class SectionForMember(View):
    text: str
    internal: bool


class IntroductionForMember(View):
    situation: SectionForMember
    network: SectionForMember
    problems: SectionForMember
    ongoing: SectionForMember
    updated_at: datetime | None


class OwnReport(View):
    id: str
    state: str
    community: str | None
    community_name: str | None
    employer_name: str | None
    elsewhere: bool
    number: str | None
    receipt: str | None
    contact_name: str | None
    on_roster: bool
    roster_date: datetime | None
    needs_new_employer: bool
    asked_at: datetime | None
    accepted_at: datetime | None


class ReportForMember(View):
    """The member's own: where it is, what happened, what comes next, and the community's introduction."""

    report: OwnReport
    text: Said
    next: Said
    steps: list[StepForMember]
    introduction: IntroductionForMember | None
    phone: str | None
    earlier: list[OwnReport]
    version: int


class SlipFields(View):
    number: str
    code: str
    name: str
    employer_name: str | None
    community_name: str | None
    elsewhere: bool
    on_roster: bool
    roster_date: datetime | None
    receipt: str | None


class SlipForHolder(View):
    """To print, with its note, its QR (SVG) and the address behind that."""

    report: SlipFields
    note: Said
    check: str
    qr: str


class CommunityToChoose(View):
    id: str
    name: str
    street_name: str


class NamedToChoose(View):
    id: str
    name: str


class ChoicesForMember(View):
    """Of what to choose while reporting."""

    districts: list[NamedToChoose]
    streets: list[NamedToChoose]
    communities: list[CommunityToChoose]
    employers: list[NamedToChoose]


class GenuineSlip(View):
    number: str
    name: str
    community_name: str | None
    state: str


class SlipForAnybody(View):
    """The slip is genuine; the name is masked."""

    slip: GenuineSlip
    text: Said


class StateForOfficer(View):
    id: str
    state: str
