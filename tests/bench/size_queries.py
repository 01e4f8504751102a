"""The ten most used questions, as the product asks them, and rows of as many members as there are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from services.notify.deliveries.model import Delivery
from services.notify.notices.model import Notice
from services.notify.notices.queries import by_now
from services.registry.members.model import Member, PhoneTaken
from services.registry.reports.model import Report
from services.registry.rosters.model import RosterEntry
from shared.service import PIPE, _indexes
from tests.stage import START

A_COMMUNITY, AN_EMPLOYER = 300, 600  # members
DUE = by_now(START)
Row = dict[str, Any]


class Question(NamedTuple):
    """`sort` and `limit` as Tx.find gives them to the database: a page of 50 asks for one row more."""

    name: str
    collection: str
    where: Row
    sort: list[tuple[str, int]]
    limit: int = 51


QUESTIONS = [
    Question("sign-in by phone", PhoneTaken.collection, {"_id": "h42"}, [("_id", 1)], 2),
    Question("own member", Member.collection, {"_id": "m42", "scopes": "m42"}, [("_id", 1)], 2),
    Question("members of a community", Member.collection, {"state": "reported", "scopes": "c1"},
             [("pinyin", 1), ("_id", 1)]),
    Question("reports that wait", Report.collection, {"state": "awaiting_community", "scopes": "c1"},
             [("asked_at", 1), ("_id", 1)]),
    Question("roster page", RosterEntry.collection, {"state": "current", "scopes": "e1"}, [("pinyin", 1), ("_id", 1)]),
    Question("50 rows matched by ID", RosterEntry.collection, {"id_hash": {"$in": [f"i{n}" for n in range(50)]}},
             [("_id", 1)], 5001),
    Question("inbox", Notice.collection, {"scopes": "m42", "in_inbox": True}, [("at", -1), ("_id", -1)]),
    Question("notices due", Notice.collection, {"critical": False, "due_at": DUE},
             [("due_at", 1), ("_id", 1)], 501),
    Question("deliveries due", Delivery.collection, {"state": "created", "critical": False, "due_at": DUE},
             [("due_at", 1), ("_id", 1)], 501),
    Question("rows to publish", "outbox", {"unsent": True}, [("unsent", 1), ("stream", 1), ("sequence", 1)], 500),
]  # fmt: skip


def _member(n: int) -> Row:
    community = f"c{n // A_COMMUNITY}"
    return {"_id": f"m{n}", "scopes": [f"m{n}", community], "state": "reported", "pinyin": f"p{n * 7919 % 10**6}",
            "name": f"n{n}", "community": community}  # fmt: skip


def _report(n: int) -> Row:
    """One in thirty waits."""
    state = "reported" if n % 30 else "awaiting_community"
    return {"_id": f"r{n}", "scopes": [f"m{n}", f"c{n // A_COMMUNITY}"], "member": f"m{n}", "state": state,
            "asked_at": START - timedelta(seconds=n)}  # fmt: skip


def _entry(n: int) -> Row:
    return {"_id": f"n{n}", "scopes": [f"e{n // AN_EMPLOYER}", f"m{n}"], "state": "current", "id_hash": f"i{n}",
            "pinyin": f"p{n * 7919 % 10**6}"}  # fmt: skip


def _notice(n: int) -> Row:
    """One in a thousand is due."""
    return {"_id": f"t{n}", "scopes": [f"m{n}"], "in_inbox": True, "at": START, "critical": False,
            "due_at": None if n % 1000 else START}  # fmt: skip


def _delivery(n: int) -> Row:
    return {"_id": f"d{n}", "scopes": [f"m{n}"], "state": "delivered" if n % 1000 else "created", "critical": False,
            "due_at": None if n % 1000 else START}  # fmt: skip


def _outbox(n: int) -> Row:
    """Published all but one in a thousand."""
    return {"_id": f"o{n}", "stream": f"s/m{n}", "sequence": 1, "sent": "x"} | ({} if n % 1000 else {"unsent": True})


ROWS: dict[str, Callable[[int], Row]] = {
    PhoneTaken.collection: lambda n: {"_id": f"h{n}", "member": f"m{n}"}, Member.collection: _member,
    Report.collection: _report, RosterEntry.collection: _entry, Notice.collection: _notice,
    Delivery.collection: _delivery, "outbox": _outbox,
}  # fmt: skip
KINDS = {kind.collection: kind for kind in (PhoneTaken, Member, Report, RosterEntry, Notice, Delivery)}


def indexes_for(collection: str, fields: set[str]) -> list[Any]:
    """The product's own indexes that one of these fields of a question leads into: the others would only be filled."""
    every = list(_indexes(KINDS[collection])) if collection in KINDS else PIPE[collection]
    return [each for each in every if fields & set(list(each.document["key"])[:2]) - {"_id"}]
