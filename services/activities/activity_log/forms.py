"""What is asked of the logs."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.web import Page, View

Id = Annotated[str | None, Field(max_length=80)]


class LinesToKeep(View):
    by: Id = Field(None, description="an account's id")
    about: Id = Field(None, description="the id of what was changed")
    what: Id = Field(None, description="the name of the action")
    since: AwareDatetime | None = None
    before: AwareDatetime | None = None
    clock: bool = Field(True, description="also what the clock did")


class LinesAsked(LinesToKeep, Page):
    pass


class LooksAsked(Page):
    by: Id = None
    person: Id = None
    since: AwareDatetime | None = None
    before: AwareDatetime | None = None
