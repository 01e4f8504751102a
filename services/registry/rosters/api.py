"""/registry/api/v1/rosters: handing in a roster, its check, its results."""

from collections.abc import Iterator
from typing import Any

from flask import Response, g, request, stream_with_context
from flask_openapi import FileStorage
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from services.registry.rosters import actions, queries
from services.registry.rosters.begun import FORM, handed_in
from services.registry.rosters.forms import ColumnsSaid, FileKind, Removal, Rows, UploadPath
from services.registry.rosters.reading import Limits
from services.registry.rosters.refused import refused_csv
from services.registry.rosters.views import ColumnsForEmployer, RowForEmployer, UploadForEmployer
from shared.web import Listed, Page, do, if_match, room
from shared.web.app import refuse_larger_than
from shared.web.doing import shown

api = room("rosters", __name__, "registry")
PAGE = 500  # refused rows sent at a time


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


@api.before_request
def let_rosters_in():
    """Only who may hand one in may send so much."""
    if request.method == "POST" and request.endpoint == "rosters.upload" and g.actor.role == "employer_officer":
        refuse_larger_than(Limits().size + FORM)


@api.post("/rosters", responses={201: ColumnsForEmployer})
def upload(form: RosterForm):
    """Hand in a file; the answer says what its columns are taken for. Nothing is changed by it."""
    id = handed_in(do, form.file.stream, form.file.filename or "", form.employer)
    return shown(ColumnsForEmployer, do(queries.columns, id)), 201  # the request's key belongs to what began it


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
