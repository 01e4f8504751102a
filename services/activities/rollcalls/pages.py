"""Recording who came: /activities/rollcalls, /activities/shifts/<id>/rollcall and …/sheet; a member's own scan."""

from pathlib import Path

from flask import Response, make_response, send_file
from werkzeug.wrappers import Response as AnyResponse

from services.activities.rollcalls import actions, queries
from services.activities.rollcalls.forms import Added, MarkOfOne, Marks, Name, Rest, SheetLines
from services.activities.rollcalls.views import FoundForLeader, RollCallForLeader, ShiftForScanner
from shared import web
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("rollcalls", __name__, "activities")
WORKER = Path(web.__file__).parent / "static" / "rollcall-worker.js"
KEPT_UNTIL = "Kept-Until"  # for the worker in the browser: until when this page may lie on the device


# what is to be recorded


@pages.get("/rollcalls")
def to_record() -> str:
    return page("rollcalls/list.html", rollcalls=read(queries.shifts_to_record, show=RollCallForLeader))


@pages.post("/rollcalls/<shift_id>/rest")
def rest_of_list(shift_id: str, form: Rest) -> AnyResponse:
    _mark_rest(shift_id, form)
    return done(N_("已登记。有错可以随时改。"), "/activities/rollcalls")


# one shift


@pages.get("/shifts/<shift_id>/rollcall")
def rollcall(shift_id: str) -> Response:
    called = read(queries.rollcall, shift_id, show=RollCallForLeader)
    answer = make_response(page("rollcalls/rollcall.html", called=called, found=None))
    if called.shift.state != "closed":
        answer.headers[KEPT_UNTIL] = called.until.isoformat()
    return answer


@pages.post("/shifts/<shift_id>/rollcall/one")
def mark_one(shift_id: str, form: MarkOfOne) -> AnyResponse:
    do(actions.mark, shift_id, Marks(marks=[form]))
    return done(N_("已登记。"), f"{_address(shift_id)}#p-{form.id}")


@pages.post("/shifts/<shift_id>/rollcall/rest")
def mark_rest(shift_id: str, form: Rest) -> AnyResponse:
    _mark_rest(shift_id, form)
    return done(N_("已登记。有错可以随时改。"), _address(shift_id))


@pages.post("/shifts/<shift_id>/rollcall/close")
def close(shift_id: str) -> AnyResponse:
    closed = do(actions.close_shift, shift_id)
    return done(N_("登记已结束，到场 %(count)s 人。"), _address(shift_id), count=closed.came)


@pages.post("/shifts/<shift_id>/rollcall/find")
def find(shift_id: str, form: Name) -> str:
    """By POST, so that no name stands in an address."""
    found = read(queries.find_person, shift_id, form.name, show=FoundForLeader)
    called = read(queries.rollcall, shift_id, show=RollCallForLeader)
    return page("rollcalls/rollcall.html", called=called, found=found)


@pages.post("/shifts/<shift_id>/rollcall/add")
def add(shift_id: str, form: Added) -> AnyResponse:
    do(actions.add_person, shift_id, form)
    return done(N_("已添加，并登记为到场。"), _address(shift_id))


@pages.get("/shifts/worker.js")
def worker() -> Response:
    """It may keep pages below its own address, and no others."""
    answer = send_file(WORKER, "text/javascript", etag=True)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


# paper


@pages.get("/shifts/<shift_id>/sheet")
def sheet(shift_id: str) -> str:
    return page("rollcalls/sheet.html", called=read(queries.rollcall, shift_id, show=RollCallForLeader))


@pages.post("/shifts/<shift_id>/sheet")
def enter(shift_id: str, form: SheetLines) -> AnyResponse:
    do(actions.enter_sheet, shift_id, form.sheet())
    return done(N_("表已录入。"), _address(shift_id))


# the member


@pages.get("/scan/<code>")
def scanned(code: str) -> str:
    """What the QR code leads to; opening it changes nothing."""
    return page("rollcalls/scan.html", shift=read(queries.shift_by_code, code.upper(), show=ShiftForScanner))


@pages.post("/scan/<code>")
def scan(code: str) -> AnyResponse:
    do(actions.scan, code.upper())
    return done(N_("已确认您到场。服务时长会自动记好，不用再做什么。"), "/activities/me")


def _mark_rest(shift_id: str, form: Rest) -> None:
    if form.ids:
        do(actions.mark, shift_id, form.marks())
    else:
        do(actions.close_shift, shift_id)


def _address(shift_id: str) -> str:
    return f"/activities/shifts/{shift_id}/rollcall"
