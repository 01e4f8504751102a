"""Whether readers of an old schema understand what a new one allows. (jsoncompat, which would do, wants Python 3.12.)

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
