"""/registry/report and /registry/me: the pages of a member's own report."""

from flask import current_app, request
from werkzeug.wrappers import Response

from services.registry.members.model import CONSENT_VERSION
from services.registry.members.queries import my_profile
from services.registry.members.views import ProfileForMember
from services.registry.reports import actions, queries
from services.registry.reports.choices import Wanted, choices
from services.registry.reports.choosing import to_choose
from services.registry.reports.forms import ReceiptElsewhere
from services.registry.reports.model import GOING
from services.registry.reports.own_forms import CorrectionTyped, ReportTyped
from services.registry.reports.views import ReportForMember, SlipForHolder
from shared.errors import N_, NotFound
from shared.web.pages import Pages, do, done, page, read, refuse

pages = Pages("own_report", __name__, "registry")
ME = "/registry/me"
WHICH = N_("请选择是哪一家单位；都不是，就选最后一项。")


@pages.get("/report")
def report_form() -> str:
    return _form()


@pages.post("/report/find")
def find() -> str:
    """The same page, with what was found; nothing typed is lost, and none of it is in an address."""
    return _form()


@pages.post("/report")
def report(form: ReportTyped) -> Response:
    _refuse_unclear(form)
    do(actions.send_report, form)
    return done(N_("报到已提交。"), ME)


@pages.get("/me")
def me() -> str:
    try:
        return page("reports/me.html", mine=read(queries.my_report, show=ReportForMember))
    except NotFound:
        return page("reports/none_yet.html")


@pages.get("/me/slip")
def slip() -> str:
    own = read(queries.my_report, show=ReportForMember).report
    return page("reports/slip.html", slip=read(queries.slip, own.id, _site(), show=SlipForHolder), report=own)


@pages.get("/me/correct")
def correction() -> str:
    return _correction()


@pages.post("/me/correct/find")
def find_again() -> str:
    return _correction()


@pages.post("/me/correct")
def correct(form: CorrectionTyped) -> Response:
    _refuse_unclear(form)
    do(actions.send_again, form)
    return done(N_("已再次提交。"), ME)


@pages.post("/me/cancel")
def cancel() -> Response:
    do(actions.cancel_report)
    return done(N_("已撤回。需要时可以恢复，不用重新填写。"), ME)


@pages.post("/me/restore")
def restore() -> Response:
    do(actions.restore_report)
    return done(N_("已恢复，不用重新填写。"), ME)


@pages.post("/me/elsewhere-receipt")
def receipt_elsewhere(form: ReceiptElsewhere) -> Response:
    do(actions.note_receipt_elsewhere, form.number)
    return done(N_("回执编号已记下，报到办理完毕。"), ME)


def _form() -> str:
    mine = read(my_profile, show=ProfileForMember)
    guess = request.args.get("community") or (mine.guess.id if mine.guess else "")
    going = mine.member.state in GOING
    return page("reports/form.html", mine=mine, guess=guess, going=going, consent=CONSENT_VERSION, **to_choose(guess))


def _correction() -> str:
    mine = read(queries.my_report, show=ReportForMember)
    return page("reports/correct.html", mine=mine, **to_choose(mine.report.community or ""))


def _refuse_unclear(form: CorrectionTyped | ReportTyped) -> None:
    """An employer's name that finds some in the system is one of those or, said so, none."""
    unclear = form.employer_name and not request.form.get("employer_id")
    if unclear and do(choices, Wanted(employer=str(form.employer_name))).employers:
        raise refuse("employer_id", WHICH)


def _site() -> str:
    return current_app.extensions["settings"].public_url
