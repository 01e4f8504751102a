"""What members send about themselves, made clean."""

from datetime import UTC
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from services.registry.members.model import Channel, FreeTime, Language, Willingness
from services.registry.members.queries import Wanted
from services.registry.rosters import texts
from shared.clock import to_milliseconds
from shared.web import Body, Page


def _each_once(found: list[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _email(text: str) -> str:
    try:
        return texts.email(text)
    except texts.Wrong:
        raise PydanticCustomError("email", "not an e-mail address") from None


Word = Annotated[str, Field(min_length=1, max_length=texts.SKILL)]
Words = Annotated[list[Word], Field(max_length=texts.SKILLS), AfterValidator(_each_once)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]

Moment = Annotated[AwareDatetime, AfterValidator(lambda at: to_milliseconds(at.astimezone(UTC)))]


class Wishes(Body):
    """What a member can and likes to do, when, and how to be reached (R10). What is left out stays as it is."""

    skills: Words | None = None
    interests: Words | None = None
    willingness: Willingness | None = None
    free_times: Annotated[list[FreeTime], Field(max_length=7), AfterValidator(_each_once)] | None = None
    channel: Channel | None = None
    email: Email | None = None

    def said(self) -> dict[str, object]:
        """Only what was sent."""
        return self.model_dump(include=set(Wishes.model_fields), exclude_none=True)


class ProfileChange(Wishes):
    language: Language | None = None
    not_now_until: Moment | None = None

    def said(self) -> dict[str, object]:
        """Only what was sent; null ends "not now", and takes willingness back."""
        return {
            name: value for name, value in self.model_dump(exclude_unset=True).items()
            if value is not None or name in ("not_now_until", "willingness")
        }  # fmt: skip


class MemberPage(Page):
    """Filters; a name is searched by POST, for names do not belong into addresses."""

    skill: Word | None = None
    interest: Word | None = None
    willingness: Willingness | None = None
    free_time: FreeTime | None = None

    def wanted(self) -> Wanted:
        return Wanted(**self.model_dump(exclude={"cursor", "limit"}))


class MemberSearch(MemberPage, Body):
    text: str = Field("", max_length=50, description="how the name begins, in characters or pinyin")
