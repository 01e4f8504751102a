"""/notify/inbox: what one was told."""

from werkzeug.wrappers import Response

from services.notify.notices import actions, queries
from services.notify.notices.views import InboxForReader
from shared.errors import N_
from shared.web import Page
from shared.web.app import language
from shared.web.pages import Pages, do, done, page, read

pages = Pages("notices", __name__, "notify")
INBOX = "/notify/inbox"


@pages.get("/inbox")
def inbox(query: Page) -> str:
    asked = (language().replace("_", "-"), min(query.limit, 20), query.cursor)
    return page("notices/inbox.html", inbox=read(queries.inbox, *asked, show=InboxForReader))


@pages.post("/inbox/<notice_id>/read")
def read_one(notice_id: str) -> Response:
    do(actions.read_notice, notice_id)
    return done(N_("已标为看过。"), INBOX)


@pages.post("/inbox/read-all")
def read_all() -> Response:
    do(actions.read_all_notices)
    return done(N_("全部标为看过。"), INBOX)
