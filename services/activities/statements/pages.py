"""/activities/statements: for those who issue statements and appraisals, and for the employer that receives them."""

from typing import Any

from flask import Response as File
from flask import current_app
from werkzeug.wrappers import Response

from services.activities.papers.rendering import pdf
from services.activities.statements import actions, overview, paper, queries, views
from services.activities.statements.forms import Answer, Opinion, Papers, PeriodAsked, Receipt, Several, State
from shared.errors import N_, Text
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("statements", __name__, "activities")
AT_ONCE = 200  # of one state that waits, on one page
LIST, RECEIVED = "/activities/statements", "/activities/statements/received"
LEFT = N_("已处理 %(count)s 份，还有 %(left)s 份，请再按一次。")


class Asked(PeriodAsked, Page):
    """Of a period those of one state; without one, what waits."""

    state: State | None = None


# the community, the street, the district


@pages.get("/statements")
def statements(query: Asked) -> str:
    about = read(overview.overview, query.kind, query.period, query.state, show=views.PeriodForOfficer)
    which, begin = (about.kind, about.period), (query.limit, query.cursor)
    if query.state:
        found = read(queries.statements, *which, query.state, *begin, show=views.StatementInList)
        return page("statements/of_state.html", about=about, state=query.state, statements=found)
    to_issue = read(queries.statements_to_issue, *which, *begin, show=views.StatementInList)
    waiting = {
        state: read(queries.statements, *which, state, AT_ONCE, show=views.StatementInList)
        for state in ("objected", "prepared") if about.counts.get(state)
    }  # fmt: skip
    return page("statements/statements.html", about=about, to_issue=to_issue, waiting=waiting)


@pages.get("/statements/<any(issue, opinions, papers):_>")
def after_refusal(_: str, query: Asked) -> str:
    """Where their forms post to: after a refusal the same list again."""
    return statements(query=query)


@pages.post("/statements/issue")
def issue(form: Several) -> Response:
    items, left = do(actions.issue_statements, form.ids, form.kind, form.period)
    return _done(N_("已出具 %(count)s 份，单位和本人都会收到通知。"), _list(form.kind, form.period), items, left)


@pages.post("/statements/opinions")
def write_opinions(form: Opinion) -> Response:
    items, _ = do(actions.write_opinions, form.ids, form.opinion)
    return _done(N_("已写好 %(count)s 份意见，等本人阅读。"), _list("appraisal", items[0].period), items, left=0)


@pages.post("/statements/papers")
def papers(form: Papers) -> File:
    """Several to print, in one file."""
    settings = current_app.extensions["settings"]
    sheets = do(paper.sheets, form.ids, settings.public_url)
    return File(pdf("statement", {"sheets": sheets, "demo": settings.demo}), content_type="application/pdf")


@pages.get("/statements/<statement_id>")
def statement(statement_id: str) -> str:
    found = read(queries.statement, statement_id, show=views.StatementForCommunity)
    return page("statements/statement.html", whole=found)


@pages.post("/statements/<statement_id>/answer")
def answer(statement_id: str, form: Answer) -> Response:
    do(actions.answer_objection, statement_id, form.answer, form.opinion)
    return done(N_("已答复。会按现在的记录重新起草，请本人再看一次。"), f"{LIST}/{statement_id}")


@pages.post("/statements/<statement_id>/refresh")
def refresh(statement_id: str) -> Response:
    do(actions.refresh_statement, statement_id)
    return done(N_("已按现在的记录重新核对。"), f"{LIST}/{statement_id}")


@pages.post("/statements/<statement_id>/receipt")
def receipt(statement_id: str, form: Receipt) -> Response:
    do(actions.enter_receipt, statement_id, form.date)
    return done(N_("已登记单位的回执。"), f"{LIST}/{statement_id}")


# the employer


@pages.get("/statements/received")
def received(query: Asked) -> str:
    about = read(overview.overview, query.kind, query.period, show=views.PeriodForOfficer)
    which, begin = (query.kind, about.period), (query.limit, query.cursor)
    found = read(queries.received, *which, query.state, *begin, show=views.StatementReceived)
    waits = bool(about.counts.get("issued")) and not query.cursor
    to_sign = read(queries.received, *which, "issued", AT_ONCE, show=views.StatementReceived) if waits else []
    return page("statements/received.html", about=about, statements=found, to_sign=to_sign)


@pages.get("/statements/received/sign")
def after_refused_signing(query: Asked) -> str:
    return received(query=query)


@pages.post("/statements/received/sign")
def sign(form: Several) -> Response:
    items, left = do(actions.sign_statements, form.ids, form.kind, form.period)
    to = f"{RECEIVED}?kind={form.kind}&period={form.period}"
    return _done(N_("已签收 %(count)s 份。"), to, items, left)


@pages.get("/statements/received/<statement_id>")
def received_one(statement_id: str) -> str:
    found = read(queries.received_one, statement_id, show=views.StatementForEmployer)
    return page("statements/received_one.html", whole=found)


def _list(kind: str, period: str) -> str:
    return f"{LIST}?kind={kind}&period={period}"


def _done(text: Text, to: str, items: list[Any], left: int) -> Response:
    return done(LEFT if left else text, to, count=len(items), left=left)
