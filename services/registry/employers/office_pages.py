"""/registry/employers/…: employers, for the officers of the district or street they lie in."""

from typing import Any

from pydantic import Field
from werkzeug.wrappers import Response

from services.registry.employers import actions, queries
from services.registry.employers.forms import Employers, EmployerSaid
from services.registry.employers.views import EmployerForOfficer, EmployerWithPlace
from services.registry.places.queries import find_communities
from services.registry.places.search import query_key
from services.registry.places.views import CommunityFound
from shared.errors import N_
from shared.web import Body
from shared.web.pages import Pages, do, done, page, read, version

pages = Pages("employers", __name__, "registry")
EMPLOYERS = "/registry/employers"


class WhereQuery(Body):
    """q: finds the community where the employer works."""

    q: str = Field("", max_length=50)


@pages.get("/employers")
def employers(query: Employers) -> str:
    active = True if query.active is None else query.active
    found = read(queries.employers, active, query.cursor, query.limit, query.q, show=EmployerForOfficer)
    return page("employers/employers.html", employers=found, active=active, asked=query.q)


@pages.get("/employers/new")
def new(query: WhereQuery) -> str:
    return page("employers/form.html", employer=None, **_found(query.q))


@pages.post("/employers/new")
def create(form: EmployerSaid) -> Response:
    made = do(actions.create_employer, form.name, form.code, form.community)
    return done(N_("单位已添加。下一步，给它的管理员建账号。"), f"{EMPLOYERS}/{made.id}")


@pages.get("/employers/<employer_id>")
def employer(employer_id: str) -> str:
    return page("employers/employer.html", employer=_employer(employer_id))


@pages.get("/employers/<employer_id>/edit")
def to_edit(employer_id: str, query: WhereQuery) -> str:
    return page("employers/form.html", employer=_employer(employer_id), **_found(query.q))


@pages.post("/employers/<employer_id>/edit")
def edit(employer_id: str, form: EmployerSaid) -> Response:
    do(actions.edit_employer, employer_id, version(), form.name, form.code, form.community)
    return done(N_("已保存。"), f"{EMPLOYERS}/{employer_id}")


@pages.post("/employers/<employer_id>/deactivate")
def deactivate(employer_id: str) -> Response:
    do(actions.deactivate_employer, employer_id)
    return done(N_("单位已停用：不再出现在列表里，也不能再交花名册。"), f"{EMPLOYERS}/{employer_id}")


@pages.post("/employers/<employer_id>/reactivate")
def reactivate(employer_id: str) -> Response:
    do(actions.reactivate_employer, employer_id)
    return done(N_("单位已启用。"), f"{EMPLOYERS}/{employer_id}")


def _employer(employer_id: str) -> EmployerWithPlace:
    return read(queries.employer, employer_id, show=EmployerWithPlace)


def _found(text: str) -> dict[str, Any]:
    """Which communities the typed words find; None where nothing was asked."""
    return {"asked": text, "found": read(find_communities, text, show=CommunityFound) if query_key(text) else None}
