"""What is sent to report, made clean. What the roster knows is not asked."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.registry.members.forms import Wishes, Word
from services.registry.rosters import numbers, texts
from services.registry.rosters.wordings import WRONG
from shared.errors import N_
from shared.web import Body

AT_ONCE = 500

Code = Annotated[str, Field(pattern="^[0-9]{6,12}$")]
Id = Annotated[str, Field(min_length=1, max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=texts.LONGEST)]


def _read_by(read: Callable[[str], object]) -> AfterValidator:
    """The value without the remark; what is wrong is told without the value."""

    def check(text: str) -> str:
        try:
            found = read(text)
        except texts.Wrong as caught:
            wrong, expected = WRONG[str(caught)]
            raise PydanticCustomError("wrong", "{wrong}", {"wrong": wrong, "expected": expected}) from None
        return str(found.value if isinstance(found, texts.Noted) else found)

    return AfterValidator(check)


Name = Annotated[str, Field(max_length=100), _read_by(texts.name)]
IdNumber = Annotated[str, Field(max_length=40), _read_by(numbers.id_number)]
Phone = Annotated[str, Field(max_length=40), _read_by(numbers.phone)]


class Elsewhere(Body):
    """In another district (区外)."""

    district_name: Word


class Correction(Wishes):
    """Where somebody lives, who they are, where they work: what is left out stays as it is.

    Of community, unknown and elsewhere one. street: where it is known at least. district: where there are several.
    """

    community: Code | None = None
    unknown: bool = False
    elsewhere: Elsewhere | None = None
    street: Code | None = None
    district: Code | None = None
    name: Name | None = None
    id_number: IdNumber | None = None
    employer_id: Id | None = None
    employer_name: Text | None = None

    @property
    def names_employer(self) -> bool:
        return bool(self.employer_id or self.employer_name)

    @property
    def says_who(self) -> bool:
        return bool(self.name or self.id_number or self.names_employer)

    @property
    def says_where(self) -> bool:
        return bool(self.community or self.unknown or self.elsewhere)


class ReportForm(Correction):
    consent_version: str = Field(max_length=20)


class EnteredForm(ReportForm):
    """Entered for somebody, from what they say at the station or wrote on paper; a phone if there is one."""

    how: Literal["station", "paper"]
    phone: Phone | None = None


class Reason(Body):
    """Why it comes back: a person's words, kept sealed."""

    reason: str = Field(min_length=1, max_length=500)


class Several(Body):
    """One, some or all that wait."""

    ids: list[Id] | None = Field(None, min_length=1, max_length=AT_ONCE)
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Several":
        if (self.ids is None) == (self.all is None):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("勾选几项（ids），或选全部（all）")})
        return self


class Acceptance(Several):
    home_branch: Id | None = None
    contact: Id | None = None


class Assignment(Body):
    """home_branch: none where it is left out. contact: an account of the community; left out, it stays."""

    home_branch: Id | None = None
    contact: Id | None = None


class Destination(Body):
    community: Code


class ReceiptElsewhere(Body):
    number: str = Field(min_length=1, max_length=60)
