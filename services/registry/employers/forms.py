"""What is sent about employers and their organisations' reports."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc

from shared.errors import N_
from shared.web import Body, Page


def _valid_code(code: str) -> str:
    if not uscc.is_valid(code):
        raise PydanticCustomError("credit_code", "not a valid unified social credit code")
    return code.upper()


class EmployerSaid(Body):
    name: str = Field(min_length=2, max_length=100)
    code: Annotated[str, AfterValidator(_valid_code)] | None = Field(None, description="统一社会信用代码 (GB 32100)")
    community: str | None = Field(None, max_length=12, description="code of the community where it works")


class Verification(Body):
    by_hand: bool


class Where(Body):
    community: str | None = Field(None, max_length=12, description="else the one where the employer works")


class Reason(Body):
    reason: str = Field(min_length=2, max_length=500)


class SeveralReports(Body):
    """One, some or all that wait."""

    ids: list[Annotated[str, Field(min_length=1, max_length=80)]] | None = Field(None, min_length=1, max_length=500)
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "SeveralReports":
        if (self.ids is None) == (self.all is None):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("勾选几项（ids），或选全部（all）")})
        return self


class EmployerPath(BaseModel):
    employer_id: str = Field(max_length=80)


class EmployerReportPath(BaseModel):
    report_id: str = Field(max_length=80)


class Employers(Page):
    active: bool | None = None
    q: str = Field("", max_length=100, pattern=r"^[^\x00-\x1f]*$", description="part of the name")


class EmployerNames(Page):
    district: str = Field(max_length=12)
    q: str = Field("", max_length=100, pattern=r"^[^\x00-\x1f]*$", description="part of the name")


class EmployerReports(Page):
    state: Literal["slip_issued", "accepted", "returned"] | None = None
