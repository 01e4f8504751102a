"""/registry/me/data: what a member has said of themselves, and how they want to be reached."""

from flask import request
from werkzeug.wrappers import Response

from services.registry.members import actions
from services.registry.members.forms import ProfileChange
from services.registry.members.own_forms import Rest, WishesTyped, own_skills
from services.registry.members.queries import my_profile
from services.registry.members.views import ProfileForMember
from services.registry.members.words import offered
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("own_data", __name__, "registry")
DATA = "/registry/me/data"
KEPT = N_("已保存。")


@pages.get("/me/data")
def data() -> str:
    return page("members/data.html", mine=_mine())


@pages.get("/me/data/wishes")
def wishes() -> str:
    mine = _mine()
    return page("members/wishes.html", mine=mine, more=own_skills(mine.member.skills), **offered())


@pages.post("/me/data/wishes")
def keep_wishes(form: WishesTyped) -> Response:
    do(actions.change_profile, _version(), form.said())
    return done(KEPT, DATA)


@pages.get("/me/data/rest")
def rest() -> str:
    return page("members/rest.html", mine=_mine())


@pages.post("/me/data/rest")
def keep_rest(form: Rest) -> Response:
    do(actions.change_profile, _version(), {"not_now_until": form.moment})
    return done(KEPT, DATA)


@pages.get("/me/data/contact")
def contact() -> str:
    return page("members/contact.html", mine=_mine())


@pages.post("/me/data/contact")
def keep_contact(form: ProfileChange) -> Response:
    do(actions.change_profile, _version(), form.said())
    return done(KEPT, DATA)


def _mine() -> ProfileForMember:
    return read(my_profile, show=ProfileForMember)


def _version() -> int:
    return int(request.form.get("version", "0"))
