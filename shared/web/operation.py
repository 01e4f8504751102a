"""/<service>/operation: how the processes of this service are, what waits and what is bad, for operators."""

from flask import current_app
from pydantic import Field
from werkzeug.wrappers import Response

from shared.errors import N_, NotFound
from shared.inbox import Inbox
from shared.operation import may_repair, operation
from shared.service import Service
from shared.web.pages import Pages, do, done, page
from shared.web.room import Body

SERVICES = ("registry", "notify", "activities")
MEASURES = {
    "asked": N_("回答的请求"), "taken": N_("读取的事件"), "relayed": N_("发出的事件"), "done": N_("完成的任务"),
}  # fmt: skip


class Stream(Body):
    reader: str = Field(max_length=80)
    stream: str = Field(max_length=300)


def operation_pages(service: Service) -> Pages:
    pages = Pages("operation", __name__, service.name)

    @pages.get("/operation")
    def state() -> str:
        return page("operation.html", service=service.name, services=SERVICES, measures=MEASURES, state=do(operation))

    @pages.post("/operation/redrive")
    def redrive(form: Stream) -> Response:
        do(may_repair)
        reader = next((each for each in service.readers if each.name == form.reader), None)
        if reader is None:
            raise NotFound
        applied = Inbox(current_app.extensions["store"], reader).resume(form.stream)
        return done(N_("已重新处理 %(count)s 条。"), f"/{service.name}/operation", count=applied)

    return pages
