"""/activities/offers: what a member could do, and what anybody may read of it; signing up and taking it back."""

from flask import g, request
from werkzeug.wrappers import Response

from services.activities.activities.choosing import activities_for_me
from services.activities.activities.queries import announcement
from services.activities.activities.views import ActivityForEverybody, ActivityForMember
from services.activities.signups import actions, queries
from services.activities.signups.views import SignUpForMember
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, is_local, page, read

pages = Pages("own_signups", __name__, "activities")
ME = "/activities/me"


@pages.get("/offers")
def offers(query: Page) -> str:
    found = read(activities_for_me, query.limit, query.cursor, show=ActivityForMember)
    return page("signups/offers.html", activities=found, signups=_mine())


@pages.get("/offers/<activity_id>")
def offer(activity_id: str) -> str:
    found = read(announcement, activity_id, show=ActivityForEverybody)
    return page("signups/offer.html", activity=found, signups=_mine() if g.actor.role == "member" else {})


@pages.post("/offers/<activity_id>/shifts/<shift_id>/sign-up")
def sign_up(activity_id: str, shift_id: str) -> Response:
    signup = do(actions.sign_up, shift_id)
    return done(signup.text, f"/activities/offers/{activity_id}")


@pages.post("/me/signups/<signup_id>/accept")
def accept(signup_id: str) -> Response:
    return done(do(actions.accept_offer, signup_id).text, _back())


@pages.post("/me/signups/<signup_id>/decline")
def decline(signup_id: str) -> Response:
    do(actions.decline_offer, signup_id)
    return done(N_("已回复不参加，名额给了下一位。"), _back())


@pages.post("/me/signups/<signup_id>/withdraw")
def withdraw(signup_id: str) -> Response:
    do(actions.withdraw, signup_id)
    return done(N_("已退出。欢迎下次再来。"), _back())


def _mine() -> dict[str, SignUpForMember]:
    """The member's own that are ahead, by shift."""
    return {each.shift: each for each in read(queries.my_signups, limit=200, show=SignUpForMember)}


def _back() -> str:
    to = request.form.get("next", ME)
    return to if is_local(to) else ME
