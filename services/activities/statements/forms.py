"""What is sent about statements."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.activities.statements.model import Kind
from services.activities.statements.periods import PATTERN
from services.activities.statements.queries import AT_ONCE
from shared.errors import N_
from shared.web import Body, Page, View

Id = Annotated[str, Field(min_length=1, max_length=120)]
State = Literal[
    "prepared", "drafted", "read", "objected", "issued", "signed", "archived", "replaced", "withdrawn"
]  # fmt: skip
Words = Annotated[str, Field(min_length=1, max_length=500)]


class StatementPath(View):
    statement_id: Id


class CodePath(View):
    code: str = Field(max_length=20)


class OfPeriod(Page):
    period: str = Field(pattern=PATTERN, description="2026-Q3, 2026-H1 or 2026")
    kind: Kind = "service"


class OfPeriodAndState(OfPeriod):
    state: State | None = None


class PeriodAsked(View):
    """period: else the one that ended last."""

    period: str | None = Field(None, pattern=PATTERN, description="2026-Q3, 2026-H1 or 2026")
    kind: Kind = "service"


class WholePeriod(View):
    """For a file: all of it."""

    period: str = Field(pattern=PATTERN, description="2026-Q3, 2026-H1 or 2026")
    kind: Kind = "service"


class Several(Body):
    """Of a period one, some or all that wait."""

    period: str = Field(pattern=PATTERN)
    kind: Kind = "service"
    ids: list[Id] | None = Field(None, min_length=1, max_length=AT_ONCE)
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Several":
        if (self.ids is None) == (self.all is None):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("ids 或 all 之一")})
        return self


class Objection(Body):
    reason: Words


class Answer(Body):
    """opinion: another one, where it is an appraisal."""

    answer: Words
    opinion: Words | None = None


class Opinion(Body):
    ids: list[Id] = Field(min_length=1, max_length=AT_ONCE)
    opinion: Words


class Receipt(Body):
    """The employer's, on paper."""

    date: date


class Papers(Body):
    ids: list[Id] = Field(min_length=1, max_length=100)
