"""What everybody may read is written only by those within whose scopes it lies."""

import pytest

from shared.documents import CLOCK, PUBLIC, Actor, Document
from shared.errors import NotAllowed
from tests.fakes import a_tx


class Board(Document, collection="boards", public=True):
    text: str = ""


BOARD = Board(id="b1", scopes=["310106", "310106006"])


@pytest.mark.parametrize("by", [PUBLIC, Actor("a1", "secretary", ("310101",)), Actor("a2", "member", ())])
def test_everybody_reads_it_and_nobody_else_writes_it(by):
    tx = a_tx(BOARD, by=by)
    assert [board.id for board in tx.find(Board)] == ["b1"]
    assert tx.count(Board) == 1
    with pytest.raises(NotAllowed):
        tx.save(tx.get(Board, "b1"))
    with pytest.raises(NotAllowed):
        tx.add(Board(id="b2", scopes=["310106"]))
    assert not tx.writes


@pytest.mark.parametrize("by", [CLOCK, Actor("a1", "secretary", ("310106006",))])
def test_who_has_one_of_its_scopes_writes_it(by):
    tx = a_tx(BOARD, by=by)
    assert tx.save(tx.get(Board, "b1")).version == 1
