"""/registry/rosters and /registry/people: an employer's roster, its check and its results; who has reported."""

from flask import Response as Answer
from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from services.registry.rosters import actions, invitations, queries
from services.registry.rosters.begun import FORM, handed_in
from services.registry.rosters.columns import FIELDS
from services.registry.rosters.forms import Chosen, ColumnsTyped, Looked, Removal, Rows
from services.registry.rosters.reading import Limits
from services.registry.rosters.views import (
    ColumnsForEmployer,
    EntryForEmployer,
    InvitationForEmployer,
    LetterForEmployer,
    RowForEmployer,
    UploadForEmployer,
)
from shared.errors import N_
from shared.web import Page
from shared.web.app import refuse_larger_than
from shared.web.pages import Pages, do, done, page, read, refuse

pages = Pages("rosters", __name__, "registry")
ROSTERS, PEOPLE = "/registry/rosters", "/registry/people"
KEPT_AS = {"state": FIELDS["status"], "work_branch": FIELDS["party_branch"]}  # what changed, by its name on an entry
UNDER_WAY = ("receiving", "checking", "applying", "removing")
LOOK_AGAIN = "2"  # seconds


# rosters


@pages.get("/rosters")
def rosters(query: Page) -> str:
    found = read(queries.uploads, query.cursor, query.limit, show=UploadForEmployer)
    return page("rosters/rosters.html", uploads=found)


@pages.post("/rosters")
def upload() -> Response:
    """Handed in and, where nothing has to be asked, checked at once: a dry run."""
    refuse_larger_than(Limits().size + FORM)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise refuse("file", N_("请选择要上传的文件。"))
    id = handed_in(do, file.stream, file.filename, None)
    if not do(queries.columns, id).problems:
        do(actions.check_roster, id)
    return done(N_("文件已收到。下面是核对的结果，还没有改动花名册。"), f"{ROSTERS}/{id}")


@pages.get("/rosters/<upload_id>")
def roster(upload_id: str, query: Rows) -> Answer:
    found = read(queries.upload, upload_id, show=UploadForEmployer)
    known = found.until is not None and found.state not in ("receiving", "unreadable")
    columns = read(queries.columns, upload_id, show=ColumnsForEmployer) if known else None
    after = int(query.cursor) if query.cursor else -1
    listed = known and found.state not in ("uploaded", *UNDER_WAY)
    rows = read(queries.rows, upload_id, query.result, after, query.limit, show=RowForEmployer) if listed else []
    answer = make_response(page(
        "rosters/roster.html", upload=found, columns=columns, rows=rows, fields=FIELDS | KEPT_AS, result=query.result,
        under_way=found.state in UNDER_WAY,
    ))  # fmt: skip
    if found.state in UNDER_WAY:
        answer.headers["Refresh"] = LOOK_AGAIN
    return answer


@pages.post("/rosters/<upload_id>/columns")
def set_columns(upload_id: str, form: ColumnsTyped) -> Response:
    version = int(request.form.get("version", "0"))
    if not do(actions.set_columns, upload_id, version, form.said(), form.all_members).problems:
        do(actions.check_roster, upload_id)
    return done(N_("已按您说的列重新核对。"), f"{ROSTERS}/{upload_id}")


@pages.post("/rosters/<upload_id>/apply")
def apply(upload_id: str) -> Response:
    do(actions.apply_roster, upload_id)
    return done(N_("正在更新花名册，可以离开这一页。"), f"{ROSTERS}/{upload_id}")


@pages.post("/rosters/<upload_id>/confirm-removal")
def confirm_removal(upload_id: str, form: Removal) -> Response:
    do(actions.confirm_removal, upload_id, form.would_remove)
    return done(N_("已确认，正在更新花名册。"), f"{ROSTERS}/{upload_id}")


# the people on it


@pages.get("/people")
def people(query: Looked) -> str:
    return _people(query)


@pages.post("/people")
def look_for(form: Looked) -> str:
    """By POST, so that no name stands in an address."""
    return _people(form)


@pages.post("/people/chosen")
def chosen(form: Chosen) -> Response:
    match form.act:
        case "defer":
            do(actions.defer_entries, form.ids)
            return done(N_("已暂缓 %(count)s 人，不用说明原因。"), PEOPLE, count=len(form.ids))
        case "undefer":
            do(actions.undefer_entries, form.ids)
            return done(N_("已恢复 %(count)s 人。"), PEOPLE, count=len(form.ids))
    return _invited("reminder" if form.act == "remind" else "invitation", form.ids)


@pages.post("/people/invite")
def invite() -> Response:
    return _invited("invitation", None)


@pages.post("/people/remind")
def remind() -> Response:
    return _invited("reminder", None)


@pages.get("/people/invitations/<invitation_id>")
def invitation(invitation_id: str) -> Answer:
    found = read(queries.invitation, invitation_id, show=InvitationForEmployer)
    answer = make_response(page("rosters/invitation.html", invitation=found))
    if found.state != "done":
        answer.headers["Refresh"] = LOOK_AGAIN
    return answer


@pages.get("/people/letters")
def letters(query: Page) -> str:
    found = read(invitations.letters, _site(), query.cursor, query.limit, show=LetterForEmployer)
    return page("rosters/letters.html", letters=found)


def _people(looked: Looked) -> str:
    reported = None if looked.reported is None else looked.reported == "yes"
    found = read(
        queries.roster_entries, looked.state, reported, looked.cursor, looked.limit, text=looked.text,
        show=EntryForEmployer,
    )  # fmt: skip
    return page("rosters/people.html", people=found, looked=looked)


def _invited(kind: invitations.Kind, ids: list[str] | None) -> Response:
    begun = do(invitations.invite, kind, ids, _site())
    return done(N_("正在发送。"), f"{PEOPLE}/invitations/{begun.id}")


def _site() -> str:
    return current_app.extensions["settings"].public_url
