"""What is sent about pairings and visits."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from services.registry.contacts.model import Kind
from shared.web import Body, Page

Code = Annotated[str, Field(pattern="^[0-9]{12}$", description="a community's")]


class Choice(Body):
    instructor: str = Field(min_length=1, max_length=80, description="the account's id")
    branch: str | None = Field(
        None, min_length=1, max_length=80, description="a home branch; else the community's Party organisation"
    )


class NewPairing(Choice):
    community: Code


class VisitSaid(Body):
    community: Code
    day: date | None = Field(None, description="in Shanghai; else today")
    kind: Kind
    text: str = Field(min_length=1, max_length=2000)
    next_step: str = Field("", max_length=500)


class PairingPath(BaseModel):
    pairing_id: str = Field(max_length=80)


class VisitPath(BaseModel):
    visit_id: str = Field(max_length=80)


class InCommunity(Page):
    community: Code | None = None


class Pairings(InCommunity):
    current: bool = True


MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class Month(BaseModel):
    month: str = Field(pattern=MONTH, description="2026-11")


class AnyMonth(BaseModel):
    """This month where none is named."""

    month: str | None = Field(None, pattern=MONTH)
