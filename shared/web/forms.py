"""From what a browser sends to what the API takes: dotted names are nested, many values a list, blank is left out,
and a time without zone is Shanghai's."""

import re
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

B = TypeVar("B", bound=BaseModel)
SHANGHAI = ZoneInfo("Asia/Shanghai")
OURS = {"once", "version", "next"}  # what a form carries for the page, not for the action
UNIONS = (Union, UnionType, Annotated)
LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


def typed(body: type[B], form: MultiDict[str, str]) -> B:
    """What was typed, checked; a ValidationError names the fields as the form does."""
    return body.model_validate(_nested(body, form))


def _nested(body: type[BaseModel], form: MultiDict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in form:
        if name in OURS and name not in body.model_fields:
            continue
        values = [value for value in map(_plain, form.getlist(name)) if value != ""]
        if not values:
            continue
        *parents, last = name.split(".")
        inner = found
        for parent in parents:
            inner = inner.setdefault(parent, {}) if isinstance(inner, dict) else {}
        kind = _annotation(body, name)
        if values == ["true"] and True in get_args(kind) + sum(map(get_args, get_args(kind)), ()):
            values = [True]
        inner[last] = values if _takes_list(kind) else values[-1]
    return _numbered(found)


def _plain(value: str) -> Any:
    value = value.replace("\r\n", "\n").strip()
    if LOCAL_TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value).replace(tzinfo=SHANGHAI)
        except ValueError:
            return value  # a date that does not exist: the body says so
    return value


def _numbered(value: Any) -> Any:
    """{"0": a, "1": b} is a list: rows of a table, in order."""
    if not isinstance(value, dict):
        return value
    inner = {name: _numbered(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _annotation(body: type[BaseModel], name: str) -> Any:
    """Of the field of this (dotted) name; None where there is none."""
    kind: Any = body
    for part in name.split("."):
        if part.isdigit():
            continue
        models = [each for each in _kinds(kind) if isinstance(each, type) and issubclass(each, BaseModel)]
        field = next((each.model_fields[part] for each in models if part in each.model_fields), None)
        if field is None:
            return None
        kind = field.annotation
    return kind


def _takes_list(kind: Any) -> bool:
    return get_origin(kind) is list or (get_origin(kind) in UNIONS and any(map(_takes_list, get_args(kind))))


def _kinds(kind: Any) -> list[Any]:
    """Every class an annotation speaks of."""
    return [kind, *(inner for each in get_args(kind) for inner in _kinds(each))]
