"""District, street, community; what a community says of itself; what a district has set."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from shared.documents import Document

PLACE_NAME = 60  # characters
ROADS = 300  # 小区 and roads of one community

# What districts call differently on screen.
Word = Literal[
    "报到单", "回执", "双报到", "社区", "街道", "居民区党支部", "登记站", "联络站", "信息组", "指导员", "服务登记卡",
]  # fmt: skip


class Section(BaseModel):
    """One part of a community's page. `internal`: for signed-in people of the community and above only."""

    text: str = ""
    internal: bool = False


class Introduction(BaseModel):
    """What a community tells of itself (R2)."""

    situation: Section = Section()
    network: Section = Section()
    problems: Section = Section()
    ongoing: Section = Section()
    updated_at: datetime | None = None

    def for_outsiders(self) -> "Introduction":
        """Without what is marked internal."""
        hidden = {name: Section(internal=True) for name, part in self if isinstance(part, Section) and part.internal}
        return self.model_copy(update=hidden)


class Place(Document, collection="places", public=True):
    """A district, street or community; `id` is its official code. Public, save the internal sections.

    listed_name: as the official list had it, so that a new list changes only what the list changed.
    keys: what finds a community (see search.py). closed_into: the community its members were moved to.
    """

    indexes = [("district",), ("parent",), ("level",), ("keys",)]
    clock_indexes = [("active",)]
    level: Literal["district", "street", "community"]
    name: str
    listed_name: str = ""
    parent: str | None = None
    district: str
    street: str | None = None
    active: bool = True
    closed_into: str | None = None
    phone: str | None = None
    roads: list[str] = []
    keys: list[str] = []
    introduction: Introduction = Introduction()


class HomeBranch(Document, collection="home_branches", public=True):
    """居民区党支部/党小组 of a community. roads: the 小区 and roads whose members it takes."""

    indexes = [("community",)]
    community: str
    name: str
    roads: list[str] = []
    active: bool = True


class DistrictSettings(Document, collection="district_settings", public=True):
    """What a district has set; `id` is the district's code. words: names on screen, e.g. 社区 -> 居民区 (see Word)."""

    service_name: str = "连心"
    words: dict[str, str] = {}
    organiser: str = ""
    filing_number: str = ""
    notice_title: str = ""
    notice_number: str = ""
    phone: str = ""
    hours: str = ""
    statement_period: Literal["quarter", "half_year", "year"] = "quarter"
    emblem: str | None = None  # an approved picture (see emblem.py), shown in the header only

    @property
    def has_emblem(self) -> bool:
        return bool(self.emblem)
