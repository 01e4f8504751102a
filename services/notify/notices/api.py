from typing import Any

from pydantic import BaseModel, Field

from services.notify.notices import actions, queries
from services.notify.notices.views import InboxForReader
from shared.web import Page, do, room
from shared.web.app import language

api = room("notices", __name__, "notify")


class NoticePath(BaseModel):
    notice_id: str = Field(max_length=300)


@api.get("/inbox", responses={200: InboxForReader})
def inbox(query: Page) -> Any:
    """What I was told, newest first, and how much of it is unread."""
    asked = (language().replace("_", "-"), query.limit, query.cursor)
    return do(queries.inbox, *asked, show=InboxForReader)


@api.post("/inbox/<notice_id>/read", responses={204: None})
def read(path: NoticePath) -> Any:
    do(actions.read_notice, path.notice_id)
    return "", 204


@api.post("/inbox/read-all", responses={204: None})
def read_all() -> Any:
    do(actions.read_all_notices)
    return "", 204
