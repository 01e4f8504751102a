"""What officers are shown of numbers. No view has a rate of a place."""

from datetime import datetime

from pydantic import Field

from services.registry.statistics.queries import OfEmployers, OfPlaces
from shared.web import Body, Page, View


class WaitForOfficer(View):
    """kind: of todo. oldest: since when the oldest waits."""

    kind: str
    count: int
    oldest: datetime


class PlaceCountForOfficer(View):
    """A community's numbers, or a street's or district's sums. waiting: for its own office; waits, oldest: for its
    communities' offices; long: communities in which something waits longer than seven days."""

    code: str
    name: str
    level: str
    phone: str | None
    reported: int
    served: int
    fed_back: int
    waiting: list[WaitForOfficer]
    waits: int
    oldest: datetime | None
    long: int
    counted_at: datetime | None


class ChainForOfficer(View):
    """在册, of them 暂缓 and 区外; 已报到, 参加过服务, 已反馈单位."""

    roster: int
    deferred: int
    elsewhere: int
    reported: int
    served: int
    fed_back: int


class OverviewForOfficer(View):
    """todo: what waits for the asker's own office; to_place: reports whose community is not known yet."""

    place: PlaceCountForOfficer
    chain: ChainForOfficer
    below: list[PlaceCountForOfficer]
    todo: int
    to_place: int


class StreetCountForOfficer(View):
    street: PlaceCountForOfficer
    communities: list[PlaceCountForOfficer]


class EmployerCountForOfficer(View):
    """expected: the roster less 暂缓; coverage: percent of these who reported here; elsewhere: 区外, apart."""

    id: str
    name: str
    roster: int
    deferred: int
    expected: int
    reported: int
    elsewhere: int
    missing: int
    coverage: float | None
    roster_at: datetime | None
    counted_at: datetime | None


class MonthForOfficer(View):
    month: str
    taken_in: int


class PlacePath(Body):
    code: str = Field(pattern=r"^[1-9]\d{5}(\d{3}){0,2}$")


class PlacesHaving(Body):
    having: OfPlaces | None = Field(None, description="only those where this number is not 0")


class EmployersHaving(Page):
    having: OfEmployers | None = Field(None, description="only those where this number is not 0, all at once")
