"""What a member is shown of where they work."""

from shared.web import View


class OfferForMember(View):
    id: str
    employer: str
    employer_name: str


class EmploymentForMember(View):
    employer: str | None
    employer_name: str | None
    asked: bool
    offers: list[OfferForMember]
