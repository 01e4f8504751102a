"""/registry/api/v1/accounts, /sign-in, /sign-out, /password and /me."""

from typing import Any

from flask import Response, current_app, jsonify, request

from services.registry.accounts import actions, choosing, codes, importing, phones, queries, signing_in, table, views
from services.registry.accounts.tokens import Holder, mint
from shared.settings import Settings
from shared.web import Listed, do, if_match, room
from shared.web.doing import shown
from shared.web.session import COOKIE, network
from shared.web.upload import upload_of, uploaded

api = room("accounts", __name__, "registry")


@api.get("/accounts", responses={200: Listed[views.AccountInList]})
def accounts(query: views.AccountsQuery) -> Any:
    return do(queries.accounts, query.role, query.limit, query.cursor, query.grant, show=views.AccountInList)


@api.post("/accounts", responses={201: views.AccountForOfficer})
def make(body: views.NewAccount) -> Any:
    return do(actions.make_account, **body.model_dump(), show=views.AccountForOfficer), 201


@api.get("/accounts/colleagues", responses={200: Listed[views.ColleagueForCommunity]})
def colleagues() -> Any:
    return do(queries.colleagues, show=views.ColleagueForCommunity)


@api.get("/accounts/roles", responses={200: Listed[views.RoleForOfficer]})
def roles() -> Any:
    """Whose accounts the asker makes."""
    return do(choosing.roles_to_make, show=views.RoleForOfficer)


@api.get("/accounts/grantable", responses={200: Listed[views.GrantableForOfficer]})
def grantable(query: views.GrantableQuery) -> Any:
    return do(choosing.grantable, query.role, query.q, show=views.GrantableForOfficer)


@api.get("/accounts/<account_id>", responses={200: views.ContactOfAccount})
def account(path: views.AccountPath) -> Any:
    return do(queries.account, path.account_id, show=views.ContactOfAccount)


@api.patch("/accounts/<account_id>", responses={200: views.AccountForOfficer})
def edit(path: views.AccountPath, body: views.AccountChange) -> Any:
    changes = body.model_dump(exclude_unset=True)
    return do(actions.edit_account, path.account_id, if_match(), **changes, show=views.AccountForOfficer)


@api.post("/accounts/<account_id>/password-link", responses={200: views.LinkForOfficer})
def password_link(path: views.AccountPath) -> Any:
    return do(actions.send_password_link, path.account_id, _settings().public_url, show=views.LinkForOfficer)


@api.post("/accounts/password-links", responses={200: Listed[views.LinkForOfficer]})
def password_links(body: views.ManyAccounts) -> Any:
    return do(actions.send_password_links, body.accounts, _settings().public_url, show=views.LinkForOfficer)


@api.post(
    "/accounts/import", responses={200: views.ImportForOfficer},
    request_body=upload_of("accounts as CSV", "text/csv"),
)  # fmt: skip
def import_accounts(query: views.ImportQuery) -> Any:
    rows = table.read(uploaded(table.LIMITS.size))
    return shown(views.ImportForOfficer, importing.import_table(do, rows, query.dry_run))


# signing in and out


@api.post("/sign-in", responses={200: views.SignedIn})
def sign_in(body: views.Credentials) -> Response:
    return _signed_in(do(signing_in.sign_in, body.login, body.password, _network()))


@api.post("/sign-out", responses={204: None})
def sign_out() -> Response:
    answer = Response(status=204)
    answer.delete_cookie(COOKIE)
    return answer


@api.post("/sign-in/codes", responses={201: views.CodeSent})
def send_code(body: views.Address) -> Any:
    limit = _settings().codes_per_network
    return do(
        codes.send_code, **body.model_dump(), network=_network(), an_hour_from_network=limit, show=views.CodeSent
    ), 201  # fmt: skip


@api.post("/sign-in/codes/<challenge_id>/answer", responses={200: views.SignedIn})
def answer_code(path: views.ChallengePath, body: views.Answer) -> Response:
    return _signed_in(do(codes.answer_code, path.challenge_id, body.code, body.id_number))


@api.post("/password", responses={200: views.PasswordSet})
def set_password(body: views.NewPassword) -> Any:
    return do(actions.set_password, body.token, body.password, show=views.PasswordSet)


def _signed_in(holder: Holder) -> Response:
    token = mint(_settings().signing_key or {}, holder)
    answer = jsonify(views.SignedIn(token=token, **_seen(holder)).model_dump(mode="json"))
    secure = _settings().public_url.startswith("https:")
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure)
    return answer


def _seen(holder: Holder) -> dict[str, Any]:
    return {"role": holder.role, "scopes": holder.scopes, "expires_at": holder.expires_at}


def _network() -> str:
    return network(request.remote_addr or "")


def _settings() -> Settings:
    return current_app.extensions["settings"]


# oneself


@api.get("/me", responses={200: views.Me})
def me() -> Any:
    return do(queries.me, show=views.Me)


@api.post("/me/phone", responses={200: views.PhoneChanged})
def change_phone(body: views.PhoneChangeByMember) -> Any:
    old, new = (phones.Answer(given.challenge, given.code) for given in (body.old, body.new))
    return do(phones.change_phone, old, new, show=views.PhoneChanged)


@api.post("/members/<member_id>/phone", responses={200: views.PhoneChanged})
def correct_phone(path: views.MemberPath, body: views.PhoneChangeByStaff) -> Any:
    return do(phones.correct_phone, path.member_id, body.phone, body.why, show=views.PhoneChanged)
