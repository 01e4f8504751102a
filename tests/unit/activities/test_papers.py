"""Paper: what is in the data stands on the page, and nothing in it is taken for markup."""

import pytest

from services.activities.papers import rendering
from shared.errors import TooLarge
from tests.pdf_text import pages_of, text_of

RARE = ["𠮷野", "阿依古丽·买买提", "龘㙍𡋾", "Ⅳ０"]
MARKUP = ['#panic("x")', "*粗* _斜_ $x^2$ `码` <标> @引 // 注 /* */ \\ #{1+1}", '"}]', "= 题"]


def a_specimen(*names: str) -> bytes:
    return rendering.pdf("specimen", {"title": "样张", "names": list(names)})


def test_rare_characters_and_names_of_all_peoples_are_on_the_page():
    text = text_of(a_specimen(*RARE))
    assert all(text.count(name) == 2 for name in RARE)  # plain and bold
    assert "\ufffd" not in text


def test_the_font_is_embedded_with_only_what_is_used():
    pdf = a_specimen(*RARE)
    assert b"/FontFile2" in pdf
    assert b"+NotoSansCJKsc" in pdf
    assert len(pdf) < 60_000


def test_no_text_is_taken_for_markup():
    text = text_of(a_specimen(*MARKUP))
    assert all(text.count(name) == 2 for name in MARKUP)


def test_what_no_font_has_is_a_box_and_the_rest_is_there():
    assert "张三" in text_of(a_specimen("张三\ue000"))


def test_the_same_data_gives_the_same_bytes():
    assert a_specimen(*RARE) == a_specimen(*RARE)
    assert a_specimen(*RARE) != a_specimen(*RARE[:1])


def test_long_lists_go_over_pages_and_boundless_ones_are_refused():
    assert pages_of(a_specimen(*["张三"] * 200)) > 3
    with pytest.raises(TooLarge):
        a_specimen("张" * rendering.MAX_DATA)


def test_a_mistake_in_a_template_is_told_without_the_data():
    with pytest.raises(rendering.CannotRender) as caught:
        rendering.pdf("specimen", {"title": {"name": "张三"}, "names": []})
    assert str(caught.value).startswith("paper.typ:")
    assert caught.value.__cause__ is None
