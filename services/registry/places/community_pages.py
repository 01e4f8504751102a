"""/registry/community: what a community says of itself, by those who work there."""

from werkzeug.wrappers import Response

from services.registry.places import actions, queries
from services.registry.places.forms import IntroductionTyped
from services.registry.places.model import Introduction
from services.registry.places.views import PlacePresented
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read, version

pages = Pages("community", __name__, "registry")
OWN = "/registry/community"


@pages.get("/community")
def community() -> str:
    return page("places/community.html", seen=read(queries.own_community, show=PlacePresented))


@pages.get("/community/introduction")
def to_write() -> str:
    return page("places/introduction.html", seen=read(queries.own_community, show=PlacePresented))


@pages.post("/community/introduction")
def write(form: IntroductionTyped) -> Response:
    own = do(queries.own_community).place
    sections = Introduction.model_validate(form.model_dump(exclude={"roads"}))
    do(actions.write_introduction, own.id, sections, form.roads, version=version())
    return done(N_("已保存，公开页已经更新。"), OWN)
