"""/activities/me: what waits for the member, their shifts, and the ways to all that is theirs."""

from services.activities.mine import queries
from services.activities.mine.views import HoursForMember, MineForMember
from shared.web.pages import Pages, page, read

pages = Pages("mine", __name__, "activities")


@pages.get("/me")
def mine() -> str:
    return page("mine/mine.html", mine=read(queries.mine, show=MineForMember))


@pages.get("/me/hours")
def hours() -> str:
    return page("mine/hours.html", hours=read(queries.my_hours, show=HoursForMember))
