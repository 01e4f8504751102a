"""/registry/me/data/phone: a member changes the phone, with a code to the old and one to the new."""

from urllib.parse import urlencode

from flask import current_app, redirect, request
from pydantic import Field
from werkzeug.wrappers import Response

from services.registry.accounts import codes, phones
from services.registry.accounts.views import PhoneChangeByMember
from services.registry.members.queries import my_profile
from services.registry.members.views import ProfileForMember
from shared.errors import N_
from shared.web import Body
from shared.web.pages import Pages, do, done, page, read
from shared.web.session import network

pages = Pages("own_phone", __name__, "registry")
HERE = "/registry/me/data/phone"


class NewPhone(Body):
    phone: str = Field(max_length=40)


@pages.get("/me/data/phone")
def phone() -> str:
    return page("accounts/phone.html", mine=_mine())


@pages.post("/me/data/phone")
def send_codes(form: NewPhone) -> Response:
    """To the new one first: where that is none, nothing is sent to the old."""
    known = _mine().known
    new = _send(form.phone)
    old = _send(known.phone) if known.phone else _send(email=known.email)
    return redirect(f"{HERE}/codes?{urlencode({'old': old, 'new': new})}", 303)


@pages.get("/me/data/phone/codes")
def both_codes() -> str:
    return page("accounts/phone_codes.html", mine=_mine())


@pages.post("/me/data/phone/codes")
def change(form: PhoneChangeByMember) -> Response:
    old, new = (phones.Answer(given.challenge, given.code) for given in (form.old, form.new))
    do(phones.change_phone, old, new)
    return done(N_("手机号已更换，以后用新的手机号登录。"), "/registry/me/data")


def _send(phone: str = "", email: str = "") -> str:
    limit = current_app.extensions["settings"].codes_per_network
    origin = network(request.remote_addr or "")
    return do(codes.send_code, phone=phone, email=email, network=origin, an_hour_from_network=limit).id


def _mine() -> ProfileForMember:
    return read(my_profile, show=ProfileForMember)
