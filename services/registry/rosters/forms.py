"""What an employer's officer sends about rosters and the people on them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.web import Body, Page


class ColumnsSaid(Body):
    """columns: index -> field, null for a column to leave alone. all_members: everybody listed is a Party member."""

    columns: dict[int, str | None] = Field(max_length=200)
    all_members: bool = False


class Removal(Body):
    would_remove: int = Field(ge=0, description="as it was shown")


class UploadPath(BaseModel):
    upload_id: str = Field(max_length=80)


class Rows(Page):
    cursor: str | None = Field(None, pattern=r"^\d{1,9}$")
    result: Literal["added", "changed", "same", "skipped", "refused"] | None = None


class FileKind(BaseModel):
    model_config = ConfigDict(extra="forbid")
    encoding: Literal["utf-8", "gb18030"] = "utf-8"


class Entries(Page):
    state: Literal["current", "deferred", "left"] = "current"
    reported: Literal["yes", "no"] | None = None


class Ids(Body):
    ids: list[str] = Field(min_length=1, max_length=500)


class Whom(Body):
    """Either `ids`, or everybody who has not reported."""

    ids: list[str] | None = Field(None, min_length=1, max_length=500)
    all_not_reported: bool = False
    employer: str | None = Field(None, max_length=80, description="where the officer has more than one")

    @model_validator(mode="after")
    def _one_of_both(self) -> Any:
        if bool(self.ids) == self.all_not_reported:
            raise ValueError("either ids or all_not_reported")
        return self


class InvitationPath(BaseModel):
    invitation_id: str = Field(max_length=80)


# what the pages send


class ColumnsTyped(Body):
    """columns: "c" and the index -> field, "-" for a column to leave alone, "?" for what is as guessed."""

    columns: dict[str, str] = Field({}, max_length=200)
    all_members: bool = False

    def said(self) -> dict[int, str | None]:
        chosen = {int(name[1:]): value for name, value in self.columns.items() if name[1:].isdigit()}
        return {index: None if value == "-" else value for index, value in chosen.items()}


class Looked(Page, Body):
    """Whom an officer looks for, and where the list goes on."""

    state: Literal["current", "deferred", "left"] = "current"
    reported: Literal["yes", "no"] | None = None
    text: str = Field("", max_length=50)


class Chosen(Ids):
    act: Literal["defer", "undefer", "invite", "remind"]
