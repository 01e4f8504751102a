"""What a noun's pages.py is written with. A page asks the same actions and queries as the API, shows the same views,
works without JavaScript, and after a refusal comes back with everything that was typed."""

import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request
from pydantic import BaseModel
from werkzeug.wrappers import Response as AnyResponse

from shared.errors import Changed, Invalid, Problem, Refused, Text
from shared.tx import Found
from shared.web.doing import do
from shared.web.forms import typed
from shared.web.room import Page, View, said

V = TypeVar("V", bound=View)
TOLD = "told"  # the cookie with what an action did, shown once
SUFFIX = "_pages"
ELDER = "elder"  # the cookie of 长辈版: the size of its text
SIZES = ("20", "24", "30")
FEW = 10  # rows of a list in 长辈版
SIGNED_OUT = {"not_signed_in", "session_expired", "session_ended", "token_invalid"}


class Pages(Blueprint):
    """A noun's pages: /<service>/…, with templates in services/<service>/templates/<noun>/. A handler that takes
    `form: SomeBody` or `query: SomeQuery` is given it, checked as the API checks it."""

    def __init__(self, noun: str, import_name: str, service: str) -> None:
        super().__init__(f"{noun}{SUFFIX}", import_name, url_prefix=f"/{service}")

    def add_url_rule(self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **kw: Any):
        super().add_url_rule(rule, endpoint, _given(view_func) if view_func else None, *args, **kw)


def read(query: Callable, /, *args: Any, show: type[V], **kwargs: Any) -> Any:
    """What a query answers, as the view of this audience: one, or a list with its `next` cursor."""
    result = do(query, *args, **kwargs)
    if isinstance(result, list):
        views = Found(show.of(each) for each in result)
        views.next = getattr(result, "next", None)
        return views
    return show.of(result)


def page(template: str, /, **values: Any) -> str:
    """The page of this template, in the shell."""
    return render_template(template, **values)


def done(text: Text, to: str, **values: object) -> AnyResponse:
    """It is done: go on to `to`, which says so once. No personal data in `text`."""
    answer = redirect(to, 303)
    told = quote(said([text, values] if isinstance(text, str) else text))
    answer.set_cookie(TOLD, told, max_age=60, httponly=True, samesite="Lax", secure=is_secure())
    return answer


def here(**changes: object) -> str:
    """This page's address with other parameters; None takes one away."""
    given: dict[str, Any] = request.args.to_dict() | changes
    kept = {name: value for name, value in given.items() if value is not None}
    return request.path + (f"?{urlencode(kept)}" if kept else "")


def wants(path: str) -> str:
    """This path, with where the person wanted to go after it."""
    to = request.values.get("next", "")
    return f"{path}?{urlencode({'next': to})}" if is_local(to) else path


def is_local(address: str) -> bool:
    """Whether it is a path of this origin: where a person may be sent on to."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address


def asks_for_page() -> bool:
    """Whether it is a person with a browser that asks."""
    if request.blueprint:
        return request.blueprint.endswith(SUFFIX)
    return not request.path.endswith(".json") and "/api/" not in request.path and _prefers_html()


def refusal(caught: Refused) -> Response | AnyResponse:
    """What a refused request is shown: the sign-in, the same page with what was typed, or a page that says why."""
    if caught.code in SIGNED_OUT and request.method == "GET":
        return redirect(f"/registry/sign-in?{urlencode({'next': request.full_path.rstrip('?')})}", 303)
    g.refused = caught
    if caught.code in SIGNED_OUT:
        return _answer(page("signed_out.html", fields=list(request.form.items(multi=True))), 401)
    if request.method == "POST":
        try:
            return _answer(_page_above(), caught.status)
        except Refused:  # it is nothing that they may see
            g.refused = caught
    return _answer(page("refused.html"), caught.status)


def plain_refusal(status: int, text: str) -> Response:
    """A page for what no action refused: an address that is none, an outage, a mistake of ours."""
    g.refused = Refused(text)
    g.refused.status = status
    return _answer(page("refused.html"), status)


def _page_above() -> Any:
    """A form posts to the address that shows it, or to one below: the nearest page above shows it again."""
    urls, path = current_app.create_url_adapter(request), request.path
    while path and urls:
        if urls.test(path, method="GET"):
            endpoint, values = urls.match(path, method="GET")
            if endpoint.endswith(SUFFIX) or f"{SUFFIX}." in endpoint:
                return current_app.view_functions[endpoint](**values)
        path = path.rpartition("/")[0]
    return page("refused.html")


def _answer(content: Any, status: int) -> Response:
    answer = make_response(content)
    answer.status_code = status
    return answer


def wrong_fields() -> dict[str, str]:
    """Of a refused form: field -> what is expected. The third of a list was typed in the field of the list."""
    caught: Refused | None = g.get("refused")
    found: dict[str, str] = {}
    for field in caught.fields if caught else ():
        name = re.sub(r"\.\d+$", "", field.field)
        found.setdefault(name, said([field.message, field.values] if field.values else field.message))
    return found


def elder() -> str:
    """长辈版: the size of the text in px; "" where it was not chosen."""
    chosen = request.cookies.get(ELDER, "")
    return chosen if chosen in SIZES else ""


def last_told() -> str:
    """What the action before this page did."""
    if told := request.cookies.get(TOLD, ""):
        g.told = True
    return unquote(told)[:500]


def _given(handler: Callable) -> Callable:
    takes = {name: kind for name, kind in inspect.get_annotations(handler, eval_str=True).items()
             if name in ("form", "query") and issubclass(kind, BaseModel)}  # fmt: skip

    @wraps(handler)
    def with_given(**values: Any) -> Any:
        if "form" in takes:
            values["form"] = typed(takes["form"], request.form)
        if "query" in takes:
            values["query"] = takes["query"].model_validate(request.args.to_dict())
        for given in values.values():
            if isinstance(given, Page) and elder():
                given.limit = min(given.limit, FEW)
        return handler(**values)

    return with_given


def _prefers_html() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def is_secure() -> bool:
    """Whether cookies are for HTTPS alone: what people open says so, however many gateways lie between."""
    return current_app.extensions["settings"].public_url.startswith("https:")


def version() -> int:
    """The one that a form was filled in on: its hidden field, as If-Match is for the API."""
    sent = request.form.get("version", "")
    if not sent.isdigit():
        raise Changed
    return int(sent)


def refuse(field: str, message: str) -> Invalid:
    """To raise where a page itself finds what is missing."""
    return Invalid(fields=[Problem(field, message)])


__all__ = ["Pages", "do", "done", "here", "is_local", "page", "read", "refuse", "version", "wants"]
