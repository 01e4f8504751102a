"""The shell of every page: header, navigation, footer, what templates may use, and the headers that keep it safe."""

import hashlib
import re
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_babel import get_locale, gettext
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from pymongo.errors import PyMongoError
from werkzeug.datastructures import MultiDict

from shared.documents import Actor
from shared.errors import N_
from shared.perform import Store, perform
from shared.service import Service
from shared.tx import new_id
from shared.web import navigation
from shared.web.forms import SHANGHAI
from shared.web.pages import SUFFIX, TOLD, elder, here, last_told, wrong_fields
from shared.web.room import said

HERE = Path(__file__).parent
SERVICES = HERE.parents[1] / "services"
KEPT = 30  # seconds that a header may lag behind the district's settings
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY_TO_TRY = re.sub("(script|style)-src 'self'", r"\g<0> 'unsafe-inline'", POLICY)
ROLES = {
    "member": N_("党员"), "secretary": N_("书记"), "staff": N_("工作人员"), "instructor": N_("指导员"),
    "street_officer": N_("街道党建工作人员"), "district_officer": N_("区委组织部"),
    "employer_officer": N_("单位党组织"), "operator": N_("运维"),
}  # fmt: skip
# On a form or link: with JavaScript only the main part of the page is changed.
SMOOTH = Markup('hx-boost="true" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none"')
WEEKDAYS = [N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日")]

static = Blueprint("shell", __name__, static_folder="static", static_url_path="/static")


class Header(NamedTuple):
    """What a service knows for the header: the district's settings (None: not heard yet) and where the actor works."""

    settings: Any
    place: str


def add_shell(app: Flask, service: Service) -> None:
    folders = [SERVICES / service.name / "templates", HERE / "templates"]
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=day, clock=clock, moment=moment, ago=ago, said=said, typable=typable)
    app.jinja_env.globals.update(
        word=word, asset=asset, here=here, is_chinese=is_chinese, first_page=navigation.first_page, ROLES=ROLES,
        once=new_id, SMOOTH=SMOOTH, labelled=labelled, label_of=label_of,
    )
    app.register_blueprint(static)
    app.context_processor(_for_templates)
    app.after_request(_keep_safe)


def _for_templates() -> dict[str, Any]:
    """What every template is given."""
    actor: Actor = g.actor
    head = _header(current_app.extensions["service"].header, actor)
    return {
        "actor": actor, "district": head.settings, "place": head.place, "demo": current_app.extensions["settings"].demo,
        "links": navigation.NAVIGATION.get(actor.role, []),
        "current": navigation.place_in(actor.role, request.path), "elder": elder(),
        "typed": request.form if g.get("refused") else MultiDict(), "wrong": wrong_fields(),
        "refused": g.get("refused"), "told": last_told(), "now": current_app.extensions["store"].now(),
        "in_wechat": "MicroMessenger" in request.user_agent.string,  # whose browser keeps no file that it is sent
    }  # fmt: skip


_headers: dict[tuple[int, tuple[str, ...]], tuple[float, Header]] = {}


def _header(query: Callable | None, actor: Actor) -> Header:
    if query is None:
        return Header(None, "")
    store: Store = current_app.extensions["store"]
    key, now = (id(store), actor.scopes if actor.role != "member" else ()), time.monotonic()
    until, found = _headers.get(key, (0.0, Header(None, "")))
    if until < now:
        try:
            found = Header(*perform(store, query, actor))
        except PyMongoError:  # the page that says so needs no header
            return found
        if len(_headers) > 2000:
            _headers.clear()
        _headers[key] = (now + KEPT if found.settings else 0.0, found)
    return found


def _keep_safe(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY_TO_TRY if _is_documentation() else POLICY
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.blueprint == static.name:
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif g.get("told"):
        answer.delete_cookie(TOLD)
    return answer


def _is_documentation() -> bool:
    """The page to try the API is a library's, with scripts and styles in the page; nothing in it is anybody's text."""
    return request.blueprint in ("openapi", "swagger")


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def labelled(field: str, label: str) -> str:
    """Note how the page calls a field, for what is said of it above."""
    g.setdefault("labels", {})[field] = label
    return ""


def label_of(field: str) -> str:
    return g.get("labels", {}).get(field, "")


def word(source: str) -> str:
    """A name on screen as the district calls it; in English as ours."""
    head = _header(current_app.extensions["service"].header, g.actor)
    own = (head.settings.words if head.settings else {}).get(source)
    return own if own and is_chinese() else gettext(source)


def is_chinese() -> bool:
    return str(get_locale()).startswith("zh")


# dates as Chinese readers expect them


def day(value: datetime | date | None) -> str:
    """11月23日 周一; with its year where that is another one. Nothing for what has no date yet, as all of these."""
    if value is None:
        return ""
    at = _local(value)
    if at.year == _local(current_app.extensions["store"].now()).year:
        text = gettext("%(month)s月%(day)s日", month=at.month, day=at.day)
    else:
        text = gettext("%(year)s年%(month)s月%(day)s日", year=at.year, month=at.month, day=at.day)
    return f"{text} {gettext(WEEKDAYS[at.weekday()])}"


def clock(value: datetime | None) -> str:
    return f"{_local(value):%H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    return f"{day(value)} {clock(value)}" if value else ""


def typable(value: datetime | None) -> str:
    """For an input of a date and a time."""
    return f"{_local(value):%Y-%m-%dT%H:%M}" if value else ""


def ago(value: datetime | None) -> str:
    """How long it has waited: 今天, 3 天."""
    if value is None:
        return ""
    days = (_local(current_app.extensions["store"].now()).date() - _local(value).date()).days
    return gettext("今天") if days <= 0 else gettext("%(days)s 天", days=days)


def _local(value: datetime | date) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI)
    return datetime(value.year, value.month, value.day, tzinfo=SHANGHAI)


__all__ = ["SUFFIX", "Header", "add_shell", "asset"]
