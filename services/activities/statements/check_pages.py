"""/activities/statements/check/…: for whoever holds a printed statement."""

from services.activities.statements import queries
from services.activities.statements.views import StatementForAnybody
from shared.web.pages import Pages, page, read

pages = Pages("statement_checks", __name__, "activities")


@pages.get("/statements/check/<code>")
def check(code: str) -> str:
    return page("statements/checked.html", found=read(queries.statement_by_code, code, show=StatementForAnybody))
