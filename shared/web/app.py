"""The app factory. Made after the fork, one a worker process."""

import os
import time
from pathlib import Path
from typing import Any

import orjson
import structlog
from flask import Response, g, request
from flask.json.provider import JSONProvider
from flask_babel import Babel
from flask_openapi import Info, OpenAPI
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess
from uuid_utils import uuid4

from shared import events, metrics
from shared.errors import TooLarge
from shared.perform import Store, trace
from shared.service import Service
from shared.settings import Settings
from shared.web.contract import Described
from shared.web.operation import operation_pages
from shared.web.problems import handle_problems, invalid
from shared.web.room import ProblemDetails
from shared.web.session import check_sessions
from shared.web.shell import add_shell

ASYNCAPI = Path(events.__file__).with_name("asyncapi.json")  # made by `make contracts`
MAX_BODY = 1_000_000  # bytes; an upload's route allows itself more
LANGUAGES = ("zh_CN", "en")


class OrjsonProvider(JSONProvider):
    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


def make_app(service: Service, settings: Settings, store: Store | None = None) -> OpenAPI:
    app = Described(
        service.name, info=Info(title=f"Lianxin {service.name}", version="1"), doc_prefix=f"/{service.name}/docs",
        validation_error_callback=invalid, validation_error_model=ProblemDetails, static_folder=None,
        security_schemes={
            "session": {"type": "apiKey", "in": "cookie", "name": "lianxin"},
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        },
    )  # fmt: skip
    app.openapi_version = "3.1.0"
    app.json = OrjsonProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["SWAGGER_CONFIG"] = {"validatorUrl": None}  # else the page asks somebody else's server about ours
    store = store or service.store(settings)
    app.extensions |= {"store": store, "service": service, "settings": settings}
    Babel(app, default_locale="zh_CN", locale_selector=language, default_translation_directories=_translations())
    handle_problems(app)
    _follow_requests(app, service.name)
    check_sessions(app, store, settings)
    add_shell(app, service)
    for blueprint in service.blueprints:
        app.register_api(blueprint)
    for blueprint in [*service.pages, operation_pages(service)]:
        app.register_blueprint(blueprint)
    _add_health(app, service.name, store)
    return app


def language() -> str:
    """What was chosen (the cookie `lang`), else what the client asks for, else Chinese."""
    chosen = request.cookies.get("lang", "").replace("-", "_")
    if chosen in LANGUAGES:
        return chosen
    asked = [tag[:2].lower() for tag in request.accept_languages.values()]
    return next((locale for tag in asked for locale in LANGUAGES if locale[:2] == tag), "zh_CN")


def _translations() -> str:
    return __file__.removesuffix("app.py") + "translations"


def _follow_requests(app: OpenAPI, service: str) -> None:
    @app.before_request
    def begin() -> None:
        g.began, g.request_id = time.perf_counter(), request.headers.get("X-Request-Id", "")[:64] or str(uuid4())
        g.etag = None
        trace.set(_traceparent(request.headers.get("traceparent", "")))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(service=service, request=g.request_id)

    @app.after_request
    def end(answer: Response) -> Response:
        answer.headers["X-Request-Id"] = g.get("request_id", "")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers.setdefault("Cache-Control", "no-store")
        if g.get("etag") is not None and answer.status_code < 300:
            answer.headers["ETag"] = f'"v{g.etag}"'
        route = str(request.url_rule or "unknown")
        took = time.perf_counter() - g.get("began", time.perf_counter())
        metrics.requests.labels(service, route, request.method, str(answer.status_code)).observe(took)
        return answer


def _traceparent(sent: str) -> str:
    parts = sent.split("-")
    if len(parts) == 4 and len(parts[1]) == 32 and len(parts[2]) == 16:
        return sent
    return f"00-{uuid4().hex}-{uuid4().hex[:16]}-01"


def _add_health(app: OpenAPI, service: str, store: Store) -> None:
    @app.route(f"/{service}/health/live")
    def live() -> dict[str, str]:
        return {"state": "live"}

    @app.route(f"/{service}/health/ready")
    def ready() -> dict[str, str]:
        store.db.command("ping")
        return {"state": "ready"}

    @app.route(f"/{service}/openapi.json")
    def openapi() -> dict[str, Any]:
        return app.api_doc

    @app.route("/asyncapi.json")
    def asyncapi() -> Response:
        return Response(ASYNCAPI.read_bytes(), content_type="application/json")

    @app.route(f"/{service}/metrics")
    def metrics_page() -> Response:
        registry: CollectorRegistry = REGISTRY
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # several worker processes answer as one
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4")


def refuse_larger_than(limit: int) -> None:
    """For the routes of uploads: allow this one more than MAX_BODY."""
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise TooLarge
