"""What a noun's api.py is written with: its blueprint, its views, its page parameters."""

import re
from typing import Annotated, Any, Generic, Self, TypeVar

from flask_babel import gettext
from flask_openapi import APIBlueprint
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from shared.errors import Text

# Control characters but tab and line break, half a surrogate pair, and what turns the direction of text around.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def said(text: Text) -> str:
    """In the asked language; outside a request in Chinese."""
    source, values = (text, {}) if isinstance(text, str) else text
    if not source:
        return ""
    return gettext(source, **{name: said(each) if isinstance(each, list) else each for name, each in values.items()})


Said = Annotated[str, BeforeValidator(said)]  # in a View: a text of ours, never what people wrote


class View(BaseModel):
    """What one audience is shown of a document: never the document itself. Named for the audience."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, thing: Any) -> Self:
        return cls.model_validate(thing)


V = TypeVar("V", bound=View)


class Body(BaseModel):
    """What a person sends. Unknown fields are refused by name, texts with characters nobody can see too."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _visible(cls, value: Any) -> Any:
        if _has_unseen(value):
            raise PydanticCustomError("unseen_characters", "unseen characters")
        return value


def _has_unseen(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unseen, value)) or any(map(_has_unseen, value.values()))
    if isinstance(value, list):
        return any(map(_has_unseen, value))
    return isinstance(value, str) and UNSEEN.search(value) is not None


class Page(BaseModel):
    """Parameters of every list: go on after `cursor`, at most `limit`."""

    model_config = ConfigDict(extra="forbid")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)


class Listed(BaseModel, Generic[V]):
    """What every list answers: `responses={200: Listed[ReportForCommunity]}`. next: the cursor, null at the end."""

    items: list[V]
    next: str | None


class ProblemField(BaseModel):
    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457. `code` is stable; `detail` says what to do, in the asked language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: list[ProblemField] = []


def room(name: str, import_name: str, service: str) -> APIBlueprint:
    """A noun's API: /<service>/api/v1/…"""
    problem = {"description": "problem", "content": {"application/problem+json": {"schema": _ref}}}
    return APIBlueprint(
        name, import_name, url_prefix=f"/{service}/api/v1", abp_tags=[{"name": name}],
        abp_responses={status: problem for status in ("401", "403", "404", "409", "422", "429")},
        abp_security=[{"session": []}, {"bearer": []}],
    )  # fmt: skip


_ref = {"$ref": "#/components/schemas/ProblemDetails"}
