"""What staff sends about sign-ups."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.activities.signups import queries
from shared.errors import N_
from shared.web import Body

SignUpId = Annotated[str, Field(min_length=1, max_length=130)]


class Entered(Body):
    member: str = Field(min_length=1, max_length=64)


class Answers(Body):
    """One, some or all that wait."""

    ids: list[SignUpId] | None = Field(None, min_length=1, max_length=queries.AT_ONCE)
    all: Literal[True] | None = None
    answer: Literal["accepted", "declined"]

    @model_validator(mode="after")
    def _one_of_both(self) -> "Answers":
        if (self.ids is None) == (self.all is None):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("ids 或 all 之一")})
        return self
