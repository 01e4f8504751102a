"""From a request to perform(): who asks, from where, once, at which version; and from a result to an answer."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import current_app, g, request

from shared.documents import PUBLIC
from shared.errors import N_, Invalid, Problem, VersionNeeded
from shared.perform import Once, perform
from shared.tx import Found
from shared.web.room import View


def do(action: Callable, /, *args: Any, show: type[View] | None = None, **kwargs: Any) -> Any:
    """Perform it as the one who is signed in. `show`: answer with this view of the result, as JSON-ready data;
    a list becomes {"items": […], "next": cursor or null}. Without `show` the result itself."""
    if g.session_over and "public" not in getattr(action, "allow", ()):
        raise g.session_over
    answer = (lambda result: shown(show, result)) if show else None
    sent = perform(
        current_app.extensions["store"], action, g.actor, *args,
        origin=g.origin, once=_once() if show and request.method == "POST" else None, answer=answer, **kwargs,
    )  # fmt: skip
    if isinstance(sent, dict) and isinstance(sent.get("version"), int):
        g.etag = sent["version"]
    return sent


def shown(view: type[View], result: Any) -> dict[str, Any]:
    if isinstance(result, list):
        items = [view.of(each).model_dump(mode="json") for each in result]
        return {"items": items, "next": result.next if isinstance(result, Found) else None}
    return view.of(result).model_dump(mode="json")


def if_match() -> int:
    """The version that an edit was made on; an edit without one is refused."""
    sent = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not sent:
        raise VersionNeeded
    if not sent.removeprefix("v").isdigit():
        raise Invalid(fields=[Problem("If-Match", N_("请原样带上读取时得到的 ETag，例如 \"v3\"。"))])
    return int(sent.removeprefix("v"))


def _once() -> Once | None:
    """The Idempotency-Key, bound to its sender and route; the same key with another body is refused."""
    key = request.headers.get("Idempotency-Key", request.form.get("once"))  # of a page: its hidden field
    if key is None:
        return None
    if not 1 <= len(key) <= 200:
        raise Invalid(fields=[Problem("Idempotency-Key", N_("1 到 200 个字符。"))])
    who = f"{g.actor.id} {g.origin if g.actor == PUBLIC else ''}"  # nobody signed in: at least from one network
    bound = hashlib.sha256(f"{who}\n{request.method} {request.path}\n{key}".encode()).hexdigest()
    return Once(bound, _body())


def _body() -> str:
    """A hash of what was sent; of a form with files, which is read already, of its parts."""
    digest = hashlib.sha256(request.get_data(cache=True))
    for name, value in request.form.items(multi=True):
        digest.update(f"{name}\0{value}\0".encode())
    for name, file in request.files.items(multi=True):
        digest.update(f"{name}\0{file.filename}\0".encode())
        digest.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
        file.stream.seek(0)
    return digest.hexdigest()
