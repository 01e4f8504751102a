"""One example of every event, made from its fields: the same each time, every optional field filled."""

from datetime import UTC, datetime
from typing import Any

from shared.events import Event

WORDS: dict[str, Any] = {
    "community": "310106006003", "from_community": "310106006005", "to_community": "310106006005",
    "closed_into": "310106006005", "place": "310106006003", "parent": "310106006", "street": "310106006",
    "district": "310106", "level": "community", "name": "永乐居委会", "skills": ["书法"], "interests": ["园艺"],
    "willingness": "有空就参加", "free_times": ["周六上午"], "roles": ["secretary", "staff"], "role": "secretary",
    "scopes": ["310106", "310106006", "310106006003"], "words": {"报到单": "报到证"}, "state": "awaiting_community",
    "about": ["0199aa00-0000-7000-8000-000000000001"], "origin": "page 10.1.2.0/24", "what": "accept_report",
    "kind": "report_to_accept", "todo": "report_to_accept:0199aa00-0000-7000-8000-000000000001",
    "wording": "sign_in_code", "number": "2026-310106006003-00001", "why": "left", "phone": "021-60000000",
    "service_name": "连心", "hours": "周一至周五 9:00–17:00", "organiser": "中共某区委组织部",
}  # fmt: skip
ID = "0199aa00-0000-7000-8000-00000000000{}"


def example(event: type[Event]) -> Event:
    """A valid instance; `sealed` holds a box that nobody can open."""
    schema = event.model_json_schema()
    return event.model_validate({name: _value(name, one) for name, one in schema["properties"].items()})


def _value(name: str, schema: dict[str, Any]) -> Any:
    schema = next(each for each in schema.get("anyOf", [schema]) if each.get("type") != "null")
    if "enum" in schema:
        return WORDS[name] if WORDS.get(name) in schema["enum"] else schema["enum"][0]
    if name in WORDS:
        return WORDS[name]
    if "$ref" in schema:
        return {"of": ID.format(1), "box": "AAAAAAAAAAAAAAAA"}
    if schema.get("format") == "date-time":
        return datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    kinds: dict[str, Any] = {"string": ID.format(sum(map(ord, name)) % 10), "integer": 1, "boolean": True,
                             "array": [ID.format(2)], "object": {}}  # fmt: skip
    return kinds[schema["type"]]
