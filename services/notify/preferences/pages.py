"""/notify/preferences: what a member does not want to be sent."""

from flask import request
from werkzeug.wrappers import Response

from services.notify.preferences import actions, queries
from services.notify.preferences.forms import Ticked
from services.notify.preferences.views import PreferencesForMember
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("preferences", __name__, "notify")
PREFERENCES = "/notify/preferences"
CATEGORIES = {
    "report": N_("报到办理的进展"), "activity": N_("活动、报名和服务记录"), "statement": N_("服务登记卡和评议"),
    "account": N_("账号"),
}  # fmt: skip


@pages.get("/preferences")
def preferences() -> str:
    found = read(queries.preferences, show=PreferencesForMember)
    wanted = [f"{each.category}:{each.channel}" for each in found.items if each.wanted]
    return page("preferences/preferences.html", found=found, wanted=wanted, categories=CATEGORIES)


@pages.post("/preferences")
def change(form: Ticked) -> Response:
    do(actions.set_preferences, form.items, int(request.form.get("version", "0")))
    return done(N_("已保存。不发的，仍可以在“消息”里看到。"), PREFERENCES)
