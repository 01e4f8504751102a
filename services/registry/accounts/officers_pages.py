"""/registry/accounts/…: officers' accounts, for those above them."""

import io
from typing import Annotated, Any

from flask import current_app, request
from pydantic import Field
from werkzeug.wrappers import Response

from services.registry.accounts import actions, choosing, importing, queries, table, views
from shared.errors import N_
from shared.web import Body
from shared.web.pages import Pages, do, done, page, read, version
from shared.web.upload import kept_file

pages = Pages("officers", __name__, "registry")
ACCOUNTS = "/registry/accounts"


class NewQuery(Body):
    """role: of the account to be; q: finds what it is granted."""

    role: views.Role | None = None
    q: str = Field("", max_length=50)


class Typed(Body):
    """On the page, what is left blank is meant."""

    name: str = Field(min_length=1, max_length=60)
    title: str = Field("", max_length=50)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
    grants: Annotated[views.Grants, Field(max_length=100)] = []


@pages.get("/accounts")
def accounts(query: views.AccountsQuery) -> str:
    found = read(
        queries.accounts, query.role, query.limit, query.cursor, query.grant, show=views.AccountInList
    )  # fmt: skip
    return page("accounts/accounts.html", accounts=found, role=query.role, roles=_roles())


@pages.post("/accounts/links")
def links(form: views.ManyAccounts) -> str:
    """Shown this once, to be printed; asking again makes new ones."""
    return _links(form.accounts)


# a new one


@pages.get("/accounts/new")
def new(query: NewQuery) -> str:
    """One step after the other: the role, what it is granted, who it is."""
    roles = _roles()
    role = query.role or (roles[0].role if len(roles) == 1 else None)
    level = next((each.level for each in roles if each.role == role), None)
    found = read(choosing.grantable, role, query.q, show=views.GrantableForOfficer) if role else []
    return page("accounts/new.html", roles=roles, role=role, level=level, asked=query.q, found=found)


@pages.post("/accounts/new")
def make(form: views.NewAccount) -> Response:
    made = do(actions.make_account, **form.model_dump())
    return done(N_("账号已建好。请把设置密码的链接交给本人。"), f"{ACCOUNTS}/{made.id}")


# a table of them


@pages.get("/accounts/import")
def table_of_accounts() -> str:
    return page("accounts/import.html", seen=None, roles=_roles())


@pages.post("/accounts/import")
def check_table() -> str:
    """A dry run; the file comes back with the form that takes it in."""
    return _import(dry_run=True)


@pages.post("/accounts/import/apply")
def take_in() -> str:
    return _import(dry_run=False)


def _import(dry_run: bool) -> str:
    _roles()  # who makes no accounts is refused before anything is read
    file = kept_file(table.LIMITS.size)
    found = importing.import_table(do, table.read(io.BytesIO(file.content)), dry_run)
    return page("accounts/import.html", seen=views.ImportForOfficer.of(found), content=file.again)


# one of them


@pages.get("/accounts/<account_id>")
def account(account_id: str) -> str:
    return page("accounts/account.html", roles=[each.role for each in _roles()], account=_account(account_id))


@pages.get("/accounts/<account_id>/edit")
def to_edit(account_id: str) -> str:
    seen, asked = _account(account_id), request.args.get("q", "")[:50]
    found = read(choosing.grantable, seen.role, asked, show=views.GrantableForOfficer)
    level = next((each.level for each in _roles() if each.role == seen.role), None)
    return page("accounts/edit.html", account=seen, asked=asked, found=found, level=level)


@pages.post("/accounts/<account_id>/edit")
def edit(account_id: str, form: Typed) -> Response:
    do(actions.edit_account, account_id, version(), **form.model_dump())
    return done(N_("已保存。"), f"{ACCOUNTS}/{account_id}")


@pages.post("/accounts/<account_id>/shut")
def shut(account_id: str) -> Response:
    do(actions.edit_account, account_id, version(), active=False)
    return done(N_("账号已停用，对方几秒钟内就不能再用。"), f"{ACCOUNTS}/{account_id}")


@pages.post("/accounts/<account_id>/open")
def open_again(account_id: str) -> Response:
    do(actions.edit_account, account_id, version(), active=True)
    return done(N_("账号已启用。"), f"{ACCOUNTS}/{account_id}")


@pages.get("/accounts/<account_id>/link")
def after_link(account_id: str) -> str:
    """A link is shown once; who comes back to its address sees the account."""
    return account(account_id)


@pages.post("/accounts/<account_id>/link")
def link(account_id: str) -> str:
    return _links([account_id])


def _links(ids: list[str]) -> str:
    site = current_app.extensions["settings"].public_url
    return page("accounts/links.html", made=read(actions.send_password_links, ids, site, show=views.LinkToPrint))


def _roles() -> list[views.RoleForOfficer]:
    return read(choosing.roles_to_make, show=views.RoleForOfficer)


def _account(account_id: str) -> Any:
    return read(queries.account, account_id, show=views.ContactOfAccount)
