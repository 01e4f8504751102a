"""/activities/me/calendar: the member's shifts in the calendar of their phone."""

from contextlib import suppress

from flask import current_app
from werkzeug.wrappers import Response

from services.activities.calendars import actions, queries
from services.activities.calendars.views import FeedForMember, NewFeedForMember
from shared.errors import N_, NotFound
from shared.web.pages import Pages, do, done, page, read

pages = Pages("calendars", __name__, "activities")
CALENDAR = "/activities/me/calendar"


@pages.get("/me/calendar")
def calendar(new: NewFeedForMember | None = None) -> str:
    """`new`: the address, which is shown this once."""
    feed = None
    with suppress(NotFound):
        feed = read(queries.my_feed, show=FeedForMember)
    return page("calendars/own.html", feed=feed, new=new)


@pages.post("/me/calendar")
def make() -> str:
    return calendar(read(actions.make_feed, current_app.extensions["settings"].public_url, show=NewFeedForMember))


@pages.post("/me/calendar/revoke")
def revoke() -> Response:
    do(actions.revoke_feed)
    return done(N_("日历地址已停用。"), CALENDAR)
