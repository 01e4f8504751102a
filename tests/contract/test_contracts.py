"""What travels and what is answered is what was agreed, and does not change under those who rely on it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from shared.events import Event, schema
from shared.inbox import Reader
from shared.tx import Tx
from shared.web.app import make_app
from tests.contract.compatible import breaks, breaks_callers
from tests.contract.examples import example
from tests.contract.generate import EVENTS, SERVICES, broken, contracts, text_of
from tests.fakes import KEYS, NOON, MemoryRows
from tests.stage import settings_for

FILES = contracts()
KNOWN = sorted(type for type in Event.known if type.split(".")[0] in SERVICES)


def services() -> list[Any]:
    import importlib

    return [importlib.import_module(f"services.{name}.service").service for name in SERVICES]


REACTIONS = [
    pytest.param(reader, event, react, id=f"{service.name}.{reader.name}.{react.__name__}.{event.type}")
    for service in services()
    for reader in service.readers
    for event, functions in reader.reactions.items()
    for react in functions
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_golden_file_is_what_the_code_says(path: Any) -> None:
    assert path.exists(), "run `make contracts` and read what changed"
    assert path.read_text() == text_of(FILES[path]), "run `make contracts` and read what changed"


@pytest.mark.parametrize("type", KNOWN)
def test_the_publisher_is_held_to_the_schema(type: str) -> None:
    event = Event.known[type]
    golden = json.loads((EVENTS / "schemas" / f"{type}.json").read_text())
    Draft202012Validator(golden).validate(json.loads(example(event).model_dump_json(exclude_none=True)))
    with pytest.raises(ValueError, match="extra"):
        event.model_validate(example(event).model_dump() | {"more": 1})


@pytest.mark.parametrize(("reader", "event", "react"), REACTIONS)
def test_the_reader_takes_the_example_tolerates_additions_and_only_writes(
    reader: Reader, event: type[Event], react: Callable
) -> None:
    sent = json.loads((EVENTS / "examples" / f"{event.type}.json").read_text()) | {"added_later": 1}
    tx = Tx(MemoryRows(), None, NOON, KEYS)
    react(tx, event.read(json.dumps(sent)))
    rows = sum(len(operations) for operations in tx.operations().values())
    assert rows <= 20
    assert not tx.said


def test_every_event_has_a_reader() -> None:
    read = {event.type for service in services() for reader in service.readers for event in reader.reactions}
    assert set(KNOWN) - read == set()


@pytest.mark.parametrize("name", SERVICES)
def test_the_openapi_document_is_valid(name: str) -> None:
    validate(next(content for path, content in FILES.items() if path.parts[-2:] == (name, "openapi.json")))


@pytest.mark.parametrize("name", SERVICES)
def test_the_openapi_document_names_the_headers_that_a_request_needs(name: str) -> None:
    document = next(content for path, content in FILES.items() if path.parts[-2:] == (name, "openapi.json"))
    for path, described in document["paths"].items():
        for method, operation in described.items():
            taken = operation.get("parameters", [])
            headers = {each["name"]: each["required"] for each in taken if each["in"] == "header"}
            if method in ("put", "patch") or path.endswith("/versions/{number}/restore"):
                assert headers.get("If-Match"), path
                assert {"412", "428"} <= set(operation["responses"]), path
            if method == "post" and "application/json" in str(operation["responses"]):
                assert headers.get("Idempotency-Key") is False, path


@pytest.mark.parametrize("name", SERVICES)
def test_there_is_a_page_to_try_every_route(name: str) -> None:
    """Its script and style are there, and the browser may run them."""
    service = next(each for each in services() if each.name == name)
    client = make_app(service, settings_for(f"mongodb://127.0.0.1:1/{name}")).test_client()
    page = client.get(f"/{name}/docs/swagger")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    for file in re.findall('(?:src|href)="(swagger/[^"]+)"', page.text):
        assert client.get(f"/{name}/docs/{file}").status_code == 200, file
    assert '"validatorUrl":null' in page.text  # nobody else is asked about it
    assert client.get(f"/{name}/docs/openapi.json").get_json()["paths"]
    assert "unsafe-inline" not in client.get(f"/{name}/health/live").headers["Content-Security-Policy"]


@pytest.mark.parametrize(("change", "what"), [
    (lambda s: s["properties"].pop("employer"), "/employer is gone"),
    (lambda s: s["required"].remove("community"), "/community is no longer always there"),
    (lambda s: s["properties"]["report"].update(type="integer"), "/report may now be ['integer']"),
])  # fmt: skip
def test_an_incompatible_change_is_found(change: Callable, what: str) -> None:
    old = schema(Event.known["registry.member_reported"])
    new = json.loads(json.dumps(old))
    change(new)
    assert breaks(old, new) == [what]


def test_an_optional_addition_is_compatible() -> None:
    old = schema(Event.known["registry.member_reported"])
    new = json.loads(json.dumps(old))
    new["properties"]["note"] = {"type": "string", "default": ""}
    assert breaks(old, new) == []


NEEDS_LIMIT = [{"in": "query", "name": "limit", "required": True}]


def _document(**change: Any) -> dict[str, Any]:
    """One route that takes and answers something, and how it is otherwise."""
    body = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "code": {}}}
    operation = {
        "parameters": [{"in": "query", "name": "limit"}],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}},
        "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}}},
    }  # fmt: skip
    return {"paths": {"/things": {"post": operation | change}}, "components": {"schemas": {"Body": body}}}


def _with_body(**change: Any) -> dict[str, Any]:
    document = _document()
    document["components"]["schemas"]["Body"] |= change
    return document


@pytest.mark.parametrize(("new", "what"), [
    (_document() | {"paths": {}}, {"POST /things is gone"}),
    (_document(parameters=[]), {"POST /things: query limit is no longer taken"}),
    (_document(parameters=NEEDS_LIMIT), {"POST /things: query limit must be there"}),
    (_document(responses={"204": {}}), {"POST /things no longer answers 201"}),
    (_with_body(required=["name", "code"]), {"POST /things: body code must be there"}),
    (_with_body(required=[]), {"POST /things 201: /name is no longer always there"}),
    (_with_body(properties={"name": {"type": "string"}}),
     {"POST /things: body code is no longer taken", "POST /things 201: /code is gone"}),
])  # fmt: skip
def test_a_change_that_callers_stumble_over_is_found(new: dict[str, Any], what: set[str]) -> None:
    assert set(breaks_callers(_document(), new)) == what


def test_something_optional_more_breaks_no_caller() -> None:
    more = _with_body(properties={"name": {"type": "string"}, "code": {}, "note": {"type": "string"}})
    more["paths"]["/others"] = {"get": {"responses": {}}}
    assert breaks_callers(_document(), more) == []
    assert all(breaks_callers(content, content) == [] for path, content in FILES.items() if path.name == "openapi.json")


def test_an_event_that_is_gone_is_found() -> None:
    gone = EVENTS / "schemas" / "registry.member_reported.json"
    left = {path: content for path, content in FILES.items() if path != gone}
    assert broken(left) == ["registry.member_reported is gone"]
