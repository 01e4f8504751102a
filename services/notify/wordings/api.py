from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from services.notify.wordings import actions, queries
from services.notify.wordings.defaults import Channel, Text
from shared.web import Body, Listed, Page, View, do, if_match, room

api = room("wordings", __name__, "notify")


class WordingForDistrict(View):
    wording: str
    language: str
    channel: str
    category: str
    required: list[str]
    optional: list[str]
    subject: str
    body: str
    version: int


class VersionForDistrict(View):
    number: int
    subject: str
    body: str
    at: datetime
    by: str


class PreviewForDistrict(View):
    """With sample values."""

    subject: str
    body: str


class WordingPath(BaseModel):
    wording: str
    language: Literal["zh-CN", "en"]
    channel: Channel


class VersionPath(WordingPath):
    number: int = Field(ge=0, le=1_000_000)


class TextSent(Body):
    subject: str = Field("", max_length=200)
    body: str = Field(min_length=1)

    @property
    def text(self) -> Text:
        return Text(self.subject, self.body)


@api.get("/wordings", responses={200: Listed[WordingForDistrict]})
def show_all() -> Any:
    """Every text that the district sends, as it is now."""
    return do(queries.wordings, show=WordingForDistrict)


@api.get("/wordings/<wording>/<language>/<channel>", responses={200: WordingForDistrict})
def show(path: WordingPath) -> Any:
    """One text, and the placeholders it may hold."""
    return do(queries.shown, path.wording, path.language, path.channel, show=WordingForDistrict)


@api.get("/wordings/<wording>/<language>/<channel>/versions", responses={200: Listed[VersionForDistrict]})
def show_versions(path: WordingPath, query: Page) -> Any:
    """The district's own versions, newest first."""
    asked = (path.wording, path.language, path.channel, query.limit, query.cursor)
    return do(queries.versions, *asked, show=VersionForDistrict)


@api.post("/wordings/<wording>/<language>/<channel>/preview", responses={200: PreviewForDistrict})
def preview(path: WordingPath, body: TextSent) -> Any:
    """How a text would read, before it is kept."""
    return do(queries.preview, path.wording, path.language, path.channel, body.text, show=PreviewForDistrict)


@api.put("/wordings/<wording>/<language>/<channel>", responses={200: WordingForDistrict})
def put(path: WordingPath, body: TextSent) -> Any:
    """A new version, used from now on."""
    asked = (path.wording, path.language, path.channel, body.text, if_match())
    return do(actions.add_wording_version, *asked, show=WordingForDistrict)


@api.post("/wordings/<wording>/<language>/<channel>/versions/<number>/restore", responses={200: WordingForDistrict})
def restore(path: VersionPath) -> Any:
    """Say it again as that version did; 0 is the built-in one."""
    asked = (path.wording, path.language, path.channel, path.number, if_match())
    return do(actions.restore_wording_version, *asked, show=WordingForDistrict)
