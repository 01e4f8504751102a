"""/registry/places/…: the tree of places as its officers look after it."""

from typing import Any

from flask import g
from werkzeug.wrappers import Response

from services.registry.places import actions, codelist, queries, views
from services.registry.places.forms import BranchTyped, Closing, ClosingQuery, PlaceTyped
from services.registry.places.importing import import_code_list
from shared.errors import N_, NotFound
from shared.web.pages import Pages, do, done, page, read, version
from shared.web.upload import kept_file

pages = Pages("tree", __name__, "registry")
PLACES = "/registry/places"


@pages.get("/places")
def tree() -> str:
    return page("places/tree.html", tree=read(queries.own_tree, show=views.OwnTreeForOfficers))


# the official code list


@pages.get("/places/import")
def code_list() -> str:
    read(queries.own_tree, show=views.OwnTreeForOfficers)  # whoever has no tree has nothing to take in
    return page("places/import.html", found=None)


@pages.post("/places/import")
def compare() -> str:
    """A dry run; the file comes back with the form that applies it."""
    file = kept_file(codelist.SIZE)
    found = views.CodeListForOfficer.of(import_code_list(do, file.content, dry_run=True))
    return page("places/import.html", found=found, content=file.again)


@pages.post("/places/import/apply")
def take_in() -> Response:
    found = import_code_list(do, kept_file(codelist.SIZE).content, dry_run=False)
    text = N_("代码表已导入：新增 %(added)s 个，改名 %(renamed)s 个。")
    return done(text, PLACES, added=len(found.added), renamed=len(found.renamed))


# one place


@pages.get("/places/<code>")
def place(code: str) -> str:
    return page("places/own_place.html", seen=_seen(code))


@pages.get("/places/<code>/edit")
def to_edit(code: str) -> str:
    return page("places/edit.html", seen=_seen(code))


@pages.post("/places/<code>/edit")
def edit(code: str, form: PlaceTyped) -> Response:
    do(actions.edit_place, code, form.model_dump(), version=version())
    return done(N_("已保存。"), f"{PLACES}/{code}")


@pages.get("/places/<code>/close")
def closing(code: str, query: ClosingQuery) -> str:
    found = read(queries.find_communities, query.q, show=views.CommunityFound) if query.q else None
    return page("places/close.html", seen=_seen(code), asked=query.q, found=found)


@pages.post("/places/<code>/close")
def close(code: str, form: Closing) -> Response:
    do(actions.close_community, code, form.into)
    return done(N_("已撤销，党员正在转入新的社区，几分钟内完成。"), f"{PLACES}/{code}")


# its home branches


@pages.get("/places/<code>/branches/new")
def to_add(code: str) -> str:
    return page("places/branch.html", seen=_seen(code), branch=None)


@pages.post("/places/<code>/branches/new")
def add_branch(code: str, form: BranchTyped) -> Response:
    do(actions.add_branch, code, form.name, form.roads)
    return done(N_("党支部已添加。"), _home_of(code))


@pages.get("/places/<code>/branches/<branch_id>")
def branch(code: str, branch_id: str) -> str:
    seen = _seen(code)
    found = [each for each in seen.branches if each.id == branch_id]
    if not found:
        raise NotFound
    return page("places/branch.html", seen=seen, branch=found[0])


@pages.post("/places/<code>/branches/<branch_id>")
def edit_branch(code: str, branch_id: str, form: BranchTyped) -> Response:
    do(actions.edit_branch, branch_id, form.model_dump(), version=version())
    return done(N_("已保存。"), _home_of(code))


def _home_of(code: str) -> str:
    """Where an officer looks after it: a secretary on the community's own page."""
    return "/registry/community" if g.actor.role == "secretary" else f"{PLACES}/{code}"


def _seen(code: str) -> Any:
    return read(queries.own_place, code, show=views.OwnPlaceForOfficers)
