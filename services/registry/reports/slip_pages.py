"""/registry/check and /registry/slips/…: for whoever holds a paper with a code."""

from urllib.parse import quote

from flask import redirect
from pydantic import Field
from werkzeug.wrappers import Response

from services.registry.reports import queries
from services.registry.reports.views import SlipForAnybody
from shared.errors import NotFound
from shared.signs import as_typed
from shared.web import Body
from shared.web.pages import Pages, do, page, read

pages = Pages("slips", __name__, "registry")


class CodeQuery(Body):
    code: str = Field("", max_length=40)


@pages.get("/check")
def check(query: CodeQuery) -> str | Response:
    """One box for every code: a slip's is known here, any other is a statement's or nobody's."""
    code = as_typed(query.code)
    if not code:
        return page("reports/check.html")
    try:
        do(queries.slip_by_code, code)
    except NotFound:
        return redirect(f"/activities/statements/check/{quote(code)}", 303)
    return redirect(f"/registry/slips/{quote(code)}", 303)


@pages.get("/slips/<code>")
def slip(code: str) -> str:
    found = read(queries.slip_by_code, as_typed(code), show=SlipForAnybody)
    return page("reports/genuine.html", found=found, code=as_typed(code))
