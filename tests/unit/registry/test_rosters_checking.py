"""A row is taken with clean values, refused with what is wrong and expected, or skipped; no value is ever echoed."""

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.rosters.checking import Checker, check_rows
from services.registry.rosters.columns import guess_columns
from services.registry.rosters.reading import Row, open_roster
from shared.web.room import said
from tests import builders_rosters as build

TODAY = date(2026, 11, 1)


def a_checker(headings=build.OFFICE, title="党员名册", sheets=None):
    return Checker(headings, guess_columns(headings, [], title), TODAY, sheets)


def check(*rows, headings=build.OFFICE, title="党员名册", sheets=None):
    checker = a_checker(headings, title, sheets)
    return [checker.check(Row(at, "名册", at + 2, list(cells))) for at, cells in enumerate(rows)]


def problems(checked):
    return [(problem.column, problem.code) for problem in checked.problems]


def test_a_good_row_is_taken_with_clean_values():
    [checked] = check(build.office_row(1))
    assert (checked.result, checked.number, checked.problems, checked.notes) == ("taken", 2, [], [])
    assert checked.fields == {
        "staff_number": "01000001", "name": "邓晨", "gender": "female", "id_number": build.an_id_number(1),
        "phone": "+8613800000001", "sms": True, "joined_on": "1994-01", "party_branch": "后勤党支部",
        "department": "信息中心",
        "position": "科员", "street": "江宁路街道", "community": "永乐居委会", "address": "静安区惠州街1弄2号101室",
        "skills": ("英语辅导", "财务", "法律咨询"), "status": "在职"}
    assert json.loads(json.dumps(asdict(checked)))["fields"]["name"] == "邓晨"


def test_a_blank_cell_is_none_and_a_short_row_has_blank_cells():
    [blank] = check(build.office_row(1, 特长="", 居住社区="无"))
    assert (blank.fields["skills"], blank.fields["community"]) == (None, None)
    [short] = check(build.office_row(1)[:6])
    assert (short.result, short.fields["address"]) == ("taken", None)


def test_all_that_is_wrong_in_a_row_is_said_at_once():
    [checked] = check(build.office_row(1, 姓名="李畅1", 手机号码="1380000", 入党日期="1999-02-30", 性别="某"))
    assert problems(checked) == [("姓名", "name_characters"), ("性别", "gender"), ("手机号码", "phone"), ("入党日期",
    "date_none")]
    assert checked.result == "refused"
    assert checked.fields == {}
    assert checked.cells[1] == "李畅1"                                  # to be corrected and sent again


def test_a_name_and_a_way_to_know_the_person_must_be_there():
    assert problems(check(build.office_row(1, 姓名=" "))[0]) == [("姓名", "missing_name")]
    assert problems(check(build.office_row(1, 手机号码="", 身份证号码="/"))[0]) == [("手机号码", "missing_identity")]
    assert problems(check(build.office_row(1, 手机号码="021-62345678", 身份证号码=""))[0]) == [("手机号码",
    "landline_only")]
    assert check(build.office_row(1, 手机号码=""))[0].result == "taken"
    assert check(build.office_row(1, 身份证号码=""))[0].result == "taken"


def test_a_landline_gets_no_sms():
    [checked] = check(build.office_row(1, 手机号码="021-62345678"))
    assert (checked.result, checked.fields["sms"], checked.notes[0].code) == ("taken", False, "no_sms")


def test_gender_must_agree_with_the_id_number_unless_its_sequence_was_never_issued():
    man = build.an_id_number(1, sequence="001")
    assert problems(check(build.office_row(1, 性别="女", 身份证号码=man))[0]) == [("性别", "gender_differs")]
    assert check(build.office_row(1, 性别="男", 身份证号码=man))[0].result == "taken"
    assert check(build.office_row(1, 性别="男"))[0].result == "taken"


def test_nobody_is_born_tomorrow():
    number = build.an_id_number(born=TODAY + timedelta(days=1))
    assert problems(check(build.office_row(1, 身份证号码=number))[0]) == [("身份证号码", "id_future")]


def test_a_row_with_more_cells_than_headings_is_refused():
    [checked] = check([*build.office_row(1), "", "多出"])
    assert problems(checked) == [("", "extra_cells")]
    assert check([*build.office_row(1), "", " "])[0].result == "taken"


def test_who_is_no_member_is_counted_and_nothing_is_kept():
    headings = [*build.OFFICE, "政治面貌"]
    rows = [[*build.office_row(i), written] for i, written in enumerate(("中共党员", "群众", "预备党员", "共青团员",
    ""))]
    rows[1][1] = "李畅1"                                               # what is wrong with such a row does not matter
    checked = check(*rows, headings=headings, title="职工名册")
    assert [(row.result, row.reason) for row in checked] == [
        ("taken", None), ("skipped", "not_a_member"), ("taken", None), ("skipped", "not_a_member"), ("skipped",
        "not_a_member")]
    assert checked[2].fields["political_status"] == "probationary"
    assert (checked[1].fields, checked[1].cells, checked[1].problems) == ({}, None, [])
    assert check(rows[4], headings=headings, title="党员名册")[0].result == "taken"


def test_where_only_the_joining_date_tells_a_member_blanks_are_no_members():
    rows = [build.office_row(1), build.office_row(2, 入党日期="", 所在党支部="")]
    assert [row.reason for row in check(*rows, title="职工名册")] == [None, "not_a_member"]


@pytest.mark.parametrize("written", ["退休", "离职", "调出", "死亡", "去世"])
def test_who_has_gone_is_skipped(written):
    [checked] = check(build.office_row(1, 人员状态=written))
    assert (checked.result, checked.reason, checked.fields, checked.cells) == ("skipped", "gone", {}, None)


def test_a_sheet_of_the_retired_or_of_applicants_is_skipped():
    headings = ["姓名", "手机"]
    row = ["李畅", build.a_phone(1)]
    assert check(row, headings=headings, sheets={"名册": "退休党员"})[0].reason == "gone"
    assert check(row, headings=headings, sheets={"名册": "积极分子"})[0].reason == "not_a_member"
    assert check(build.office_row(1),
    sheets={"名册": "退休党员"})[0].result == "taken"        # the row itself says 在职


def test_a_person_who_is_listed_twice_is_refused_the_second_time_with_both_rows_named():
    again, phone = build.office_row(1), build.office_row(2, 手机号码="138-0000-0001")
    checked = check(build.office_row(1), again, phone)
    assert [problems(row) for row in checked] == [[], [("身份证号码", "same_id_number")], [("手机号码", "same_phone")]]
    assert (checked[1].number, said(checked[1].problems[0].wrong)) == (3, "与第 2 行重复")
    assert (checked[2].number, said(checked[2].problems[0].wrong)) == (4, "与第 2 行的手机号码相同")


def test_only_rows_that_were_taken_count_as_seen_and_a_landline_may_be_shared():
    rows = [build.office_row(1, 入党日期="某日"), build.office_row(1), build.office_row(2, 人员状态="调出"),
    build.office_row(2),
            build.office_row(3, 手机号码="021-62345678"), build.office_row(4, 手机号码="021-62345678")]
    assert [row.result for row in check(*rows)] == ["refused", "taken", "skipped", "taken", "taken", "taken"]


def test_a_repeated_person_in_another_sheet_is_named_with_the_sheet():
    checker = a_checker()
    checker.check(Row(0, "一支部", 2, build.office_row(1)))
    again = checker.check(Row(1, "二支部", 2, build.office_row(1)))
    assert said(again.problems[0].wrong) == "与工作表“一支部”第 2 行重复"


def test_columns_that_are_not_settled_are_not_read():
    headings = ["姓名", "部门"]
    with pytest.raises(ValueError, match="identity_missing"):
        Checker(headings, guess_columns(headings, [], "党员"), TODAY)


@pytest.mark.parametrize(("file", "name", "count"), [
    (build.a_csv(build.an_office_roster(20), "gb18030"), "区机关.csv", 20),
    (build.a_csv([build.SCHOOL, *map(build.school_row, range(20))], "utf-8-sig"), "实验学校.csv", 20),
    (build.a_hospital_xlsx(20), "中心医院.xlsx", 20), (build.a_two_row_header_xlsx(), "名册.xlsx", 3),
])
def test_whole_rosters_are_taken_without_a_question(file, name, count):
    roster = open_roster(file, name)
    guess = guess_columns(roster.headings, roster.sample, roster.title)
    assert guess.problems == []
    assert [(row.result, row.problems) for row in check_rows(roster, guess, TODAY)] == [("taken", [])] * count


def test_checking_goes_on_from_any_row_and_still_knows_the_duplicates():
    rows = [build.OFFICE, *(build.office_row(i % 6) for i in range(12))]
    roster = open_roster(build.a_csv(rows), "党员.csv")
    guess = guess_columns(roster.headings, roster.sample, roster.title)
    everybody = list(check_rows(roster, guess, TODAY))
    assert [row.result for row in everybody] == ["taken"] * 6 + ["refused"] * 6
    assert list(check_rows(roster, guess, TODAY, start_at=7)) == everybody[7:]


cell = st.one_of(st.text(max_size=20), st.from_regex("[0-9.eE+Xx-]{1,20}", fullmatch=True),
                 st.sampled_from(["1.3E10", "4.5E+17", "99999", "=1+1", "{$ne: 1}", "1" * 400, "٣٤٥", "²³"]))


@settings(max_examples=200, deadline=None)
@given(st.lists(cell, max_size=17), st.sampled_from(["", "龘龘"]))
def test_no_cell_stops_the_check_and_no_value_is_echoed(cells, secret):
    checked = a_checker().check(Row(0, "名册", 2, [text + secret for text in cells]))
    said = json.dumps([asdict(problem) for problem in checked.problems], ensure_ascii=False)
    assert not secret or secret not in said
    assert (checked.result == "refused") == bool(checked.problems)
