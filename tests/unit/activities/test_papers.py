"""Paper: what is in the data stands on the page, and nothing in it is taken for markup."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.activities.papers.rendering import pdf
from services.activities.papers.words import span
from services.activities.rollcalls import sheets
from services.activities.rollcalls.queries import Called
from shared.errors import TooLarge
from shared.papers.rendering import MAX_DATA, CannotRender
from tests.builders_rollcalls import ENDS, an_attendance, shift_under_way
from tests.pdf_text import pages_of, text_of

RARE = ["𠮷野", "阿依古丽·买买提", "龘㙍𡋾", "Ⅳ０"]
MARKUP = ['#panic("x")', "*粗*_斜_$x^2$`码`<标>@引", "//注/**/\\#{1+1}", '"}]', "=题", "-a+b~c"]
TITLE = "清洁家园"


def a_paper(*names: str, kind: str = "rollcall", **shift: Any) -> bytes:
    people = [an_attendance(name=name, masked_phone="138****0001") for name in names]
    called = Called(shift_under_way(**shift), "三和花园社区", people, ENDS)
    return pdf(kind, sheets.data(kind, called, "https://example.gov.cn"))


@pytest.mark.parametrize("kind", ["rollcall", "signup"])
def test_a_sheet_says_what_when_where_and_who(kind: str) -> None:
    text = text_of(a_paper("张三", kind=kind, leader_name="李四"))
    wanted = (TITLE, "社区广场", "三和花园社区", "李四", "张三", "138****0001", "H7K2M PQ9RT", "第 1 页，共",
              "2026年11月28日（星期六）12:00—14:00")  # fmt: skip
    assert [each for each in wanted if each not in text] == []


def test_a_sheet_of_a_demo_says_so() -> None:
    called = Called(shift_under_way(), "三和花园社区", [an_attendance()], ENDS)
    data = sheets.data("rollcall", called, "https://example.gov.cn")
    assert "演示数据" in text_of(pdf("rollcall", data | {"demo": True}))
    assert "演示数据" not in text_of(pdf("rollcall", data))


def test_there_is_room_for_who_simply_comes_and_for_who_signs_up() -> None:
    def rows(kind: str, capacity: int) -> int:
        return sheets.data(kind, Called(shift_under_way(capacity=capacity), "", [an_attendance()], ENDS), "")["blank"]

    assert [rows("rollcall", 1), rows("signup", 1), rows("signup", 20), rows("signup", 5_000)] == [6, 6, 19, 60]
    assert "1张三138****0001234567编码" in text_of(a_paper("张三"))


def test_rare_characters_and_names_of_all_peoples_are_on_the_page() -> None:
    text = text_of(a_paper(*RARE))
    assert [name for name in RARE if name not in text.replace("\n", "")] == []
    assert "\ufffd" not in text


def test_no_text_is_taken_for_markup() -> None:
    text = text_of(a_paper(*MARKUP, title=MARKUP[0], where=MARKUP[1]))
    assert [text.count(each) for each in MARKUP] == [2, 2, 1, 1, 1, 1]


def test_the_font_is_embedded_with_only_what_is_used() -> None:
    made = a_paper(*RARE)
    assert b"/FontFile2" in made
    assert b"+NotoSansCJKsc" in made
    assert len(made) < 150_000


def test_what_no_font_has_leaves_the_rest_as_it_is() -> None:
    assert "张三" in text_of(a_paper("张三\ue000"))


def test_the_same_data_gives_the_same_bytes() -> None:
    assert a_paper(*RARE) == a_paper(*RARE)
    assert a_paper(*RARE) != a_paper(*RARE[:1])


def test_long_lists_go_over_pages_with_the_head_of_the_table_on_each() -> None:
    made = a_paper(*["张三"] * 60)
    assert pages_of(made) == text_of(made).count("签名备注") > 3
    with pytest.raises(TooLarge):
        a_paper("张" * MAX_DATA)


def test_a_mistake_in_a_template_is_told_without_the_data() -> None:
    with pytest.raises(CannotRender) as caught:
        pdf("rollcall", {"title": {"name": "张三"}, "code": ""})
    assert ".typ:" in str(caught.value)
    assert "张三" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_times_are_those_of_the_clock_on_the_wall() -> None:
    nine = datetime(2026, 11, 28, 1, tzinfo=UTC)
    assert span(nine, nine + timedelta(minutes=150)) == "2026年11月28日（星期六）9:00—11:30"
    assert span(nine, nine + timedelta(hours=20)) == "2026年11月28日（星期六）9:00—11月29日5:00"
