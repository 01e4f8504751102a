"""/registry/api/v1/rosters: handing in a roster, its check, its results."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response, g, request, stream_with_context
from flask_openapi import FileStorage
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from services.registry.rosters import actions, queries
from services.registry.rosters.handing_in import guessed, pieces
from services.registry.rosters.reading import Limits, UnreadableFile
from services.registry.rosters.refused import refused_csv
from services.registry.rosters.wordings import WHOLE_ROW
from shared.errors import Invalid
from shared.web import Body, Listed, Page, View, do, if_match, room
from shared.web.app import refuse_larger_than
from shared.web.doing import shown
from shared.web.room import Said, said

api = room("rosters", __name__, "registry")
FORM = 100_000  # bytes around the file
PAGE = 500  # refused rows sent at a time


class FileProblemForEmployer(View):
    code: str
    text: Said


class UploadBegun(View):
    id: str


class UploadForEmployer(View):
    id: str
    version: int
    employer: str
    state: str
    at: datetime
    until: datetime | None
    total: int
    done: int
    counts: dict[str, int]
    would_remove: int
    checked_at: datetime | None
    applied_at: datetime | None
    problem: FileProblemForEmployer | None


class ColumnForEmployer(View):
    index: int
    heading: str
    field: str | None
    why: Said
    examples: list[str]


class OpenQuestion(View):
    code: str
    text: Said
    columns: list[int]


class ColumnsForEmployer(View):
    """members_by: how it is known who is a Party member. problems: what must be answered before the check."""

    id: str
    version: int
    columns: list[ColumnForEmployer]
    members_by: str | None
    problems: list[OpenQuestion]


class CellProblem(View):
    column: Annotated[str, AfterValidator(lambda column: column or said(WHOLE_ROW))]
    wrong: Said
    expected: Said


class CellNote(View):
    column: str
    text: Said


class RowForEmployer(View):
    """elsewhere: another employer's roster names the same person; which one is not said."""

    at: int
    sheet: str
    number: int
    name: str | None
    result: str
    reason: str | None
    changed: list[str]
    elsewhere: bool
    problems: list[CellProblem]
    notes: list[CellNote]


class RosterForm(BaseModel):
    model_config = ConfigDict(extra="forbid")
    file: FileStorage
    employer: str | None = Field(None, max_length=80, description="where the officer has more than one")

    @field_validator("file")
    @classmethod
    def _is_a_file(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise PydanticCustomError("missing", "a file, not a text")
        return value


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


@api.before_request
def let_rosters_in():
    """Only who may hand one in may send so much."""
    if request.method == "POST" and request.endpoint == "rosters.upload" and g.actor.role == "employer_officer":
        refuse_larger_than(Limits().size + FORM)


@api.post("/rosters", responses={201: ColumnsForEmployer})
def upload(form: RosterForm):
    """Hand in a file; the answer says what its columns are taken for. Nothing is changed by it."""
    id = do(actions.begin_upload, form.employer, show=UploadBegun)["id"]
    if do(queries.upload, id).state != "receiving":  # this request has come before
        return shown(ColumnsForEmployer, do(queries.columns, id)), 201
    file: Any = form.file.stream
    name = form.file.filename or ""
    try:
        _, guess = guessed(file, name)
    except UnreadableFile as caught:
        raise Invalid(caught.text, code=f"file_{caught.code}", **caught.values) from None
    for number, piece in enumerate(pieces(file)):
        do(actions.keep_piece, id, number, piece)
    return shown(ColumnsForEmployer, do(actions.receive_upload, id, file.tell(), name, guess)), 201


@api.get("/rosters", responses={200: Listed[UploadForEmployer]})
def listing(query: Page):
    return do(queries.uploads, query.cursor, query.limit, show=UploadForEmployer)


@api.get("/rosters/<upload_id>", responses={200: UploadForEmployer})
def one(path: UploadPath):
    return do(queries.upload, path.upload_id, show=UploadForEmployer)


@api.get("/rosters/<upload_id>/columns", responses={200: ColumnsForEmployer})
def columns(path: UploadPath):
    return do(queries.columns, path.upload_id, show=ColumnsForEmployer)


@api.put("/rosters/<upload_id>/columns", responses={200: ColumnsForEmployer})
def set_columns(path: UploadPath, body: ColumnsSaid):
    return do(
        actions.set_columns, path.upload_id, if_match(), body.columns, body.all_members, show=ColumnsForEmployer
    )  # fmt: skip


@api.post("/rosters/<upload_id>/check", responses={200: UploadForEmployer})
def check(path: UploadPath):
    return do(actions.check_roster, path.upload_id, show=UploadForEmployer)


@api.post("/rosters/<upload_id>/apply", responses={200: UploadForEmployer})
def apply(path: UploadPath):
    return do(actions.apply_roster, path.upload_id, show=UploadForEmployer)


@api.post("/rosters/<upload_id>/confirm-removal", responses={200: UploadForEmployer})
def confirm_removal(path: UploadPath, body: Removal):
    return do(actions.confirm_removal, path.upload_id, body.would_remove, show=UploadForEmployer)


@api.get("/rosters/<upload_id>/rows", responses={200: Listed[RowForEmployer]})
def rows(path: UploadPath, query: Rows):
    after = int(query.cursor) if query.cursor else -1
    return do(queries.rows, path.upload_id, query.result, after, query.limit, show=RowForEmployer)


@api.get("/rosters/<upload_id>/refused.csv")
def refused(path: UploadPath, query: FileKind):
    """The refused rows with their own cells, to correct and send again."""
    guess = do(queries.columns, path.upload_id).guess
    encoding = "utf-8-sig" if query.encoding == "utf-8" else query.encoding
    lines = stream_with_context(refused_csv(guess, _refused(path.upload_id), encoding))
    answer = Response(lines, content_type=f"text/csv; charset={query.encoding}")
    answer.headers["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return answer


def _refused(upload_id: str) -> Iterator[list[dict[str, Any]]]:
    """In pages, each asked for in a transaction of its own while the one before is on its way."""
    after: str | None = "-1"
    while after:
        page = do(queries.rows, upload_id, "refused", int(after), PAGE)
        yield page
        after = page.next
