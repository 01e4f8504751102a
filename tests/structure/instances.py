"""Valid instances of any model, made from its schema: so that the walks need not know the nouns."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel

from shared.documents import Document, Sealed

HERE, THERE = "310106006003", "320999999999"  # a place within everybody's scopes, and one within nobody's
MOMENT = "2026-11-23T01:30:00+00:00"
WORDS: dict[str, Any] = {"phone": "13800000000", "id_number": "110101199003070003", "name": "张三", "version": 1}
SHAPES = ("310106", "2026-11", "09:00", "a", "1", "2026")  # for texts that have to fit a pattern


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def sent(model: type[BaseModel]) -> dict[str, Any]:
    """What a client might send: the required fields alone."""
    schema = schema_of(model)
    defs = schema.get("$defs", {})
    return {name: _value(name, schema["properties"][name], defs, HERE) for name in schema.get("required", ())}


def choices(model: type[BaseModel]) -> dict[str, Any]:
    """A value for each field that may be left out."""
    schema = schema_of(model)
    optional = set(schema["properties"]) - set(schema.get("required", ()))
    return {name: _value(name, schema["properties"][name], schema.get("$defs", {}), HERE) for name in optional}


def stored(kind: type[Document], where: str, sealed: Sealed) -> dict[str, Any]:
    """A row whose id, and every id in it, is `where`, and which only that place may see. An account always has what is
    sealed, though its model lets it do without."""
    schema = schema_of(kind)
    needed = [name for name in schema["properties"] if kind.model_fields[name].is_required()]
    row = {name: _value(name, schema["properties"][name], schema.get("$defs", {}), where) for name in needed}
    row |= {"id": where, "scopes": [where], "version": 1}
    if "sealed" in needed or kind.collection == "accounts":
        row["sealed"] = sealed
    return kind.model_validate(row).row()


def _value(name: str, schema: dict[str, Any], defs: dict[str, Any], text: str) -> Any:
    schema = next((each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"), schema)
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    match schema.get("type"):
        case "object":
            inner = schema.get("properties", {})
            return {each: _value(each, inner[each], defs, text) for each in schema.get("required", ())}
        case "array":
            return [_value(name, schema["items"], defs, text)] if schema.get("items") else []
        case "string":
            return WORDS.get(name) or _text(schema, text)
    return {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True}.get(schema.get("type", ""))


def _text(schema: dict[str, Any], text: str) -> str:
    if schema.get("format", "").startswith("date"):
        return MOMENT if schema["format"] == "date-time" else MOMENT[:10]
    if "pattern" in schema:
        return next((each for each in (text, *SHAPES) if re.search(schema["pattern"], each)), text)
    return text[: schema.get("maxLength", 100)].ljust(schema.get("minLength", 0), "x")
