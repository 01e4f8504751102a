from typing import Any

import orjson
from flask import Response
from pydantic import BaseModel

from services.registry.privacy import actions, queries
from services.registry.privacy.forms import Sure
from services.registry.privacy.views import AccountForMember, ErasureForOfficer, ExportForMember
from shared.web import Page, do, room

api = room("privacy", __name__, "registry")


class ExportPath(BaseModel):
    export_id: str


class MemberPath(BaseModel):
    member_id: str


@api.post("/me/exports", responses={201: ExportForMember})
def ask_for_export() -> Any:
    """Ask for all that is held about you, from all services; ready within a minute or so, kept for a day."""
    return do(actions.ask_for_export, show=ExportForMember), 201


@api.get("/me/exports", responses={200: ExportForMember})
def my_exports(query: Page) -> Any:
    """The exports you asked for."""
    return do(queries.my_exports, show=ExportForMember, limit=query.limit, after=query.cursor)


@api.get("/me/exports/<export_id>/file")
def my_export(path: ExportPath) -> Any:
    """The file: one JSON document, {"services": {"registry": …, "notify": …, "activities": …}}."""
    whole = orjson.dumps(do(queries.my_export, path.export_id), option=orjson.OPT_INDENT_2)
    disposition = 'attachment; filename="lianxin-export.json"'
    return Response(whole, content_type="application/json", headers={"Content-Disposition": disposition})


@api.post("/me/close", responses={200: AccountForMember})
def close_my_account(body: Sure) -> Any:
    """Close the account: nothing is sent any more, open reports end, the record stays."""
    return do(actions.close_my_account, show=AccountForMember)


@api.post("/me/erase", responses={202: AccountForMember})
def erase_me(body: Sure) -> Any:
    """Erase everything about you in every service and in the broker. It cannot be taken back."""
    return do(actions.erase_me, show=AccountForMember), 202


@api.post("/members/<member_id>/erase", responses={202: ErasureForOfficer})
def erase_member(path: MemberPath, body: Sure) -> Any:
    """Erase everything about somebody who asked on paper. It cannot be taken back."""
    return do(actions.erase_member, path.member_id, show=ErasureForOfficer), 202


@api.get("/erasures", responses={200: ErasureForOfficer})
def erasures(query: Page) -> Any:
    """Erasures in the district, and what still waits for a service's answer."""
    return do(queries.erasures, show=ErasureForOfficer, limit=query.limit, after=query.cursor)
