"""`make contracts`: schemas and examples of all events, AsyncAPI 3, and OpenAPI 3.1 of the services, from the code.

Refuses to write a change that readers of today could stumble over.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from flask_openapi import OpenAPI
from pydantic.fields import FieldInfo

from shared.events import Event, schema
from shared.settings import Settings
from shared.topics import KEYS_TOPIC
from tests.contract.compatible import breaks, breaks_callers
from tests.contract.examples import example

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "shared" / "events"
README = ROOT / "README.md"
ENVELOPE = ("specversion", "id", "source", "type", "time", "partitionkey", "sequence")
SERVICES = ("registry", "notify", "activities")


def contracts() -> dict[Path, Any]:
    """Every golden file and what should stand in it."""
    services = {name: importlib.import_module(f"services.{name}.service").service for name in SERVICES}
    files: dict[Path, Any] = {EVENTS / "asyncapi.json": asyncapi(services)}
    for type, event in sorted(Event.known.items()):
        files[EVENTS / "schemas" / f"{type}.json"] = schema(event)
        files[EVENTS / "examples" / f"{type}.json"] = json.loads(example(event).model_dump_json())
    for name, service in services.items():
        files[ROOT / "services" / name / "openapi.json"] = openapi(service)
    files[README] = readme()
    return files


def asyncapi(services: dict[str, Any]) -> dict[str, Any]:
    """All topics and events, who sends and who receives what."""
    events = sorted(Event.known.items())
    channels: dict[str, Any] = {}
    for type, event in events:
        channel = channels.setdefault(event.topic, {"address": event.topic, "messages": {}})
        channel["messages"][type] = {"$ref": f"#/components/messages/{type}"}
    channels[KEYS_TOPIC] = {
        "address": KEYS_TOPIC, "description": "Compacted: person -> wrapped data key; a tombstone erases.",
        "messages": {},
    }  # fmt: skip
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Lianxin", "version": "1", "description": "CloudEvents 1.0, Kafka binary mode."},
        "channels": channels,
        "operations": dict(sorted(_operations(services).items())),
        "components": {"messages": {type: _message(event) for type, event in events}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.type,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": [f"ce_{name}" for name in ENVELOPE],
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": f"the field {event.key}"}}},
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": schema(event)},
    }


def _operations(services: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for type, event in Event.known.items():
        found[f"send.{type}"] = {"action": "send", **_on(event)}
    for name, service in services.items():
        for reader in service.readers:
            for event in reader.reactions:
                found[f"receive.{name}.{reader.name}.{event.type}"] = {"action": "receive", **_on(event)}
    return found


def _on(event: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{event.topic}"
    return {"channel": {"$ref": channel}, "messages": [{"$ref": f"{channel}/messages/{event.type}"}]}


def openapi(service: Any) -> dict[str, Any]:
    from shared.web.app import make_app
    from tests.stage import settings_for

    app: OpenAPI = make_app(service, settings_for(f"mongodb://127.0.0.1:1/{service.name}"))
    return app.api_doc


def readme() -> str:
    """The README with its table of settings as the class has them."""
    rows = [
        f"| `LIANXIN_{name.upper()}` | {field.description or ''} | {_default(field)} |"
        for name, field in Settings.model_fields.items()
    ]
    table = "\n".join(["", "| name | what | default |", "|---|---|---|", *rows, ""])
    head, mark, rest = README.read_text().partition("<!-- settings: written by `make contracts` -->")
    return head + mark + table + rest[rest.index("<!-- /settings -->") :]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return "" if field.default is None else f"`{field.default}`"


def text_of(content: Any) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def broken(files: dict[Path, Any]) -> list[str]:
    """Changes of events' schemas and of the APIs that today's readers and callers could stumble over."""
    found = [f"{path.stem} is gone" for path in sorted((EVENTS / "schemas").glob("*.json")) if path not in files]
    for path, content in files.items():
        if path.parent.name == "schemas" and path.exists():
            found += [f"{path.stem}: {what}" for what in breaks(json.loads(path.read_text()), content)]
        elif path.name == "openapi.json" and path.exists():
            found += breaks_callers(json.loads(path.read_text()), content)
    return found


def main() -> None:
    files = contracts()
    if found := broken(files):
        sys.exit("Make a V2 beside V1 instead (of a route: another beside it):\n" + "\n".join(found))
    for path, content in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(content))
    for folder in ("schemas", "examples"):
        for path in set((EVENTS / folder).glob("*.json")) - set(files):
            path.unlink()
    print(f"{len(files)} files written")


if __name__ == "__main__":
    main()
