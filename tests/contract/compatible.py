"""Whether readers of an old schema understand what a new one allows, and old callers are still served by a new API.
(jsoncompat, which would do for schemas, wants Python 3.12.)

An optional addition is compatible; whatever an old reader could stumble over is not: a field that is gone, no longer
required, of another type, with another meaning of its values. Such a change is a V2 beside V1.
"""

from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema, where: str = "") -> list[str]:
    """What an old reader could stumble over; empty when nothing."""
    return _breaks(old, new, old.get("$defs", {}), new.get("$defs", {}), where)


def _breaks(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, where: str) -> list[str]:
    old, new = _resolved(old, old_defs), _resolved(new, new_defs)
    found = []
    for name, before in old.get("properties", {}).items():
        after = new.get("properties", {}).get(name)
        if after is None:
            found.append(f"{where}/{name} is gone")
        else:
            found += _breaks(before, after, old_defs, new_defs, f"{where}/{name}")
    for name in set(old.get("required", ())) - set(new.get("required", ())):
        found.append(f"{where}/{name} is no longer always there")
    if not set(_kinds(new, new_defs)) <= set(_kinds(old, old_defs)):
        found.append(f"{where} may now be {sorted(set(_kinds(new, new_defs)) - set(_kinds(old, old_defs)))}")
    if "enum" in old and not set(new.get("enum", [None])) <= set(old["enum"]):
        found.append(f"{where} has new values")
    if "items" in old and "items" in new:
        found += _breaks(old["items"], new["items"], old_defs, new_defs, f"{where}[]")
    return found


def _resolved(schema: Schema, defs: Schema) -> Schema:
    return defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _kinds(schema: Schema, defs: Schema) -> list[str]:
    schema = _resolved(schema, defs)
    if "anyOf" in schema:
        return [kind for each in schema["anyOf"] for kind in _kinds(each, defs)]
    return [f"{schema.get('type', 'any')}{':' + schema['format'] if 'format' in schema else ''}"]


def breaks_callers(old: Schema, new: Schema) -> list[str]:
    """What a program written by one OpenAPI document could stumble over in the next: what it asks is no longer taken,
    or what it reads is no longer answered. Only what it says of itself counts: other optional things may come."""
    found = []
    for path, described in old["paths"].items():
        for method, before in described.items():
            where, after = f"{method.upper()} {path}", new["paths"].get(path, {}).get(method)
            if after is None:
                found.append(f"{where} is gone")
                continue
            found += [f"{where}: {what}" for what in _asks_more(before, after, old, new)]
            for status, answer in _answers(before).items():
                if (said := _answers(after).get(status)) is None:
                    found.append(f"{where} no longer answers {status}")
                else:
                    found += _breaks(answer, said, _schemas(old), _schemas(new), f"{where} {status}: ")
    return found


def _asks_more(before: Schema, after: Schema, old: Schema, new: Schema) -> list[str]:
    """Parameters by their place and name, the body's fields, and which of them must be there."""
    asked, now = _asked(before, _schemas(old)), _asked(after, _schemas(new))
    gone = [f"{name} is no longer taken" for name in asked if name not in now]
    must = [f"{name} must be there" for name, needed in now.items() if needed and not asked.get(name)]
    return gone + must


def _asked(operation: Schema, defs: Schema) -> dict[str, bool]:
    asked = {f"{each['in']} {each['name']}": bool(each.get("required")) for each in operation.get("parameters", [])}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolved(content["schema"], defs)
        asked |= {f"body {name}": name in body.get("required", ()) for name in body.get("properties", {})}
    return asked


def _answers(operation: Schema) -> dict[str, Schema]:
    """What each success is answered with, as JSON."""
    kind = "application/json"
    answers = {status: answer.get("content", {}) for status, answer in operation["responses"].items()}
    return {status: by[kind]["schema"] for status, by in answers.items() if status[0] == "2" and kind in by}


def _schemas(document: Schema) -> Schema:
    schemas: Schema = document["components"]["schemas"]
    return schemas
