"""A district's code list: taken in every form it is exported in, and refused with every problem named."""
import random
from pathlib import Path

import pytest

from services.registry.places.codelist import EXPECTED, ROWS, SIZE, Problem, Row, differences, parse, short_code

DISTRICTS = Path(__file__).parents[2] / "data" / "districts"
SMALL = [Row("310106", "district", "静安区", None), Row("310106006", "street", "江宁路街道", "310106"),
         Row("310106006003", "community", "永乐居委会", "310106006")]


def as_csv(rows: list[Row], columns="code,level,name,parent_code", separator=",") -> str:
    order = [("code", "level", "name", "parent_code").index(column) for column in columns.split(",")]
    lines = [[row.id, row.level, row.name, row.parent or ""] for row in rows]
    table = [columns.split(","), *([line[n] for n in order] for line in lines)]
    return "\r\n".join(map(separator.join, table))


def problems(*lines: str) -> list[tuple[int, str, str]]:
    found = parse("\n".join(["code,level,name,parent_code", *lines]).encode())
    assert all(problem.expected for problem in found.problems)
    return [tuple(problem) for problem in found.problems]


@pytest.mark.parametrize(("code", "streets", "communities"), [("310106", 14, 267), ("110102", 15, 263)])
def test_the_official_lists_are_taken_whole(code, streets, communities):
    places, wrong = parse((DISTRICTS / f"{code}.csv").read_bytes())
    assert wrong == []
    assert [sum(place.level == level for place in places) for level in ("district", "street", "community")] \
        == [1, streets, communities]
    assert places[0] == Row(code, "district", {"310106": "静安区", "110102": "西城区"}[code], None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding(encoding):
    rare = [*SMALL, Row("310106006004", "community", "𠮷祥里居委会", "310106006")]
    assert parse(as_csv(rare).encode(encoding)) == (rare, [])


@pytest.mark.parametrize("columns", ["name,parent_code,code,level", "parent_code,level,name,code"])
def test_columns_in_any_order(columns):
    assert parse(as_csv(SMALL, columns).encode()) == (SMALL, [])


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_other_separators(separator):
    assert parse(as_csv(SMALL, separator=separator).encode()) == (SMALL, [])


def test_chinese_headings_below_a_title_with_level_words_and_padded_codes():
    text = """静安区区划代码表,,,
,,,
统计用区划代码,名称,级别,上级代码
310106000000,静安区,区,310100000000
310106006000,江宁路街道,街道,310106000000
310106006003,永乐居委会,居委会,310106006000
,,,
"""
    assert parse(text.encode()) == (SMALL, [])


def test_level_and_parent_may_be_left_out():
    assert parse("代码,名称\n310106,静安区\n310106006,江宁路街道\n'310106006003,永乐居委会".encode()) == (SMALL, [])


GOOD = ["310106,district,静安区,", "310106006,street,江宁路街道,310106"]


@pytest.mark.parametrize(("line", "problem"), [
    ("310106006,street,江宁路街道,310106", (4, "code", "duplicate")),
    ("310106011003,community,新安居委会,310106011", (4, "parent_code", "unknown_parent")),
    ("310106006003,community,永乐居委会,310106011", (4, "parent_code", "parent")),
    ("310106006003,street,永乐居委会,310106006", (4, "level", "level")),
    ("310106006003,乐园,永乐居委会,310106006", (4, "level", "level")),
    ("310106006003,community,,310106006", (4, "name", "name_empty")),
    ("310106006003,community,\u3000 ,310106006", (4, "name", "name_empty")),
    ("310106006003,community,永\x07乐居委会,310106006", (4, "name", "name_characters")),
    ("310106006003,community,永\u202e乐居委会,310106006", (4, "name", "name_characters")),
    ("310106006003,community,永\ufffd居委会,310106006", (4, "name", "name_characters")),
    ("310106006003,community,永\u2028乐居委会,310106006", (4, "name", "name_characters")),
    (f"310106006003,community,{'永' * 61},310106006", (4, "name", "name_length")),
    ("3.10106E+11,community,永乐居委会,310106006", (4, "code", "code")),
    ("31010600600,community,永乐居委会,310106006", (4, "code", "code")),
    ("$where,community,永乐居委会,310106006", (4, "code", "code")),
    (",community,永乐居委会,310106006", (4, "code", "code")),
    ("310107,district,普陀区,", (4, "code", "second_district")),
])
def test_each_problem_names_its_row_and_column(line, problem):
    assert problems(*GOOD, line) == [problem]


def test_a_list_without_its_district_is_refused():
    assert parse("code,name\n310106006,江宁路街道".encode()).problems == [Problem(0, "", "no_district")]


def test_all_problems_are_named_at_once():
    assert problems(*GOOD, "1,community,甲居委会,", "310106006003,street,,310106011", "310106006,street,江宁,") == [
        (4, "code", "code"), (5, "level", "level"), (5, "name", "name_empty"), (5, "parent_code", "parent"),
        (6, "code", "duplicate")]


def test_a_quotation_mark_left_open_spoils_its_own_line_only():
    assert problems(*GOOD, '310106006003,community,"永乐居委会,310106006', "310106006004,community,联宝里居委会,") == []


@pytest.mark.parametrize(("content", "code"), [
    (b"", "no_headings"),
    ("姓名,手机\n甲,1".encode(), "no_headings"),
    (b"code,name\n", "no_rows"),
    (b"PK\x03\x04" + b"\x14" * 40, "not_text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_text"),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_text"),
    (bytes(SIZE + 1), "too_large"),
    (b"code,name\n" + b"1,1\n" * (ROWS + 1), "too_large"),
])
def test_what_is_no_code_list_is_refused_as_a_whole(content, code):
    assert parse(content) == ([], [Problem(0, "", code)])


def test_bytes_of_any_kind_are_answered():
    chance = random.Random(6)
    for length in (1, 7, 80, 3000):
        found = parse(chance.randbytes(length))
        assert found.places == []
        assert {problem.code for problem in found.problems} <= EXPECTED.keys()


@pytest.mark.parametrize(("text", "code"), [("310106", "310106"), ("３１０１０６", "310106"), ("310106.0", "310106"),
                                            ('="310106006"', "310106006"), ("000000", None), ("31010x", None)])
def test_codes_as_spreadsheets_write_them(text, code):
    assert short_code(text) == code


def test_differences_say_what_would_change_and_delete_nothing():
    existing = {row.id: (row.name, row.level, row.parent) for row in SMALL}
    existing |= {"310106006009": ("三乐里居委会", "community", "310106006")}
    added, renamed = Row("310106006004", "community", "联宝里居委会", "310106006"), SMALL[2]._replace(name="永乐社区")
    found = differences(existing, [*SMALL[:2], renamed, added])
    assert found == ([added], [renamed], ["310106006009"], SMALL[:2])
    assert differences(existing, [Row(code, level, name, parent) for code, (name, level, parent) in existing.items()]) \
        == ([], [], [], [*SMALL, Row("310106006009", "community", "三乐里居委会", "310106006")])
