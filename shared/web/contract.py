"""OpenAPI as the code means it: with the headers that edits and repeatable POSTs take, which no form or view names."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from flask_openapi import OpenAPI

from shared.web.doing import if_match

IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string", "examples": ['"v3"']},
    "description": "The ETag of what was read (its version). 412: it has changed since; 428: the header is missing.",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The sender's own. Sent again within seven days, a request is done once and answered alike.",
}  # fmt: skip


class Described(OpenAPI):
    """The application, whose OpenAPI document says what `if_match` and `do` read."""

    def generate_spec_json(self) -> None:
        super().generate_spec_json()
        for method, view, operation in _operations(self):
            if if_match.__name__ in view.__code__.co_names:
                _take(operation, IF_MATCH)
                operation["responses"] |= {status: operation["responses"]["409"] for status in ("412", "428")}
            if method == "POST" and _answers_json(operation):
                _take(operation, IDEMPOTENCY_KEY)


def _operations(app: OpenAPI) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Method, the function as it was written, and what the document says of it."""
    for rule in app.url_map.iter_rules():
        described = app.spec_json["paths"].get(re.sub("<(?:[^<>]*:)?([^<>]*)>", r"{\1}", rule.rule), {})
        for method in (rule.methods or set()) & {name.upper() for name in described}:
            yield method, inspect.unwrap(app.view_functions[rule.endpoint]), described[method.lower()]


def _take(operation: dict[str, Any], header: dict[str, Any]) -> None:
    operation["parameters"] = [*operation.get("parameters", []), header]


def _answers_json(operation: dict[str, Any]) -> bool:
    answers = (operation["responses"].get(status, {}) for status in ("200", "201", "202"))
    return any("application/json" in answer.get("content", {}) for answer in answers)
