"""Signing in and out, a new password, and how pages are shown: /registry/sign-in and around."""

from typing import Literal

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from services.registry.accounts import actions, codes, signing_in, views
from services.registry.accounts.tokens import Holder, mint
from shared.errors import N_
from shared.web import Body
from shared.web.navigation import first_page
from shared.web.pages import ELDER, SIZES, Pages, do, done, is_local, is_secure, page, wants
from shared.web.session import COOKIE, network

pages = Pages("accounts", __name__, "registry")
YEAR = 365 * 86400  # seconds


class Display(Body):
    """elder: the size of its text in px, 0 to leave it."""

    lang: Literal["zh_CN", "en"] | None = None
    elder: Literal["0", "20", "24", "30"] | None = None


@pages.get("/sign-in")
def sign_in() -> str:
    return page("accounts/sign_in.html")


@pages.post("/sign-in/password")
def by_password(form: views.Credentials) -> Response:
    return _signed_in(do(signing_in.sign_in, form.login, form.password, _network()))


@pages.post("/sign-in/codes")
def send_code(form: views.Address) -> Response:
    limit = current_app.extensions["settings"].codes_per_network
    sent = do(codes.send_code, **form.model_dump(), network=_network(), an_hour_from_network=limit)
    return redirect(wants(f"/registry/sign-in/codes/{sent.id}"), 303)


@pages.get("/sign-in/codes/<challenge_id>")
def code(challenge_id: str) -> str:
    return page("accounts/code.html")


@pages.post("/sign-in/codes/<challenge_id>")
def by_code(challenge_id: str, form: views.Answer) -> Response:
    return _signed_in(do(codes.answer_code, challenge_id, form.code, form.id_number))


@pages.get("/signed-in")
def signed_in() -> str:
    """Where somebody ends who signed in beside a form that they were filling in."""
    return page("accounts/signed_in.html")


@pages.post("/sign-out")
def sign_out() -> Response:
    answer = done(N_("您已退出登录。"), "/")
    answer.delete_cookie(COOKIE)
    return answer


@pages.get("/password")
def password() -> str:
    return page("accounts/password.html", token=request.args.get("token", ""))


@pages.post("/password")
def set_password(form: views.NewPassword) -> Response:
    do(actions.set_password, form.token, form.password)
    return done(N_("密码已设好，请用它登录。"), "/registry/sign-in")


@pages.post("/display")
def display(form: Display) -> Response:
    """Language and 长辈版, on this device."""
    back = request.form.get("next", "/")
    answer = redirect(back if is_local(back) else "/", 303)
    if form.lang:
        answer.set_cookie("lang", form.lang, max_age=YEAR, samesite="Lax", httponly=True, secure=is_secure())
    if form.elder in SIZES:
        answer.set_cookie(ELDER, form.elder, max_age=YEAR, samesite="Lax", httponly=True, secure=is_secure())
    elif form.elder:
        answer.delete_cookie(ELDER)
    return answer


def _signed_in(holder: Holder) -> Response:
    settings, to = current_app.extensions["settings"], request.values.get("next", "")
    answer = redirect(to if is_local(to) else first_page(holder.role), 303)
    token = mint(settings.signing_key or {}, holder)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=is_secure())
    return answer


def _network() -> str:
    return network(request.remote_addr or "")
