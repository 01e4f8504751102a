"""Where a list goes on, without saying so in its address."""

import base64

import pytest

from shared.cursors import beyond, cursor_at
from shared.errors import Invalid
from tests.fakes import KEYS

ROW = {"_id": "s1", "pinyin": "ce4试 shi4甲 jia3"}


def test_a_list_goes_on_behind_the_last_row() -> None:
    further = beyond("pinyin", 1, cursor_at(ROW, "pinyin", KEYS), KEYS)
    assert further == {"$or": [{"pinyin": {"$gt": ROW["pinyin"]}}, {"pinyin": ROW["pinyin"], "_id": {"$gt": "s1"}}]}
    assert beyond("_id", -1, cursor_at(ROW, "_id", KEYS), KEYS) == {"_id": {"$lt": "s1"}}


def test_an_address_tells_no_name() -> None:
    """Lists are in the order of names, and addresses stay in histories and logs."""
    cursor = cursor_at(ROW, "pinyin", KEYS)
    raw = base64.urlsafe_b64decode(cursor + "==")
    for part in ("试", "甲", "jia", "s1"):
        assert part.encode() not in raw
    assert not set(cursor) & set("+/&?#")


@pytest.mark.parametrize("bad", ["x", "....", "QUJD", "A" * 400, '{"$gt": 1}'])
def test_what_is_no_cursor_of_ours_is_refused(bad: str) -> None:
    with pytest.raises(Invalid):
        beyond("pinyin", 1, bad, KEYS)
