"""Columns are guessed from headings, else from values; what is doubtful is asked, and people can set it."""

import json
from dataclasses import asdict

import pytest

from services.registry.rosters.columns import FIELDS, guess_columns
from services.registry.rosters.headings import meaning_of
from shared.web.room import said
from tests import builders_rosters as build

PERSON = ["李畅", build.an_id_number(1), build.a_phone(1)]


def fields_of(guess):
    return [column.field for column in guess.columns]


def codes(guess):
    return [problem.code for problem in guess.problems]


def test_the_headings_of_an_office_are_all_known():
    guess = guess_columns(build.OFFICE, [build.office_row(1)])
    assert fields_of(guess) == ["staff_number", "name", "gender", "id_number", "phone", "joined_on", "party_branch",
                                "department", "position", "street", "community", "address", "skills", "status"]
    assert not guess.problems


def test_a_hospitals_roster_leaves_alone_what_nobody_needs():
    guess = guess_columns(build.HOSPITAL, [[str(cell) for cell in build.hospital_row(1)]])
    assert fields_of(guess) == [None, "name", "gender", None, "id_number", "phone", "joined_on", None, "party_branch",
                                "address", "community", None]


def test_a_schools_headings_with_brackets():
    guess = guess_columns(build.SCHOOL, [build.school_row(1)])
    assert fields_of(guess) == [None, "staff_number", "name", "id_number", "phone", "email", "joined_on", "address",
                                "community", "skills"]


@pytest.mark.parametrize(("heading", "field"), [
    ("*手机号码（必填）：", "phone"), ("联系方式/手机", "phone"), ("党员本人联系方式", "phone"),
    ("公民身份号码", "id_number"), ("Ｅ-ｍａｉｌ", "email"), ("居住地/街道", "street"),
    ("居住地/详细地址", "address"), ("入党/时间", "joined_on"),
    ("所在党支部（全称）", "party_branch"), ("现任职务/职级", "position"), ("是否党员", "political_status"),
    ("入党介绍人", "not_needed"), ("紧急联系人电话", "not_needed"), ("配偶/姓名", "not_needed"),
    ("党支部书记姓名", "not_needed"), ("转正时间", "not_needed"), ("户籍所在街道", "not_needed"),
    ("身份证住址", "not_needed"), ("证件类型", "not_needed"), ("申请入党时间", "not_needed"),
    ("姓名拼音", "not_needed"), ("单位地址", "not_needed"),
])
def test_a_heading_means(heading, field):
    assert meaning_of(heading).field == field


@pytest.mark.parametrize("heading", ["", "   ", "甲", "请各支部于十月底以前核对每一位同志的姓名和手机号码"])
def test_a_heading_that_says_nothing(heading):
    assert meaning_of(heading) is None


def test_where_headings_say_nothing_the_values_decide():
    rows = [[build.NAMES[i], build.an_id_number(i), f"+86 {build.a_phone(i)}", f"u{i}@example.com", "女", "中共党员",
             "财务科"] for i in (0, 1, 5, 6, 7)]
    guess = guess_columns([f"第{at}列" for at in range(1, 8)], rows)
    assert fields_of(guess) == ["name", "id_number", "phone", "email", "gender", "political_status", None]
    assert "大多像" in said(guess.columns[1].why)


def test_one_heading_for_two_kinds_of_status_is_settled_by_the_values():
    headings = ["姓名", "身份证", "手机", "人员类别"]
    assert fields_of(guess_columns(headings, [[*PERSON, "正式党员"]]))[3] == "political_status"
    assert fields_of(guess_columns(headings, [[*PERSON, "在职"]]))[3] == "status"
    assert fields_of(guess_columns(headings, [[*PERSON, "A类"]]))[3] is None


def test_of_two_columns_for_one_field_the_surer_is_taken():
    headings = ["姓名", "办公电话", "联系电话", "手机", "所在党支部"]
    rows = [["李畅", "021-62345678", build.a_phone(2), build.a_phone(1), "一支部"]]
    guess = guess_columns(headings, rows)
    assert guess.mapping == {0: "name", 3: "phone", 4: "party_branch"}
    assert not guess.problems
    assert "更合适" in said(guess.columns[1].why)
    assert guess_columns(headings[:2], [["李畅", "021-62345678"]]).mapping[1] == "phone"


def test_an_empty_column_does_not_compete():
    guess = guess_columns(["姓名", "手机", "手机号"], [["李畅", "", build.a_phone(1)]], "党员名册")
    assert guess.mapping == {0: "name", 2: "phone"}
    assert not guess.problems


def test_two_equally_good_columns_are_asked_about():
    guess = guess_columns(["姓名", "手机", "手机号码"], [["李畅", build.a_phone(1), build.a_phone(2)]], "党员名册")
    [problem] = guess.problems
    assert (problem.code, problem.columns) == ("two_columns", [1, 2])
    assert "第 2、3 列都像手机号码" in said(problem.text)
    chosen = guess.override({2: "phone"})
    assert chosen.mapping == {0: "name", 2: "phone"}
    assert not chosen.problems


def test_columns_whose_values_belie_the_heading_are_asked_about():
    guess = guess_columns(["姓名", "手机", "身份证号码"], [PERSON] * 3, "党员名册")
    assert codes(guess) == ["values_disagree", "values_disagree"]
    assert guess.override({1: "id_number", 2: "phone"}).problems == []


def test_what_must_be_there_is_asked_for():
    nobody = guess_columns(["部门", "特长"], [["财务科", "书法"]], "党员名册")
    assert codes(nobody) == ["name_missing", "identity_missing"]
    assert codes(guess_columns(["姓名", "部门"], [["李畅", "财务科"]], "党员名册")) == ["identity_missing"]


@pytest.mark.parametrize(("heading", "value", "title", "members_by"), [
    ("政治面貌", "群众", "职工名册", "column"), ("部门", "财务科", "在职党员信息表", "title"),
    ("入党时间", "1999.01", "职工名册", "joined"), ("党支部", "一支部", "名册", "joined"),
    ("部门", "财务科", "职工名册", None), ("部门", "财务科", "党员和入党积极分子名册", None),
    ("部门", "财务科", "非党员名册", None),
])
def test_how_a_member_is_known(heading, value, title, members_by):
    guess = guess_columns(["姓名", "身份证", "手机", heading], [[*PERSON, value]], title)
    assert guess.members_by == members_by
    assert codes(guess) == ([] if members_by else ["members_unknown"])


def test_the_officer_can_answer_that_all_are_members():
    guess = guess_columns(["姓名", "手机"], [PERSON[::2]], "名册").override({}, all_members=True)
    assert guess.members_by == "title"
    assert not guess.problems
    told = guess_columns(["姓名", "手机", "政治面貌"], [[*PERSON[::2], "群众"]], "名册").override({}, all_members=True)
    assert told.members_by == "column"


def test_a_column_can_be_set_and_set_aside():
    guess = guess_columns(build.OFFICE, [build.office_row(1)])
    chosen = guess.override({12: None, 8: "department"})
    assert chosen.columns[12].field is None
    assert chosen.columns[8].field == "department"
    assert chosen.columns[7].field is None                              # a field is one column
    assert codes(guess.override({3: None, 4: None})) == ["identity_missing"]
    assert codes(guess.override({3: "phone", 4: "phone"})) == ["two_columns"]
    assert "name_missing" in codes(guess.override({1: "department"}))


@pytest.mark.parametrize("chosen", [{99: "phone"}, {-1: "phone"}, {0: "salary"}])
def test_a_column_or_field_that_does_not_exist_is_refused(chosen):
    with pytest.raises(ValueError, match="no such"):
        guess_columns(["姓名", "手机"], [PERSON[::2]]).override(chosen)


def test_examples_do_not_show_the_person():
    row = build.office_row(1, 家庭住址="静安区惠州街31弄2号1204室", 部门="13812345678")
    guess = guess_columns([*build.OFFICE, "备注"], [[*row, "工资卡六二二八"]])
    shown = json.dumps([asdict(column) for column in guess.columns], ensure_ascii=False)
    for secret in (row[1], row[3].strip(), row[4], "31弄2号", "13812345678", "六二二八"):
        assert secret not in shown
    assert [guess.columns[at].examples for at in (1, 3, 4, 2)] == [
        ["邓*"], ["*" * 14 + row[3].strip()[-4:]], ["138****0001"], ["女"]]


def test_every_field_of_the_word_list_is_a_field():
    from services.registry.rosters.headings import _words
    assert {meaning.field for meaning in _words().values()} == {*FIELDS, "not_needed", "either_status"}
