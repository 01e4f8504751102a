"""/activities/me/statements: what is said of a member to the employer; the member reads it first."""

from werkzeug.wrappers import Response

from services.activities.statements import actions, queries
from services.activities.statements.forms import Objection
from services.activities.statements.views import OwnStatement, StatementForMember
from shared.errors import N_
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("own_statements", __name__, "activities")
ME = "/activities/me"


@pages.get("/me/statements")
def statements(query: Page) -> str:
    found = read(queries.my_statements, query.limit, query.cursor, show=OwnStatement)
    return page("statements/mine.html", statements=found)


@pages.get("/me/statements/<statement_id>")
def statement(statement_id: str) -> str:
    return page("statements/own.html", whole=read(queries.my_statement, statement_id, show=StatementForMember))


@pages.post("/me/statements/<statement_id>/read")
def has_read(statement_id: str) -> Response:
    do(actions.read_statement, statement_id)
    return done(N_("已记下您看过了，不用再做什么。"), ME)


@pages.post("/me/statements/<statement_id>/object")
def object_to(statement_id: str, form: Objection) -> Response:
    do(actions.object_to_statement, statement_id, form.reason)
    return done(N_("异议已送到。答复您之前，它不会出具。"), f"{ME}/statements/{statement_id}")
