"""Wordings are texts with `{{ placeholder }}` and `{% if placeholder %}…{% endif %}`, and nothing else of Jinja.

Whoever edits one is an officer, not a programmer, and may be a stranger: no loops, filters, calls or attributes, so
that no wording can read what it was not given or run for long. Pure; nothing personal goes into an error.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.errors import N_, Problem

LONGEST_WORDING = 4_000
LONGEST_TEXT = 10_000
DEEPEST = 12
_KNOWN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)


class CannotRender(Exception):
    """The wording is faulty, a value is missing, or the text grew too long. Says which placeholder, never its value."""


def check(text: str, required: Collection[str], allowed: Collection[str], field: str = "text") -> list[Problem]:
    """What is wrong with a wording, in Chinese; empty when it may be kept.

    A required placeholder has to stand where no condition can hide it. `allowed` includes the required ones or not."""
    found = _faults(text, field)
    if found:
        return found
    body = _parsed(text).body
    used = {name.name for part in body for name in _names(part)}
    problems = [
        Problem(field, N_("没有“%(name)s”这个占位符，请改用列出的占位符。"), {"name": name[:40]})
        for name in sorted(used - set(required) - set(allowed))
    ]
    return problems + [
        Problem(field, N_("缺少占位符“%(name)s”，请把它写在条件之外。"), {"name": name})
        for name in sorted(set(required) - _always_shown(body))
    ]


def render(text: str, values: Mapping[str, object], html: bool = False) -> str:
    """The text with its values. Each value becomes one line of plain text, None an empty one; `html` escapes them.

    Raises CannotRender."""
    try:
        shown = _compiled(text, html).render({name: _plain(value) for name, value in values.items()})
    except UndefinedError as missing:
        raise CannotRender(str(missing)) from None
    if len(shown) > LONGEST_TEXT:
        raise CannotRender(f"longer than {LONGEST_TEXT} characters")
    return shown


@cache
def _environment(html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=html)
    for surplus in (environment.globals, environment.filters, environment.tests):
        surplus.clear()
    return environment


@lru_cache(maxsize=512)
def _compiled(text: str, html: bool) -> Template:
    if _faults(text, "text"):
        raise CannotRender("faulty wording")
    return _environment(html).from_string(text)


def _parsed(text: str) -> nodes.Template:
    return _environment(False).parse(text)


def _faults(text: str, field: str) -> list[Problem]:
    """Of form, not of placeholders."""
    if len(text) > LONGEST_WORDING:
        return [Problem(field, N_("文字太长，最多 %(most)s 个字。"), {"most": LONGEST_WORDING})]
    if any(sign not in "\r\n\t" and _is_hidden(sign) for sign in text):
        return [Problem(field, N_("文字里有看不见的控制字符，请删去后再保存。"))]
    try:
        parts = list(_walk(_parsed(text)))
    except TemplateSyntaxError as error:
        return [Problem(field, N_("第 %(line)s 行的花括号没有写完整，请检查。"), {"line": error.lineno})]
    except RecursionError:
        parts = [(nodes.Template([]), DEEPEST + 1)]
    if any(depth > DEEPEST for _, depth in parts):
        return [Problem(field, N_("条件套得太深，请写得简单些。"))]
    strange = [part for part, _ in parts if not isinstance(part, _KNOWN) or getattr(part, "name", "") == "self"]
    if strange:
        line = min(part.lineno or 1 for part in strange)
        return [Problem(field, N_("第 %(line)s 行有不能用的写法，只能用占位符和“如果有”的条件。"), {"line": line})]
    return []


def _walk(root: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Each node with its depth; a list and not recursion, because the depth is what is in doubt."""
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _names(root: nodes.Node) -> Iterator[nodes.Name]:
    return (node for node, _ in _walk(root) if isinstance(node, nodes.Name))


def _always_shown(body: list[nodes.Node]) -> set[str]:
    """The placeholders that are shown whatever the conditions say."""
    shown: set[str] = set()
    for part in body:
        if isinstance(part, nodes.Output):
            shown |= {node.name for node in part.nodes if isinstance(node, nodes.Name)}
        elif isinstance(part, nodes.If):
            ways = [part.body, *(other.body for other in part.elif_), part.else_]
            shown |= set.intersection(*(_always_shown(way) for way in ways))
    return shown


def _plain(value: object) -> str:
    """One line, without hidden signs."""
    text = "" if value is None else str(value)
    return "".join(sign for sign in " ".join(text.split()) if not _is_hidden(sign))


def _is_hidden(sign: str) -> bool:
    """Controls, marks that turn the direction of the text around them, broken surrogates."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs")
