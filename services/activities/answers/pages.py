"""/activities/links/<secret>: the page that a link in a message opens, with one button."""

from werkzeug.wrappers import Response

from services.activities.answers import actions, queries
from services.activities.answers.forms import Answered
from services.activities.answers.views import AskedForHolder
from shared.errors import N_
from shared.web.pages import Pages, do, done, page, read

pages = Pages("answers", __name__, "activities")
DONE = {
    ("record", "yes"): N_("已确认，谢谢。不用再做什么。"), ("offer", "yes"): N_("名额是您的了，到时见。"),
    ("offer", "no"): N_("名额已让给下一位，不影响以后报名。"), ("seat", "no"): N_("报名已取消，没有任何影响。"),
}  # fmt: skip
STOPPED = N_("以后不再用短信和邮件发活动类通知，“消息”里仍能看到。随时可以在“我的资料”里改回来。")


@pages.get("/links/<secret>")
def question(secret: str) -> str:
    return page("answers/question.html", asked=read(queries.question, secret, show=AskedForHolder))


@pages.post("/links/<secret>")
def answer(secret: str, form: Answered) -> Response:
    asked = do(actions.answer_by_link, secret, form.answer)
    return done(DONE.get((asked.question, form.answer), STOPPED), f"/activities/links/{secret}")
