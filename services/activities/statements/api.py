"""Statements over HTTP."""

from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, send_file

from services.activities.papers.rendering import pdf
from services.activities.statements import actions, forms, paper, queries, tables, views
from services.activities.statements import overview as overviews
from services.activities.statements.queries import Whole
from shared.web import Listed, Page, do, room

api = room("statements", __name__, "activities")
BINARY = {"schema": {"type": "string", "format": "binary"}}
PDF = {"content": {"application/pdf": BINARY}}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# the member


@api.get("/me/statements", responses={200: Listed[views.OwnStatement]})
def mine(query: Page) -> Any:
    """Your own, newest first."""
    return do(queries.my_statements, query.limit, query.cursor, show=views.OwnStatement)


@api.get("/me/statements/<statement_id>", responses={200: views.StatementForMember})
def my_statement(path: forms.StatementPath) -> Any:
    return do(queries.my_statement, path.statement_id, show=views.StatementForMember)


@api.post("/me/statements/<statement_id>/read", responses={200: views.StatementForMember})
def read(path: forms.StatementPath) -> Any:
    """You have seen it."""
    return do(actions.read_statement, path.statement_id, show=views.StatementForMember)


@api.post("/me/statements/<statement_id>/object", responses={200: views.StatementForMember})
def object_to(path: forms.StatementPath, body: forms.Objection) -> Any:
    """Something is wrong with it. It is not issued before that is answered."""
    return do(actions.object_to_statement, path.statement_id, body.reason, show=views.StatementForMember)


# the employer


@api.get("/statements/received", responses={200: Listed[views.StatementReceived]})
def received(query: forms.OfPeriodAndState) -> Any:
    """What communities issued of your people for a period."""
    asked = (query.kind, query.period, query.state, query.limit, query.cursor)
    return do(queries.received, *asked, show=views.StatementReceived)


@api.get("/statements/received.json", responses={200: views.StatementsForEmployer})
def received_json(query: forms.WholePeriod) -> Response:
    """All of a period that count, in one file."""
    file = tables.as_json(views.StatementForEmployer.of(each) for each in _all_received(query))
    return send_file(file, "application/json", as_attachment=True, download_name=f"statements-{query.period}.json")


@api.get("/statements/received.xlsx", responses={200: {"content": {XLSX: BINARY}}})
def received_xlsx(query: forms.WholePeriod) -> Response:
    """All of a period that count, as a table."""
    file = tables.as_xlsx(_all_received(query))
    return send_file(file, XLSX, as_attachment=True, download_name=f"statements-{query.period}.xlsx")


@api.get("/statements/received/<statement_id>", responses={200: views.StatementForEmployer})
def received_one(path: forms.StatementPath) -> Any:
    return do(queries.received_one, path.statement_id, show=views.StatementForEmployer)


@api.post("/statements/sign", responses={200: views.DoneForEmployer})
def sign(body: forms.Several) -> Any:
    """Seen and signed for: one, some, or all of a period."""
    return do(actions.sign_statements, body.ids, body.kind, body.period, show=views.DoneForEmployer)


def _all_received(query: forms.WholePeriod) -> Iterator[Whole]:
    """In pages, each asked for in a transaction of its own."""
    page = do(queries.received_whole, query.kind, query.period)
    yield from page
    while page.next:
        page = do(queries.received_whole, query.kind, query.period, page.next)
        yield from page


# the community, the street, the district


@api.get("/statements/overview", responses={200: views.PeriodForOfficer})
def overview(query: forms.PeriodAsked) -> Any:
    """How many there are of a period, in each state."""
    return do(overviews.overview, query.kind, query.period, show=views.PeriodForOfficer)


@api.get("/statements", responses={200: Listed[views.StatementInList]})
def statements(query: forms.OfPeriodAndState) -> Any:
    """All of a period within your scope."""
    asked = (query.kind, query.period, query.state, query.limit, query.cursor)
    return do(queries.statements, *asked, show=views.StatementInList)


@api.get("/statements/to-issue", responses={200: Listed[views.StatementInList]})
def to_issue(query: forms.OfPeriod) -> Any:
    """Those that were read, or have lain for seven days."""
    asked = (query.kind, query.period, query.limit, query.cursor)
    return do(queries.statements_to_issue, *asked, show=views.StatementInList)


@api.get("/statements/<statement_id>", responses={200: views.StatementForCommunity})
def statement(path: forms.StatementPath) -> Any:
    return do(queries.statement, path.statement_id, show=views.StatementForCommunity)


@api.post("/statements/issue", responses={200: views.DoneForCommunity})
def issue(body: forms.Several) -> Any:
    """One, some, or all of a period that can be."""
    return do(actions.issue_statements, body.ids, body.kind, body.period, show=views.DoneForCommunity)


@api.post("/statements/opinions", responses={200: views.DoneForCommunity})
def write_opinions(body: forms.Opinion) -> Any:
    """What the community says of a year, of one or several members; each of them reads it then."""
    return do(actions.write_opinions, body.ids, body.opinion, show=views.DoneForCommunity)


@api.post("/statements/<statement_id>/answer", responses={200: views.StatementForCommunity})
def answer(path: forms.StatementPath, body: forms.Answer) -> Any:
    """Answer the objection; it is drafted again with the records as they are now."""
    return do(
        actions.answer_objection, path.statement_id, body.answer, body.opinion, show=views.StatementForCommunity
    )  # fmt: skip


@api.post("/statements/<statement_id>/refresh", responses={200: views.StatementForCommunity})
def refresh(path: forms.StatementPath) -> Any:
    """A draft with the records as they are now."""
    return do(actions.refresh_statement, path.statement_id, show=views.StatementForCommunity)


@api.post("/statements/<statement_id>/receipt", responses={200: views.StatementForCommunity})
def receipt(path: forms.StatementPath, body: forms.Receipt) -> Any:
    """The employer signed on paper."""
    return do(actions.enter_receipt, path.statement_id, body.date, show=views.StatementForCommunity)


# paper


@api.get("/statements/<statement_id>/paper", responses={200: PDF})
def one_paper(path: forms.StatementPath) -> Response:
    """To print: for the member, the community, the employer."""
    return _printed([path.statement_id])


@api.post("/statements/papers", responses={200: PDF})
def papers(body: forms.Papers) -> Response:
    """Several in one file, a sheet each."""
    return _printed(body.ids)


def _printed(ids: list[str]) -> Response:
    settings = current_app.extensions["settings"]
    sheets = do(paper.sheets, ids, settings.public_url)
    return Response(pdf("statement", {"sheets": sheets, "demo": settings.demo}), content_type="application/pdf")


@api.get("/statements/check/<code>", responses={200: views.StatementForAnybody})
def check(path: forms.CodePath) -> Any:
    """Whether a print is genuine, for whoever holds it."""
    return do(queries.statement_by_code, path.code, show=views.StatementForAnybody)
