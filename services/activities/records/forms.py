"""What is sent about records."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.activities.records import actions
from services.activities.records.minutes import FULL_DAY
from shared.errors import N_
from shared.web import Body, Page

Id = Annotated[str, Field(min_length=1, max_length=120)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=FULL_DAY, multiple_of=15, description="whole quarter hours")]
Text = Annotated[str, Field(min_length=2, max_length=1000)]
State = Literal["drafted", "confirmed", "objected", "unconfirmed", "withdrawn"]


class RecordPath(BaseModel):
    record_id: Id


class CorrectionPath(BaseModel):
    correction_id: Id


class Several(Body):
    """Some, or all that wait."""

    ids: list[Id] | None = Field(None, min_length=1, max_length=actions.AT_ONCE)
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Several":
        if (self.ids is None) == (self.all is None):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("ids 或 all 之一")})
        return self


class Chosen(Body):
    """Some."""

    ids: list[Id] = Field(min_length=1, max_length=actions.AT_ONCE)


class Objection(Body):
    """minutes: what would be right, where it is about that; corrected so, it is confirmed with it."""

    reason: Text
    minutes: Minutes | None = None


class Answer(Body):
    answer: Text


class Proposed(Body):
    minutes: Minutes
    reason: Text


class Reason(Body):
    reason: Text


class OwnRecords(Page):
    state: State | None = None


class Records(OwnRecords):
    activity: Id | None = None
    member: Id | None = None


class Corrections(Page):
    state: Literal["awaiting_second", "approved", "refused"] = "awaiting_second"


class OwnLines(Page):
    record: Id | None = None


class Lines(OwnLines):
    member: Id | None = None
    place: Id | None = None
