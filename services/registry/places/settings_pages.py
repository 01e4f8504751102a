"""/registry/settings: what a district has set."""

from flask import request
from werkzeug.wrappers import Response

from services.registry.places import actions, emblem, queries
from services.registry.places.forms import SettingsTyped
from services.registry.places.views import SettingsForAll
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read, version

pages = Pages("settings", __name__, "registry")
SETTINGS = "/registry/settings"
WORDS = (  # each Word
    N_("报到单"), N_("回执"), N_("双报到"), N_("社区"), N_("街道"), N_("居民区党支部"), N_("登记站"), N_("联络站"),
    N_("信息组"), N_("指导员"), N_("服务登记卡"),
)  # fmt: skip


@pages.get("/settings")
def settings() -> str:
    return page("places/settings.html", own=read(queries.own_settings, show=SettingsForAll), words=WORDS)


@pages.post("/settings")
def change(form: SettingsTyped) -> Response:
    own, file = do(queries.own_settings), request.files.get("emblem")
    values = form.model_dump(exclude={"no_emblem"})
    if file:
        values["emblem"] = emblem.from_file(file.read())
    elif not form.no_emblem:
        values["emblem"] = own.emblem
    do(actions.set_district, own.id, values, version=version())
    return done(N_("已保存，半分钟内各页都会换上。"), SETTINGS)
