"""What is sent about places and a district's settings."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from services.registry.places.model import PLACE_NAME, ROADS, Word
from shared.web import Body, Page

ONE_LINE = r"^[^\t\r\n]*$"
CODE = r"^[1-9]\d{5}(\d{3}){0,2}$"

Code = Annotated[str, StringConstraints(pattern=CODE)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=PLACE_NAME, pattern=ONE_LINE)]
Road = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=ONE_LINE)]
Phone = Annotated[str, StringConstraints(max_length=30, pattern=r"^[0-9+()（）转、\- ]*$")]


def _in_lines(value: object) -> object:
    """Typed one a line, or with commas between."""
    typed = value if isinstance(value, list) else [value]
    return [part.strip() for each in typed for part in re.split(r"[\n、，,；;]", str(each)) if part.strip()]


Roads = Annotated[list[Road], BeforeValidator(_in_lines), Field(max_length=ROADS)]


class PlacePath(Body):
    code: Code


class DistrictPath(Body):
    code: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]


class BranchPath(Body):
    branch_id: Annotated[str, StringConstraints(max_length=40)]


class PlacesQuery(Page):
    level: Literal["district", "street", "community"] | None = None
    parent: Code | None = None
    active: bool = Field(True, description="false: those that were closed")


class FindQuery(Body):
    q: str = Field(min_length=1, max_length=50, description="name, street, pinyin, initials, 小区 or road")


class SearchQuery(Body):
    """As FindQuery, but nothing typed yet is no mistake."""

    q: str = Field("", max_length=50)


class TreeQuery(Body):
    district: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]


class ImportQuery(Body):
    dry_run: bool = Field(True, description="true: compare only")


class PlaceChanges(Body):
    name: Name = Field(default_factory=str)
    phone: Phone | None = None


class SectionBody(Body):
    text: str = Field("", max_length=5000)
    internal: bool = False


class IntroductionBody(Body):
    """The whole page: what is left out becomes empty."""

    situation: SectionBody = SectionBody()
    network: SectionBody = SectionBody()
    problems: SectionBody = SectionBody()
    ongoing: SectionBody = SectionBody()
    roads: list[Road] = Field([], max_length=ROADS, description="the 小区 and roads that lie in it")


class IntroductionTyped(IntroductionBody):
    roads: Roads = []


class Closing(Body):
    into: Code


class NewBranch(Body):
    name: Name
    roads: list[Road] = Field([], max_length=ROADS)


class BranchChanges(Body):
    name: Name = Field(default_factory=str)
    roads: list[Road] = Field([], max_length=ROADS)
    active: bool = True


class PlaceTyped(Body):
    """On the page, what is left blank is meant."""

    name: Name
    phone: Phone | None = None


class BranchTyped(Body):
    name: Name
    roads: Roads = []
    active: bool = False


class ClosingQuery(Body):
    """q: finds the community that takes its members."""

    q: str = Field("", max_length=50)


class SettingsBody(Body):
    """All that a district sets: what is left out goes back to its default."""

    service_name: Name = "连心"
    words: dict[Word, Annotated[str, StringConstraints(min_length=1, max_length=12, pattern=ONE_LINE)]] = {}
    organiser: Line = ""
    filing_number: Line = ""
    notice_title: Line = ""
    notice_number: Line = ""
    phone: Phone = ""
    hours: Line = ""
    statement_period: Literal["quarter", "half_year", "year"] = "quarter"
    emblem: str | None = Field(None, max_length=150_000, description="image/png;base64,… or image/jpeg;base64,…")


class SettingsTyped(SettingsBody):
    """On the page the emblem is a file: it stays where none is sent."""

    no_emblem: bool = False
