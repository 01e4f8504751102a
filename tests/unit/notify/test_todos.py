"""What waits for whom."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from services.notify.todos import queries, reactions
from services.notify.todos.model import Todo
from services.notify.todos.words import KINDS
from shared.documents import Actor
from shared.events import activities, registry
from shared.tx import Tx
from tests.fakes import KEYS, NOON, MemoryRows, a_tx

KIND = re.compile(r'"([a-z_]+s?_to_(?!community)[a-z]+|[a-z]+_(?:overdue|objected))"')
HERE, THERE, EMPLOYER = "310106006003", "310106006005", "e1"


def a_todo(n, kind="report_to_accept", scope=HERE, roles=("secretary", "staff")):
    since = NOON - timedelta(days=n)
    return Todo(id=f"{kind}:r{n}", kind=kind, subject=f"r{n}", scopes=[scope], roles=list(roles), since=since)


TODOS = [
    a_todo(1), a_todo(2), a_todo(3, scope=THERE), a_todo(4, "employer_report_to_accept"),
    a_todo(5, "report_to_verify", EMPLOYER, ["employer_officer"]), a_todo(6, "report_to_place", HERE, ["nobody"]),
    a_todo(7, "employer_to_confirm", "m1", ["member"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("officer", "expected"),
    [
        (Actor("u1", "secretary", (HERE,)), [("report_to_accept", 2, 2), ("employer_report_to_accept", 1, 4)]),
        (Actor("u2", "staff", (THERE,)), [("report_to_accept", 1, 3)]),
        (Actor("u3", "secretary", (HERE, THERE)), [("report_to_accept", 3, 3), ("employer_report_to_accept", 1, 4)]),
        (Actor("u4", "employer_officer", (EMPLOYER,)), [("report_to_verify", 1, 5)]),
        (Actor("u5", "instructor", (HERE,)), []),
        (Actor("m1", "member", ("m1",)), [("employer_to_confirm", 1, 7)]),
        (Actor("u6", "secretary", ("310106006009",)), []),
    ],
)
def test_each_officer_sees_what_waits_for_this_role_in_this_scope(officer, expected):
    waiting = queries.todos(a_tx(*TODOS, by=officer))
    assert [(each.kind, each.count, (NOON - each.oldest).days) for each in waiting] == expected


def test_who_asked_for_a_second_person_is_not_told_to_be_it():
    todo = a_todo(1, "correction_to_approve").model_copy(update={"not_by": "u1"})
    for officer, seen in (("u1", []), ("u2", ["correction_to_approve"])):
        tx = a_tx(todo, by=Actor(officer, "staff", (HERE,)))
        assert [each.kind for each in queries.todos(tx)] == seen
        assert [each.kind for each in queries.todos_of_kind(tx, "correction_to_approve")] == seen


def test_of_one_kind_the_oldest_comes_first():
    tx = a_tx(*TODOS, by=Actor("u1", "secretary", (HERE,)))
    assert [todo.subject for todo in queries.todos_of_kind(tx, "report_to_accept")] == ["r2", "r1"]
    assert queries.todos_of_kind(tx, "report_to_verify") == []


def test_opening_and_closing_only_write():
    tx = Tx(MemoryRows(), None, NOON, KEYS)
    reactions.keep_todo(tx, registry.TodoOpened(
        todo="report_to_accept:r1", kind="report_to_accept", subject="r1", scopes=[HERE], roles=["staff"], since=NOON
    ))  # fmt: skip
    reactions.drop_todo(tx, activities.TodoClosed(todo="x:1", subject="1"))
    assert len(tx.writes[Todo.collection]) == 2


def test_every_kind_of_work_has_its_words_and_its_list():
    """Kinds as the services write them: "report_to_accept"."""
    services = Path(queries.__file__).parents[2]
    sources = [path.read_text() for path in services.glob("*/*/*.py") if "words" not in path.name]
    said = {found for text in sources if "Todo" in text or "TODO" in text for found in KIND.findall(text)}
    assert {"report_to_accept", "complaint_overdue", "statement_objected"} <= said
    assert said == set(KINDS)
