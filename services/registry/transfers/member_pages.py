"""/registry/members/…: the community transfers a member who asked for it, or notes that somebody is one no longer."""

from werkzeug.wrappers import Response

from services.registry.places.finding import looked_for
from services.registry.reports.queries import report_of_member
from services.registry.reports.views import ReportForCommunity
from services.registry.transfers import actions
from services.registry.transfers.forms import Destination, End
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("member_transfers", __name__, "registry")


def _report(member_id: str) -> ReportForCommunity:
    return read(report_of_member, member_id, show=ReportForCommunity)


@pages.get("/members/<member_id>/transfer")
def destination(member_id: str) -> str:
    return page("transfers/member_transfer.html", report=_report(member_id), **looked_for())


@pages.post("/members/<member_id>/transfer")
def transfer(member_id: str, form: Destination) -> Response:
    do(actions.transfer_member, _report(member_id).id, form.community)
    return done(N_("已转送，新社区接收以前仍由您这里联系。"), f"/registry/members/{member_id}")


@pages.get("/members/<member_id>/end")
def why(member_id: str) -> str:
    return page("transfers/end.html", report=_report(member_id))


@pages.post("/members/<member_id>/end")
def end(member_id: str, form: End) -> Response:
    do(actions.end_report, _report(member_id).id, form.why)
    return done(N_("已记下。服务记录保留，本人需要时可以恢复报到。"), "/registry/members")
