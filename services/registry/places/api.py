"""/registry/api/v1/places, /branches and /districts."""

from typing import Any

from flask import Response, jsonify, request

from services.registry.places import actions, codelist, emblem, queries, views
from services.registry.places.forms import (
    BranchChanges,
    BranchPath,
    Closing,
    DistrictPath,
    FindQuery,
    ImportQuery,
    IntroductionBody,
    NewBranch,
    PlaceChanges,
    PlacePath,
    PlacesQuery,
    SettingsBody,
    TreeQuery,
)
from services.registry.places.importing import import_code_list
from services.registry.places.model import Introduction
from shared.errors import N_, Invalid, Problem
from shared.web import Listed, do, if_match, room
from shared.web.app import refuse_larger_than
from shared.web.doing import shown

api = room("places", __name__, "registry")

BINARY = {"schema": {"type": "string", "format": "binary"}}
UPLOAD = {
    "required": True,
    "description": "the code list as CSV: as the body itself, or as `file` of a form",
    "content": {
        "text/csv": BINARY,
        "multipart/form-data": {"schema": {"type": "object", "properties": {"file": BINARY["schema"]}}},
    },
}


@api.post("/places/import", responses={200: views.CodeListForOfficer}, request_body=UPLOAD)
def import_code_list_(query: ImportQuery) -> Any:
    refuse_larger_than(codelist.SIZE)
    return shown(views.CodeListForOfficer, import_code_list(do, _uploaded(), query.dry_run))


def _uploaded() -> bytes:
    body = request.get_data()  # kept, so that the form can still be read from it
    if request.mimetype != "multipart/form-data":
        return body
    if "file" not in request.files:
        raise Invalid(fields=[Problem("file", N_("请选择要上传的文件。"))])
    return request.files["file"].read()


@api.get("/places", responses={200: Listed[views.PlaceInList]})
def places(query: PlacesQuery) -> Any:
    return do(
        queries.places, query.level, query.parent, query.active, query.limit, query.cursor, show=views.PlaceInList
    )


@api.get("/places/find", responses={200: Listed[views.CommunityFound]})
def find(query: FindQuery) -> Any:
    return do(queries.find_communities, query.q, show=views.CommunityFound)


@api.get("/places/tree", responses={200: views.TreeForPickers})
def tree(query: TreeQuery) -> Any:
    """Streets and communities of a district; answers 304 to If-None-Match while nothing has changed."""
    found = do(queries.tree, query.district, show=views.TreeForPickers)
    answer = jsonify(found)
    answer.set_etag(f"v{found['version']}")
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)


@api.get("/places/own", responses={200: views.OwnTreeForOfficers})
def own_tree() -> Any:
    """The officer's own district or street, with what was closed in it."""
    return do(queries.own_tree, show=views.OwnTreeForOfficers)


@api.get("/places/<code>/own", responses={200: views.OwnPlaceForOfficers})
def own_place(path: PlacePath) -> Any:
    return do(queries.own_place, path.code, show=views.OwnPlaceForOfficers)


@api.get("/places/<code>", responses={200: views.PlaceForReader})
def place(path: PlacePath) -> Any:
    return do(queries.place_as_seen, path.code, show=views.PlaceForReader)


@api.get("/places/<code>/page", responses={200: views.PlacePresented})
def presented(path: PlacePath) -> Any:
    """What everybody reads of a place: its introduction, what lies in it, what it offers next."""
    return do(queries.presented, path.code, show=views.PlacePresented)


@api.patch("/places/<code>", responses={200: views.PlaceForReader})
def edit_place(path: PlacePath, body: PlaceChanges) -> Any:
    changes = body.model_dump(exclude_unset=True)
    return do(actions.edit_place, path.code, changes, version=if_match(), show=views.PlaceForReader)


@api.put("/places/<code>/introduction", responses={200: views.PlaceForReader})
def write_introduction(path: PlacePath, body: IntroductionBody) -> Any:
    sections = Introduction.model_validate(body.model_dump(exclude={"roads"}))
    return do(
        actions.write_introduction, path.code, sections, body.roads, version=if_match(), show=views.PlaceForReader
    )


@api.post("/places/<code>/close", responses={200: views.PlaceForReader})
def close(path: PlacePath, body: Closing) -> Any:
    return do(actions.close_community, path.code, body.into, show=views.PlaceForReader)


@api.get("/places/<code>/branches", responses={200: Listed[views.BranchForOfficers]})
def branches(path: PlacePath) -> Any:
    return do(queries.branches_of, path.code, show=views.BranchForOfficers)


@api.post("/places/<code>/branches", responses={201: views.BranchForOfficers})
def add_branch(path: PlacePath, body: NewBranch) -> Any:
    return do(actions.add_branch, path.code, body.name, body.roads, show=views.BranchForOfficers), 201


@api.patch("/branches/<branch_id>", responses={200: views.BranchForOfficers})
def edit_branch(path: BranchPath, body: BranchChanges) -> Any:
    changes = body.model_dump(exclude_unset=True)
    return do(actions.edit_branch, path.branch_id, changes, version=if_match(), show=views.BranchForOfficers)


@api.get("/districts/<code>/settings", responses={200: views.SettingsForAll})
def settings(path: DistrictPath) -> Any:
    return do(queries.district_settings, path.code, show=views.SettingsForAll)


@api.put("/districts/<code>/settings", responses={200: views.SettingsForAll})
def set_district(path: DistrictPath, body: SettingsBody) -> Any:
    return do(actions.set_district, path.code, body.model_dump(), version=if_match(), show=views.SettingsForAll)


@api.get("/districts/<code>/emblem", responses={200: {"content": {"image/png": BINARY, "image/jpeg": BINARY}}})
def emblem_picture(path: DistrictPath) -> Response:
    kind, data = emblem.content(do(queries.emblem_of, path.code))
    return Response(data, content_type=kind)
