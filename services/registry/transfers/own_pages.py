"""/registry/me/data/transfer and /employer: a member moves, or works elsewhere."""

from werkzeug.wrappers import Response

from services.registry.reports.choosing import to_choose
from services.registry.reports.queries import my_report
from services.registry.reports.views import ReportForMember
from services.registry.transfers import actions, queries
from services.registry.transfers.forms import Destination, NewEmployer
from services.registry.transfers.views import EmploymentForMember
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("own_transfers", __name__, "registry")


@pages.get("/me/data/transfer")
def transfer() -> str:
    mine = read(my_report, show=ReportForMember)
    return page("transfers/transfer.html", mine=mine, **to_choose(""))


@pages.post("/me/data/transfer/find")
def find() -> str:
    """The same page, with what was found."""
    mine = read(my_report, show=ReportForMember)
    return page("transfers/transfer.html", mine=mine, **to_choose(""))


@pages.post("/me/data/transfer")
def start(form: Destination) -> Response:
    do(actions.start_transfer, form.community)
    return done(N_("申请已转给新社区，接收后会通知您。在此之前仍由原社区与您联系。"), "/registry/me")


@pages.get("/me/data/employer")
def employer() -> str:
    return page("transfers/employer.html", mine=read(queries.my_employment, show=EmploymentForMember))


@pages.post("/me/data/employer")
def change(form: NewEmployer) -> Response:
    do(actions.change_employer, form.entry, form.employer_name)
    return done(N_("单位已更新。"), "/registry/me/data")
