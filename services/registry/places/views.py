"""What people are shown of places."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.web import View


class PlaceInList(View):
    code: str = Field(validation_alias="id")
    level: str
    name: str
    parent: str | None
    phone: str | None
    active: bool
    closed_into: str | None


class SectionForReader(View):
    """Text is empty where it is internal and the reader is not of the community."""

    text: str
    internal: bool


class IntroductionForReader(View):
    situation: SectionForReader
    network: SectionForReader
    problems: SectionForReader
    ongoing: SectionForReader
    updated_at: datetime | None


class PlaceForReader(PlaceInList):
    """A place as the one who asks may read it: the query has taken out what is not for them."""

    version: int
    district: str
    street: str | None
    roads: list[str]
    introduction: IntroductionForReader


class BranchForReader(View):
    id: str
    name: str
    roads: list[str]


class OfferForReader(View):
    """learned_at: when registry heard of it."""

    activity: str
    title: str
    where: str
    starts: datetime
    ends: datetime
    learned_at: datetime


class PlacePresented(View):
    """A place's public page: itself, what lies in it, what it offers next."""

    place: PlaceForReader
    parent_name: str
    below: list[PlaceInList]
    branches: list[BranchForReader]
    offers: list[OfferForReader]
    into: PlaceInList | None
    version: int


class CommunityFound(View):
    code: str = Field(validation_alias="id")
    name: str
    street: str | None
    street_name: str
    phone: str | None


class PlaceInTree(View):
    code: str = Field(validation_alias="id")
    name: str


class StreetInTree(PlaceInTree):
    communities: list[PlaceInTree]


class TreeForPickers(PlaceInTree):
    version: int
    streets: list[StreetInTree]


class StreetForOfficers(PlaceInTree):
    communities: list[PlaceInList]


class OwnTreeForOfficers(View):
    """What an officer looks after, and what was closed in it."""

    place: PlaceInList
    streets: list[StreetForOfficers]
    closed: list[PlaceInList]


class BranchForOfficers(View):
    id: str
    version: int
    community: str
    name: str
    roads: list[str]
    active: bool


class OwnPlaceForOfficers(View):
    """A place to look after, with all its branches, those that are no more too."""

    place: PlaceForReader
    parent_name: str
    below: list[PlaceInList]
    branches: list[BranchForOfficers]
    into: PlaceInList | None
    version: int


class SettingsForAll(View):
    district: str = Field(validation_alias="id")
    version: int
    service_name: str
    words: dict[str, str]
    organiser: str
    filing_number: str
    notice_title: str
    notice_number: str
    phone: str
    hours: str
    statement_period: Literal["quarter", "half_year", "year"]
    emblem: str | None


class ListedPlace(View):
    code: str = Field(validation_alias="id")
    name: str


class RenamedPlace(ListedPlace):
    before: str


class CodeListForOfficer(View):
    """What a code list changes or, of a dry run, would change; `missing` stay and are only named."""

    district: str
    added: list[ListedPlace]
    renamed: list[RenamedPlace]
    missing: list[ListedPlace]
    same: int
