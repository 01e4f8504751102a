"""One service with a row of each kind in HERE and one in THERE, and every route asked by every role about both."""

import inspect
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from shared.documents import CLOCK, EVERYBODY, Actor
from shared.errors import Refused
from shared.perform import MongoRows
from shared.service import Service
from shared.web import doing
from shared.web.pages import SUFFIX
from tests.servers import Database
from tests.stage import START, Stage, settings_for
from tests.structure.instances import HERE, THERE, choices, sent, stored

INFRASTRUCTURE = {"openapi.static", "openapi.doc_url", "openapi.openapi", "static", "live", "ready", "openapi",
                  "swagger.static", "swagger.swagger", "swagger.oauth2-redirect", "asyncapi", "metrics_page",
                  "shell.static"}  # fmt: skip
PATH = {"language": "zh-CN", "channel": "sms", "number": "1"}
# Where a valid request cannot be made from its schema alone.
BODIES: dict[str, Any] = {
    name: {"ids": [HERE]} for name in ("roster_entries.invite", "roster_entries.remind", "reports.verify",
                                       "reports.accept", "reports.accept_one", "employers.accept_several",
                                       "employer_reports.accept")
}  # fmt: skip
AHEAD = {"starts": START + timedelta(days=5), "ends": START + timedelta(days=5, hours=2)}
A_SHIFT = {name: at.isoformat() for name, at in AHEAD.items()} | {"where": "ab", "capacity": 1}
BODIES |= {
    "activities.create": {"title": "ab", "place": HERE, "shifts": [A_SHIFT]}, "activities.add_shift": A_SHIFT,
    "activities.edit_shift": A_SHIFT, "activities.copy_month": {"month": "2026-11", "place": HERE},
}
A_ROW = {"day": AHEAD["starts"].date().isoformat(), "starts": "12:00", "ends": "14:00"}
BODIES |= {
    "activities_pages.create": {"title": "ab", "place": HERE, "where": "ab", "capacity": 1, "shifts": {"0": A_ROW}},
    **{f"activities_pages.{name}": A_ROW | {"where": "ab", "capacity": 1} for name in ("add_shift", "change_shift")},
    "activities_pages.copy": {name: A_ROW[name] for name in ("day", "starts")},
}
BODIES |= {name: {"period": "2026", "ids": [HERE]} for name in ("statements.issue", "statements.sign")}
BODIES |= {f"{name}.confirm_several": {"ids": [HERE]} for name in ("records", "own_records_pages")}
BODIES |= {"signups.answer": {"all": True, "answer": "accepted"}}
BODIES["verify_pages.verify"] = {"ids": [HERE]}
BODIES["rollcalls.mark"] = {"all": "present", "nonce": "nonce-01"}
FILES = {"accounts.import_accounts": "账号,角色,范围,姓名\nzhang,staff,310106006003,张三\n"}
# Fields in which a row made from its schema alone would be one that cannot exist.
FILLED: dict[str, dict[str, Any]] = {name: {"state": "awaiting_community"} for name in ("reports", "slips")}
FILLED["statements"] = {"state": "read", "period": "2026", "issuable": True}
OFFERED = AHEAD | {"level": "community"}  # to its own members
FILLED |= {"activities": OFFERED | {"state": "published"}, "shifts": OFFERED | {"listed": True}}
FILLED["visits"] = {"day": "2026-11-02"}
FILLED["places"], FILLED["accounts"] = {"level": "community"}, {"role": "staff"}
FILLED |= {"signups": AHEAD | {"state": "accepted"}, "seats": {"starts": AHEAD["starts"], "taken": 1, "capacity": 2}}
SEALED = {"rows": [], "phone": "13800000000", "email": ""}


class Asked(NamedTuple):
    """One request and what came of it. `performed`: the actions and queries it went through."""

    endpoint: str
    method: str
    by_path: bool
    role: str
    where: str
    status: int
    text: str
    performed: list[Callable]


class Find(NamedTuple):
    collection: str
    where: dict[str, Any]
    sort: tuple[tuple[str, int], ...]


class Walk:
    def __init__(self, service: Service, database: Database, patch: pytest.MonkeyPatch) -> None:
        self.stage = Stage(service, settings_for(database.uri(f"structure_{service.name}")))
        self.stage.client()
        self.app = self.stage._app
        self.performed: list[Callable] = []
        self.finds: list[Find] = []
        self.changed, self.rows = True, self._rows()
        self._record(patch)
        self.answers = [asked for rule in self.rules() for asked in self._ask_all(rule)]
        self._turn_clock()

    def rules(self) -> list[Rule]:
        return [rule for rule in self.app.url_map.iter_rules() if rule.endpoint not in INFRASTRUCTURE]

    def _record(self, patch: pytest.MonkeyPatch) -> None:
        whole_perform, whole_find, whole_write = doing.perform, MongoRows.find, MongoRows.write

        def perform(store: Any, action: Callable, by: Actor, /, *args: Any, **kwargs: Any) -> Any:
            self.performed.append(action)
            return whole_perform(store, action, by, *args, **kwargs)

        def find(rows: MongoRows, collection: str, where: dict, sort: list, limit: int) -> Any:
            self.finds.append(Find(collection, where, tuple(sort)))
            return whole_find(rows, collection, where, sort, limit)

        def write(rows: MongoRows, writes: dict[str, list[Any]]) -> None:
            each = [(name, getattr(one, "_filter", None)) for name, held in writes.items() for one in held]
            self.finds.extend(Find(name, where, ()) for name, where in each if where is not None)
            whole_write(rows, writes)

        patch.setattr(doing, "perform", perform)
        patch.setattr(MongoRows, "find", find)
        patch.setattr(MongoRows, "write", write)

    def _fill(self) -> None:
        """The same rows again; standings only get in the way of the tokens."""
        for kind in self.stage.service.all_documents:
            self.stage.db[kind.collection].delete_many({})
        for collection, rows in self.rows.items():
            self.stage.db[collection].insert_many(rows)

    def _rows(self) -> dict[str, list[dict[str, Any]]]:
        rows: dict[str, list[dict[str, Any]]] = {"keys": []}
        for where in (HERE, THERE):
            wrapped = self.stage.store.keys.new_wrapped(where)
            sealed = self.stage.store.keys.seal(where, wrapped, SEALED)
            for kind in self.stage.service.documents:
                row = stored(kind, where, sealed) | FILLED.get(kind.collection, {})
                rows.setdefault(kind.collection, []).append(row)
            rows["keys"].append({"_id": where, "wrapped": wrapped, "version": 1})
        return rows

    def _ask_all(self, rule: Rule) -> Iterator[Asked]:
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        if self.changed:
            self._fill()
        self.changed = method != "GET"
        for role in EVERYBODY:
            for where in (HERE, THERE):
                yield self._ask(rule, method, role, where)
            for one in self._choices(rule.endpoint):
                yield self._ask(rule, method, role, HERE, **one)

    def _choices(self, endpoint: str) -> list[dict[str, Any]]:
        """Every optional parameter of a list, one at a time."""
        query = self._takes(endpoint).get("query")
        return [{name: value} for name, value in choices(query).items() if name != "cursor"] if query else []

    def _takes(self, endpoint: str) -> dict[str, Any]:
        """What the route's function says that it takes."""
        return inspect.get_annotations(inspect.unwrap(self.app.view_functions[endpoint]), eval_str=True)

    def _ask(self, rule: Rule, method: str, role: str, where: str, /, **choice: Any) -> Asked:
        self.stage.db["standings"].delete_many({})
        self.performed.clear()
        client = self.stage.client(None if role == "public" else an_actor(role))
        path = re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: _path_value(rule.rule, found[1], where), rule.rule)
        answer = client.open(path, method=method, headers={"If-Match": '"v1"'}, **self._request(rule.endpoint, choice))
        text = answer.get_data().decode(errors="replace")  # a paper is no text
        return Asked(rule.endpoint, method, bool(rule.arguments), role, where, answer.status_code, text,
                     list(self.performed))  # fmt: skip

    def _request(self, endpoint: str, choice: dict[str, Any]) -> dict[str, Any]:
        takes = self._takes(endpoint)
        query = {"query_string": sent(takes["query"]) | choice} if "query" in takes else {}
        file = (io.BytesIO(FILES.get(endpoint, "a,b\n1,2\n").encode()), "a.csv")
        if is_page(endpoint):
            known = BODIES.get(endpoint) or BODIES.get(endpoint.replace(SUFFIX, ""))
            form = known or (sent(takes["form"]) if "form" in takes else {})
            return query | {"data": MultiDict([*as_form(form | {"version": 1}), ("file", file)])}
        if "body" in takes:
            return query | {"json": BODIES.get(endpoint) or sent(takes["body"])}
        form = (sent(takes["form"]) if "form" in takes else {}) | {"file": file}
        return query | {"data": form, "content_type": "multipart/form-data"}

    def _turn_clock(self) -> None:
        """Every task once, for what it looks up; a made-up row may be one that it refuses."""
        self._fill()
        for task in self.stage.service.tasks:
            self.stage.perform(task.due, CLOCK)
            try:
                self.stage.perform(task.do, CLOCK, [HERE] if task.many else HERE)
            except (Refused, LookupError, ValueError, TypeError, AttributeError):
                continue
        for errand in self.stage.service.errands:
            self.stage.perform(errand.due, CLOCK)


def is_page(endpoint: str) -> bool:
    return f"{SUFFIX}." in endpoint


def as_form(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """A body as a form of a page sends it: see shared/web/forms.py."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from as_form(each, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from as_form(each, f"{name}.{number}" if isinstance(each, dict) else name)
    elif value is not None:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def an_actor(role: str) -> Actor:
    return Actor(HERE if role == "member" else f"u_{role}", role, (HERE, HERE[:6]) if role != "member" else (HERE,))


def _path_value(rule: str, name: str, where: str) -> str:
    return PATH.get(name) or (where[:6] if "/districts/" in rule else where)
