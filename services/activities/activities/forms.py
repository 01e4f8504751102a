"""What is sent to make an activity or change it, made clean."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from services.activities.names.model import Level
from shared.clock import to_milliseconds
from shared.web import Body

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
AT_ONCE = 50  # activities in one request

Code = Annotated[str, Field(pattern="^[0-9]{6,12}$")]
Id = Annotated[str, Field(min_length=1, max_length=64)]
Moment = Annotated[
    AwareDatetime, Field(ge=_EARLIEST, le=_LATEST), AfterValidator(lambda at: to_milliseconds(at.astimezone(UTC)))
]
Title = Annotated[str, Field(min_length=2, max_length=60)]
Text = Annotated[str, Field(max_length=5_000)]
Notice = Annotated[str, Field(max_length=1_000)]
Where = Annotated[str, Field(min_length=2, max_length=100)]
Capacity = Annotated[int, Field(ge=1, le=5_000)]
Reason = Annotated[str, Field(min_length=2, max_length=500)]
Word = Annotated[str, Field(min_length=1, max_length=20)]
Words = Annotated[list[Word], Field(max_length=20), AfterValidator(lambda words: list(dict.fromkeys(words)))]


class ShiftSaid(Body):
    """opens, closes: of the sign-up window (else at once, until the shift begins). for_whom: the members of the
    community, the street or the district (else of the place that offers it). leader: an account or a member."""

    starts: Moment
    ends: Moment
    where: Where
    capacity: Capacity
    opens: Moment | None = None
    closes: Moment | None = None
    for_whom: Level | None = None
    approval: bool = False
    leader: Id | None = None


class NewActivity(Body):
    """place: where the officer has several. publish: at once, or sent to review where the street asks for it."""

    place: Code | None = None
    title: Title
    text: Text = ""
    skills: Words = []
    interests: Words = []
    risk: Notice = ""
    insurance: Notice = ""
    shifts: list[ShiftSaid] = Field(min_length=1, max_length=20)
    publish: bool = False


class _Change(Body):
    """What is left out stays as it is."""

    def said(self) -> dict[str, Any]:
        """Only what was sent; null empties what may be empty."""
        return {
            name: value for name, value in self.model_dump(exclude_unset=True).items()
            if value is not None or name in ("opens", "closes", "leader")
        }  # fmt: skip


class ActivityChange(_Change):
    title: Title | None = None
    text: Text | None = None
    skills: Words | None = None
    interests: Words | None = None
    risk: Notice | None = None
    insurance: Notice | None = None


class ShiftChange(_Change):
    starts: Moment | None = None
    ends: Moment | None = None
    where: Where | None = None
    capacity: Capacity | None = None
    opens: Moment | None = None
    closes: Moment | None = None
    for_whom: Level | None = None
    approval: bool | None = None
    leader: Id | None = None


class PersonName(Body):
    name: str = Field(min_length=1, max_length=40)


class Several(Body):
    ids: list[Id] = Field(min_length=1, max_length=AT_ONCE)


class Why(Body):
    reason: Reason


class Cancelling(Why):
    """rest: also those after it in its series."""

    rest: bool = False


class NewStart(Body):
    """publish: at once, or sent to review where the street asks for it."""

    starts: Moment
    publish: bool = False


class Month(Body):
    """month: the one that is copied, into the one after it."""

    month: str = Field(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="e.g. 2026-11")
    place: Code | None = None


class Repeating(Body):
    """count: how many times more."""

    every: Literal["week", "two_weeks", "month"]
    count: int = Field(ge=1, le=26)


class Reviewing(Body):
    reviews: bool
