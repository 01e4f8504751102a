"""What each audience is shown of a member."""

from datetime import datetime

from shared.web import View


class PlaceForMember(View):
    id: str
    name: str


class Known(View):
    name: str
    phone: str
    email: str


class WishesForMember(View):
    state: str
    employer: str | None
    employer_name: str | None
    work_branch: str | None
    community: str | None
    home_branch: str | None
    id_last4: str | None
    skills: list[str]
    interests: list[str]
    willingness: str | None
    free_times: list[str]
    channel: str
    language: str
    not_now_until: datetime | None
    consent_version: str | None
    consent_at: datetime | None
    version: int


class ProfileForMember(View):
    """Everything the member's own page holds. What a proven roster knows is filled in and asked no more."""

    member: WishesForMember
    known: Known
    on_roster: bool
    guess: PlaceForMember | None
    employer_name: str | None
    community_name: str | None
    version: int


class MemberForCommunity(View):
    id: str
    name: str
    employer_name: str | None
    community: str | None
    home_branch: str | None
    skills: list[str]
    interests: list[str]
    willingness: str | None
    free_times: list[str]
    not_now_until: datetime | None
    state: str


class CardForCommunity(View):
    member: MemberForCommunity
    masked_phone: str


class ContactForCommunity(View):
    member: MemberForCommunity
    phone: str
