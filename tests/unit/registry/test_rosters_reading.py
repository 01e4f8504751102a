"""Any real export becomes the same rows."""

import io
import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.rosters.reading import open_roster
from tests import builders_rosters as build


def cells_of(file, name="名单.csv", **options):
    return [row.cells for row in open_roster(file, name, **options).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_encoding_and_separator_gives_the_same_rows(encoding, separator):
    rows = build.an_office_roster()
    assert cells_of(build.a_csv(rows, encoding, separator)) == rows[1:]


def test_a_path_is_read_like_a_file_object(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(build.a_csv(build.an_office_roster(), "gb18030").getvalue())
    assert cells_of(path) == cells_of(str(path)) == build.an_office_roster()[1:]


def test_a_csv_is_never_held_as_a_whole(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(build.a_csv(build.an_office_roster(4_000)).getvalue())
    roster = open_roster(path, "roster.csv")
    tracemalloc.start()
    assert sum(1 for _ in roster.rows()) == 4_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4


def test_the_callers_file_stays_open_and_can_be_read_again():
    file = build.a_csv(build.an_office_roster())
    roster = open_roster(file, "a.csv")
    assert list(roster.rows()) == list(roster.rows())
    assert not file.closed


def test_title_rows_blank_lines_and_totals_of_a_workbook_are_no_people():
    roster = open_roster(build.a_hospital_xlsx(3), "中心医院.xlsx")
    rows = list(roster.rows())
    assert [row.cells[1] for row in rows] == build.NAMES[:3]
    assert [row.number for row in rows] == [4, 6, 7]                    # as Excel shows them
    assert rows[0].cells[3:7] == ["1978-08-02", build.an_id_number(0), build.a_phone(0), "2006-07-26"]
    assert "在职党员信息采集表" in roster.title


def test_a_two_row_header_is_joined_and_merged_cells_reach_down():
    roster = open_roster(build.a_two_row_header_xlsx(), "a.xlsx")
    assert roster.headings == ["序号", "姓名", "联系方式/手机", "联系方式/邮箱", "居住地/街道", "居住地/社区",
                               "身份证号码", "党支部"]
    assert [row.cells[7] for row in roster.rows()] == ["一支部"] * 3


def test_a_row_of_groups_over_the_header_is_joined_where_the_header_needs_it():
    person = ["李畅", build.a_phone(1), "邓晨", build.a_phone(2)]
    rows = [["本人", "", "配偶", ""], ["姓名", "手机", "姓名", "手机"], person]
    roster = open_roster(build.a_csv(rows), "a.csv")
    assert roster.headings == ["本人/姓名", "本人/手机", "配偶/姓名", "配偶/手机"]
    assert [row.cells for row in roster.rows()] == [person]
    title = [["党员花名册", "", "市医院"], ["姓名", "手机", "居住社区"], ["李畅", build.a_phone(1), "永乐"]]
    assert open_roster(build.a_csv(title), "a.csv").headings == title[1]


def test_sheets_are_read_one_after_the_other_with_columns_found_by_their_headings():
    first = ("一支部", [["姓名", "手机", "工号"], ["李畅", build.a_phone(1), "01"]])
    second = ("二支部", [["党员名单"], ["手机号码", "姓名", "邮箱"], [build.a_phone(2), "邓晨", "a@example.com"]])
    notes = ("填表说明", [["请在十月底前交"], ["联系人", "张某", "电话", build.a_phone(9)]])
    secret = ("下拉", [["姓名", "手机"], ["王伟", build.a_phone(3)]])
    roster = open_roster(build.an_xlsx(notes, first, second, secret, hidden=("下拉",)), "a.xlsx")
    assert roster.headings == ["姓名", "手机", "工号", "邮箱"]
    assert [(row.at, row.sheet, row.number, row.cells) for row in roster.rows()] == [
        (0, "一支部", 2, ["李畅", build.a_phone(1), "01"]),
        (1, "二支部", 3, ["邓晨", build.a_phone(2), "", "a@example.com"])]
    assert roster.ignored == ["填表说明"]


def test_no_people_are_section_titles_numbered_blanks_signatures_and_repeated_headers():
    header = ["序号", "姓名", "手机", "部门", "备注"]
    rows = [header, ["第一党支部"], ["1", "李畅", build.a_phone(1), "财务科", ""],
            header, ["2", "邓晨", build.a_phone(2), "", ""], ["3", "", "", "", ""], ["", "小计", "2", "", ""],
            ["合 计", "2"], ["共 2 人"], ["填表人：王某", "", "审核人：张某"], ["备注：以上属实"]]
    assert [cells[1] for cells in cells_of(build.a_csv(rows))] == ["李畅", "邓晨"]


def test_a_person_with_only_a_name_is_not_dropped():
    assert [cells[1] for cells in cells_of(build.a_csv([["序号", "姓名", "手机"], ["", "李畅", ""]]))] == ["李畅"]


@pytest.mark.parametrize("header", [[], [["甲", "乙", "丙"]]])
def test_where_headings_say_nothing_the_numbers_show_where_people_begin(header):
    rows = [*header, ["李畅", build.a_phone(1), "财务科"], ["邓晨", build.a_phone(2), "财务科"]]
    roster = open_roster(build.a_csv(rows), "a.csv")
    assert len(list(roster.rows())) == 2
    assert roster.headings == (header[0] if header else ["第1列", "第2列", "第3列"])


def test_numbers_keep_what_the_workbook_knows_of_them():
    row = ["李畅", 4.51221197001100e17, 13800000001.0, 1994.01, 36400, True, date(1999, 8, 28)]
    rows = [["姓名", "身份证号码", "手机", "入党时间", "日子", "在岗", "生日"], row]
    assert cells_of(build.an_xlsx(("a", rows)), "a.xlsx") == [
        ["李畅", "4.512211970011e+17", "13800000001", "1994.01", "36400", "是", "1999-08-28"]]


def test_a_table_that_does_not_begin_in_the_first_cell():
    rows = [[""] * 4, [""] * 4, ["", "", "姓名", "手机"], ["", "", "李畅", build.a_phone(1)]]
    [row] = open_roster(build.an_xlsx(("a", rows)), "a.xlsx").rows()
    assert (row.number, row.cells[2:]) == (4, ["李畅", build.a_phone(1)])


def test_cells_beside_the_table_are_left_out_of_a_workbook_and_kept_of_a_csv_for_there_they_are_shifted():
    rows = [["姓名", "手机", "住址"], ["李畅", build.a_phone(1), "某路"], ["邓晨", build.a_phone(2), "某区", "某路"]]
    assert cells_of(build.an_xlsx(("a", rows)), "a.xlsx")[1] == rows[2][:3]
    roster = open_roster(build.a_csv(rows), "a.csv")
    assert roster.headings == rows[0]
    assert [row.cells for row in roster.rows()] == rows[1:]


def test_a_merged_range_beyond_the_cells_is_no_harm():
    rows = [["姓名", "手机"], ["李畅", build.a_phone(1)], ["邓晨", build.a_phone(2)]]
    assert cells_of(build.an_xlsx(("a", [[*row, "", "", ""] for row in rows]), merges=[(1, 4, 2, 4)]), "a.xlsx")


def test_a_quoted_cell_may_hold_separators_quotes_and_line_ends():
    rows = [["姓名", "手机", "特长"], ["李畅", build.a_phone(1), '书法,"行书"\n绘画']]
    assert cells_of(build.a_csv(rows)) == rows[1:]


def test_nul_bytes_do_not_stop_the_reading():
    rows = build.an_office_roster()
    file = io.BytesIO(build.a_csv(rows).getvalue().replace("信息中心".encode(), "信息\0中心".encode()))
    assert cells_of(file)[0][7] == "信息\0中心"


def test_reading_goes_on_from_any_row():
    for file, name in ((build.a_csv(build.an_office_roster(9)), "a.csv"), (build.a_hospital_xlsx(9), "a.xlsx")):
        roster = open_roster(file, name)
        everybody = list(roster.rows())
        assert [row.at for row in everybody] == list(range(9))
        assert all(list(roster.rows(start_at=at)) == everybody[at:] for at in (0, 4, 9, 50))


def test_an_xls_that_is_really_a_csv_is_read():
    file = build.a_csv(build.an_office_roster(), "gb18030", "\t")
    assert cells_of(file, "花名册.xls") == build.an_office_roster()[1:]


def test_a_true_xls_is_read():
    roster = open_roster(build.an_old_xls(), "花名册.xls")
    [*_, last] = roster.rows()
    assert last.cells[1:] == ["𠮷田静", build.an_id_number(2), build.a_phone(2), "2006-07-26"]


def test_cells_that_are_all_written_as_formulas_of_text():
    rows = [[f'="{cell}"' for cell in row] for row in build.an_office_roster()]
    text = "\r\n".join(",".join(row) for row in rows)
    assert open_roster(io.BytesIO(text.encode()), "a.csv").headings == build.OFFICE


text = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(text, min_size=3, max_size=3), max_size=8),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
def test_whatever_stands_in_the_cells_comes_back(others, encoding):
    rows = [["姓名", "手机", "部门", "特长", "备注"],
            *(["李畅", build.a_phone(at), *cells] for at, cells in enumerate(others)),
            *(["邓晨", build.a_phone(100 + at), "财务科", "", ""] for at in range(30))]
    assert cells_of(build.a_csv(rows, encoding)) == rows[1:]
