"""`POST /sms`, `GET /sms/<reference>`, /dev/mail for people and programs, and /dev that says what runs here."""

import json
import time
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request
from pydantic import ValidationError

from deploy.local.simulator.mailbox import Mailbox
from deploy.local.simulator.sms import Provider, Sms
from shared.clock import SHANGHAI

ON_PAGE = 200
SERVICES = (("registry", "报到登记"), ("notify", "通知"), ("activities", "活动与服务记录"))


def make_app(mailbox: Mailbox, silence: float, accounts: Path | None = None) -> Flask:
    """`silence`: seconds for which a number ending in 9 gets no answer. `accounts`: the demo's, once it is told."""
    app = Flask(__name__)
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.jinja_env.filters["shanghai"] = lambda at: at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    provider = Provider(mailbox)
    app.add_url_rule("/sms", view_func=lambda: _take(provider, silence), endpoint="take", methods=["POST"])
    app.add_url_rule("/sms/<path:reference>", view_func=lambda reference: _ask(provider, reference), endpoint="ask")
    app.add_url_rule("/dev/mail", view_func=lambda: _mail(mailbox), endpoint="mail")
    app.add_url_rule("/dev", view_func=lambda: _home(accounts), endpoint="home")
    app.after_request(_guard)
    return app


def _home(accounts: Path | None) -> str:
    try:
        shown = json.loads(accounts.read_text("utf-8")) if accounts else []
    except FileNotFoundError:  # no demo here, or not told yet
        shown = []
    return render_template("home.html", services=SERVICES, accounts=shown)


def _take(provider: Provider, silence: float) -> tuple[Response, int]:
    try:
        sms = Sms.model_validate_json(request.get_data())
    except ValidationError:
        return jsonify(state="rejected", reason="malformed"), 400
    state = provider.take(sms)
    if state == "busy":
        return jsonify(state="busy"), 503
    if state == "rejected":
        return jsonify(state="rejected", reason="bad_number"), 400
    if sms.to.endswith("9"):
        time.sleep(silence)
    return jsonify(reference=sms.reference, state="sent"), 200


def _ask(provider: Provider, reference: str) -> tuple[Response, int]:
    state = provider.state_of(reference)
    return (jsonify(state=state), 200) if state else (jsonify(state="never_seen"), 404)


def _mail(mailbox: Mailbox) -> Response | str:
    """JSON gives all that is kept unless `limit` says less; the page shows the newest 200."""
    to, limit = request.args.get("to") or None, request.args.get("limit", type=int)
    if limit is not None:
        limit = max(limit, 0)
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    if request.args.get("format") == "json" or best == "application/json":
        return jsonify(items=[message.as_json() for message in mailbox.newest(to, limit)])
    shown = ON_PAGE if limit is None else min(limit, ON_PAGE)
    return render_template("mail.html", messages=mailbox.newest(to, shown), to=to or "", most=ON_PAGE)


def _guard(response: Response) -> Response:
    """Caught messages are other people's text: nothing in them may run, and no cache keeps them."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
