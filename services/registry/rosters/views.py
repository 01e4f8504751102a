"""What an employer's officer is shown of rosters and of the people on them."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator

from services.registry.rosters.wordings import WHOLE_ROW
from shared.web import View
from shared.web.room import Said, said


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


class EntryForEmployer(View):
    id: str
    name: str
    id_last4: str | None
    work_branch: str | None
    state: str
    report_state: str | None
    masked_phone: str
    invited_at: datetime | None
    reminded_at: datetime | None


class EntryState(View):
    id: str
    state: str


class LetterForEmployer(View):
    """What is printed: name and address, the link in words and as a QR code (SVG)."""

    id: str
    name: str
    address: str
    link: str
    qr: str


class InvitationForEmployer(View):
    """counts: sent; letters, who has neither phone nor e-mail; left_out, who is not to be asked now."""

    id: str
    kind: str
    state: str
    at: datetime
    counts: dict[str, int]
