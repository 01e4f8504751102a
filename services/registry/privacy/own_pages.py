"""/registry/me/data/export, /close and /erase: everything as a file, the end of the account, the end of everything."""

from werkzeug.wrappers import Response

from services.registry.members.queries import my_profile
from services.registry.members.views import ProfileForMember
from services.registry.privacy import actions, queries
from services.registry.privacy.forms import Sure
from services.registry.privacy.views import ExportForMember
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read
from shared.web.session import COOKIE

pages = Pages("own_privacy", __name__, "registry")
EXPORT = "/registry/me/data/export"


@pages.get("/me/data/export")
def export() -> str:
    return page("privacy/export.html", exports=read(queries.my_exports, show=ExportForMember))


@pages.post("/me/data/export")
def ask_for_export() -> Response:
    do(actions.ask_for_export)
    return done(N_("正在汇总，一般一分钟内就好。"), EXPORT)


@pages.get("/me/data/close")
def close() -> str:
    return page("privacy/close.html", mine=read(my_profile, show=ProfileForMember))


@pages.post("/me/data/close")
def close_for_good(form: Sure) -> Response:
    do(actions.close_my_account)
    return _out(done(N_("账号已注销，不会再收到通知。"), "/"))


@pages.get("/me/data/erase")
def erase() -> str:
    return page("privacy/erase.html", mine=read(my_profile, show=ProfileForMember))


@pages.post("/me/data/erase")
def erase_everything(form: Sure) -> Response:
    do(actions.erase_me)
    return _out(done(N_("正在删除您的全部信息，一般几分钟内完成，之后会发一条确认。"), "/"))


def _out(answer: Response) -> Response:
    answer.delete_cookie(COOKIE)
    return answer
