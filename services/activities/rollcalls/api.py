"""Roll-calls over HTTP."""

from typing import Any

from flask import Response, current_app
from pydantic import Field

from services.activities.papers.rendering import pdf
from services.activities.rollcalls import actions, queries, sheets
from services.activities.rollcalls.forms import Added, FilledSheet, Marks, Name, ShiftCode
from services.activities.rollcalls.views import (
    AttendanceForMember,
    ClosedForLeader,
    FoundForLeader,
    MarkForLeader,
    RollCallForLeader,
    ShiftForLeader,
    ShiftForScanner,
)
from shared.web import Listed, View, do, room

api = room("rollcalls", __name__, "activities")
PDF: dict[Any, Any] = {200: {"description": "to print on A4", "content": {"application/pdf": {}}}}


class ShiftPath(View):
    shift_id: str = Field(max_length=64)


class CodePath(View):
    code: str = Field(max_length=20)


# the leader


@api.get("/me/shifts-to-lead", responses={200: Listed[ShiftForLeader]})
def to_lead() -> Any:
    """Those whose leader I am, until two days after their end."""
    return do(queries.shifts_to_lead, show=ShiftForLeader)


@api.get("/me/shifts-to-record", responses={200: Listed[RollCallForLeader]})
def to_record() -> Any:
    """What waits to be recorded: of one's own place, or as its leader."""
    return do(queries.shifts_to_record, show=RollCallForLeader)


@api.get("/shifts/<shift_id>/rollcall", responses={200: RollCallForLeader})
def rollcall(path: ShiftPath) -> Any:
    return do(queries.rollcall, path.shift_id, show=RollCallForLeader)


@api.post("/shifts/<shift_id>/rollcall", responses={200: Listed[MarkForLeader]})
def mark(path: ShiftPath, body: Marks) -> Any:
    return do(actions.mark, path.shift_id, body, show=MarkForLeader)


@api.post("/shifts/<shift_id>/rollcall/find", responses={200: Listed[FoundForLeader]})
def find(path: ShiftPath, body: Name) -> Any:
    return do(queries.find_person, path.shift_id, body.name, show=FoundForLeader)


@api.post("/shifts/<shift_id>/rollcall/add", responses={200: MarkForLeader})
def add(path: ShiftPath, body: Added) -> Any:
    return do(actions.add_person, path.shift_id, body, show=MarkForLeader)


@api.post("/shifts/<shift_id>/rollcall/close", responses={200: ClosedForLeader})
def close(path: ShiftPath) -> Any:
    return do(actions.close_shift, path.shift_id, show=ClosedForLeader)


# the member


@api.get("/shifts/by-code/<code>", responses={200: ShiftForScanner})
def by_code(path: CodePath) -> Any:
    """What the QR code leads to; it changes nothing."""
    return do(queries.shift_by_code, path.code.upper(), show=ShiftForScanner)


@api.post("/shifts/scan", responses={200: AttendanceForMember})
def scan(body: ShiftCode) -> Any:
    return do(actions.scan, body.code, show=AttendanceForMember)


# paper


@api.get("/shifts/<shift_id>/sheets/signup.pdf", responses=PDF)
def signup_sheet(path: ShiftPath) -> Response:
    return _printed("signup", do(queries.rollcall, path.shift_id))


@api.get("/shifts/<shift_id>/sheets/rollcall.pdf", responses=PDF)
def rollcall_sheet(path: ShiftPath) -> Response:
    return _printed("rollcall", do(queries.rollcall, path.shift_id))


@api.post("/shifts/<shift_id>/sheets/entered", responses={200: Listed[MarkForLeader]})
def enter(path: ShiftPath, body: FilledSheet) -> Any:
    return do(actions.enter_sheet, path.shift_id, body, show=MarkForLeader)


def _printed(kind: str, called: queries.Called) -> Response:
    settings = current_app.extensions["settings"]
    data = sheets.data(kind, called, settings.public_url) | {"demo": settings.demo}
    return Response(pdf(kind, data), mimetype="application/pdf")
