"""District, street, community; what a community says of itself; what a district has set."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from shared.documents import Document


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


class Place(Document, collection="places"):
    """A district, street or community; `id` is its official code. Public, save the internal sections.

    keys: what finds it (see search.py). closed_into: the community its members were moved to.
    """

    indexes = [("level",), ("level", "parent"), ("keys",)]
    clock_indexes = [("level", "parent")]
    level: Literal["district", "street", "community"]
    name: str
    parent: str | None = None
    district: str
    street: str | None = None
    active: bool = True
    closed_into: str | None = None
    phone: str | None = None
    roads: list[str] = []
    keys: list[str] = []
    introduction: Introduction = Introduction()


class HomeBranch(Document, collection="home_branches"):
    """居民区党支部/党小组 of a community. roads: the 小区 and roads whose members it takes."""

    indexes = [("community",)]
    community: str
    name: str
    roads: list[str] = []
    active: bool = True


class DistrictSettings(Document, collection="district_settings"):
    """What a district has set; `id` is the district's code. Public. words: names on screen, e.g. 社区 -> 居民区."""

    service_name: str = "连心"
    words: dict[str, str] = {}
    organiser: str = ""
    filing_number: str = ""
    notice_title: str = ""
    notice_number: str = ""
    phone: str = ""
    hours: str = ""
    statement_period: Literal["quarter", "half_year", "year"] = "quarter"
    emblem: str | None = None  # data of an approved picture: "image/png;base64,…", header only
