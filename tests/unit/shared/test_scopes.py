"""Scope is data: every read asks for it, and no query can ask around it."""

import pytest

from shared.documents import CLOCK, Actor, Document
from shared.errors import NotFound
from tests.fakes import a_tx

SECRETARY = Actor("u1", "secretary", ("310106006003",))


class Thing(Document, collection="things_with_scopes"):
    pass


THINGS = [Thing(id="here", scopes=["310106", "310106006003"]), Thing(id="there", scopes=["310106", "310106006005"]),
          Thing(id="mine", scopes=["u1"])]  # fmt: skip


def ids(tx, **where):
    return [thing.id for thing in tx.find(Thing, **where)]


def test_a_read_finds_what_lies_in_the_actors_scopes():
    assert ids(a_tx(*THINGS, by=SECRETARY)) == ["here"]
    with pytest.raises(NotFound):
        a_tx(*THINGS, by=SECRETARY).get(Thing, "there")


def test_a_query_may_ask_for_what_is_the_actors_own():
    assert ids(a_tx(*THINGS, by=SECRETARY), scopes="u1") == ["mine"]


@pytest.mark.parametrize("scopes", ["310106006005", "310106", {"$ne": None}, {"$in": ["310106"]}])
def test_a_query_cannot_ask_for_another_scope(scopes):
    with pytest.raises(NotFound):
        ids(a_tx(*THINGS, by=SECRETARY), scopes=scopes)
    with pytest.raises(NotFound):
        a_tx(*THINGS, by=SECRETARY).count(Thing, scopes=scopes)


def test_the_clock_sees_everything_and_a_reaction_nothing():
    assert len(ids(a_tx(*THINGS, by=CLOCK))) == 3
    with pytest.raises(TypeError):
        ids(a_tx(*THINGS, by=None))
