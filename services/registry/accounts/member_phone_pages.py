"""/registry/members/…/phone: a member's phone is corrected by who has checked the person."""

from werkzeug.wrappers import Response

from services.registry.accounts import phones
from services.registry.accounts.views import PhoneChangeByStaff
from services.registry.members.queries import member_card
from services.registry.members.views import CardForCommunity
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("member_phones", __name__, "registry")


@pages.get("/members/<member_id>/phone")
def new_phone(member_id: str) -> str:
    return page("accounts/member_phone.html", seen=read(member_card, member_id, show=CardForCommunity))


@pages.post("/members/<member_id>/phone")
def correct(member_id: str, form: PhoneChangeByStaff) -> Response:
    do(phones.correct_phone, member_id, form.phone, form.why)
    return done(N_("手机号已更换，原号码会收到一条提醒。"), f"/registry/members/{member_id}")
