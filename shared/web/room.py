"""What a noun's api.py is written with: its blueprint, its views, its page parameters."""

from typing import Any, Self

from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field


class View(BaseModel):
    """What one audience is shown of a document: never the document itself. Named for the audience."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, thing: Any) -> Self:
        return cls.model_validate(thing)


class Body(BaseModel):
    """What a person sends. Unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000, str_strip_whitespace=True)


class Page(BaseModel):
    """Parameters of every list: go on after `cursor`, at most `limit`."""

    model_config = ConfigDict(extra="forbid")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)


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
