"""What places and employers are called and belong to: copies of registry's news."""

from typing import Literal

from shared.documents import Document

Level = Literal["district", "street", "community"]


class Place(Document, collection="places", public=True):
    """A district, street or community; `id` is its official code. phone: of its office. closed_into: the community its
    members were moved to."""

    indexes = [("level",), ("district",)]
    clock_indexes = [("closed_into",)]
    level: Level
    name: str
    district: str
    street: str | None = None
    phone: str | None = None
    active: bool = True
    closed_into: str | None = None

    @property
    def within(self) -> list[str]:
        """Itself and what it lies in: who may see what belongs to it."""
        return [code for code in dict.fromkeys((self.id, self.street, self.district)) if code]


class Employer(Document, collection="employers", public=True):
    """on_system: it has an officer's account, who signs for statements; else that is done on paper."""

    name: str
    district: str
    on_system: bool = False


class DistrictSettings(Document, collection="district_settings", public=True):
    """What a district has set; `id` is its code. words: names on screen, e.g. 服务登记卡."""

    service_name: str
    words: dict[str, str]
    organiser: str
    filing_number: str
    phone: str
    hours: str
    statement_period: Literal["quarter", "half_year", "year"]
    has_emblem: bool = False
