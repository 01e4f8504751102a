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

LOOPS = {"web": N_("网页"), "consumer": N_("读取事件"), "relay": N_("发出事件"), "worker": N_("到期任务")}
TROUBLES = {
    "starting": N_("正在启动"), "hangs": N_("没有进展，请重启这个进程"), "stopped": N_("程序出错，正在重试"),
    "outage": N_("连不上数据库或消息队列，正在重试"),
}  # fmt: skip


class Stream(Body):
    reader: str = Field(max_length=80)
    stream: str = Field(max_length=300)


def operation_pages(service: Service) -> Pages:
    pages = Pages("operation", __name__, service.name)

    @pages.get("/operation")
    def state() -> str:
        tables = {"services": SERVICES, "measures": MEASURES, "loops": LOOPS, "troubles": TROUBLES}
        return page("operation.html", service=service.name, state=do(operation), **tables)

    @pages.post("/operation/redrive")
    def redrive(form: Stream) -> Response:
        do(may_repair)
        reader = next((each for each in service.readers if each.name == form.reader), None)
        if reader is None:
            raise NotFound
        applied = Inbox(current_app.extensions["store"], reader).resume(form.stream)
        return done(N_("已重新处理 %(count)s 条。"), f"/{service.name}/operation", count=applied)

    return pages
