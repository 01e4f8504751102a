"""/registry/members/…: one member as the community sees them, with their report."""

from pydantic import Field
from werkzeug.wrappers import Response

from services.registry.members.queries import member_card, member_contact
from services.registry.members.views import CardForCommunity, ContactForCommunity
from services.registry.places.queries import branches_of, presented
from services.registry.places.views import BranchForOfficers, PlacePresented
from services.registry.reports import actions, queries
from services.registry.reports.caring import who_looks_after
from services.registry.reports.forms import Assignment
from services.registry.reports.views import ReportForCommunity
from shared.errors import N_, WrongState
from shared.web.pages import Pages, do, done, page, read

pages = Pages("cards", __name__, "registry")


class GivenTo(Assignment):
    version: int = Field(ge=0)  # of the report that was shown


@pages.get("/members/<member_id>")
def card(member_id: str) -> str:
    return _card(member_id, phone="")


@pages.post("/members/<member_id>/contact")
def contact(member_id: str) -> str:
    """The same card with the whole phone, for who is about to call; the look is logged."""
    return _card(member_id, phone=read(member_contact, member_id, show=ContactForCommunity).phone)


def _card(member_id: str, phone: str) -> str:
    seen = read(member_card, member_id, show=CardForCommunity)
    report = read(queries.report_of_member, member_id, show=ReportForCommunity)
    branches = read(branches_of, report.community, show=BranchForOfficers) if report.community else []
    names = {branch.id: branch.name for branch in branches}
    return page(
        "reports/card.html", member=seen.member, masked_phone=seen.masked_phone, report=report, phone=phone,
        branch=names.get(seen.member.home_branch),
    )  # fmt: skip


@pages.get("/members/<member_id>/letter")
def letter(member_id: str) -> str:
    """To print, for who is not reached by phone."""
    seen = read(member_card, member_id, show=CardForCommunity)
    report = read(queries.report_of_member, member_id, show=ReportForCommunity)
    if report.state != "reported":
        raise WrongState
    here = read(presented, report.community, show=PlacePresented)
    return page("reports/letter.html", member=seen.member, report=report, here=here)


@pages.get("/members/<member_id>/assignment")
def assignment(member_id: str) -> str:
    report = read(queries.report_of_member, member_id, show=ReportForCommunity)
    return page("reports/assignment.html", report=report, **who_looks_after(report.community))


@pages.post("/members/<member_id>/assignment")
def assign(member_id: str, form: GivenTo) -> Response:
    report = read(queries.report_of_member, member_id, show=ReportForCommunity)
    do(actions.assign_report, report.id, form.version, form.home_branch, form.contact)
    return done(N_("已更改。"), f"/registry/members/{member_id}")
