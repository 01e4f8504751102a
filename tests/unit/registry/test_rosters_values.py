"""ID numbers, phones, dates, names, skills and states as people write them in rosters."""

import re
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from services.registry.rosters import checking, numbers, status, texts
from services.registry.rosters.texts import Noted, Wrong
from services.registry.rosters.wordings import NOTES, WRONG
from tests import builders_rosters as build

TODAY = date(2026, 11, 1)
ID = build.an_id_number(1)


def read(parse, text):
    """The value, (value, remark), or the code of what is wrong."""
    try:
        value = parse(text)
    except Wrong as wrong:
        return f"wrong: {wrong}" if str(wrong) in WRONG else "a code without a text"
    if isinstance(value, Noted):
        return value.value, value.code if value.code in NOTES else "a code without a text"
    return value


def day(text):
    return numbers.day(text, TODAY)


@pytest.mark.parametrize("written", [
    ID, ID + "\t", f" {ID} ", "'" + ID, "’" + ID, f'="{ID}"', ID.translate({48 + i: 0xFF10 + i for i in range(10)}),
    "\u202d" + ID + "\u202c", f"{ID[:6]} {ID[6:14]} {ID[14:]}",
])
def test_an_id_number_as_people_write_it(written):
    assert read(numbers.id_number, written) == ID


def test_an_id_number_that_ends_in_x():
    number = next(number for i in range(99) if (number := build.an_id_number(i)).endswith("X"))
    for end in ("X", "x", "Ｘ", "×", "Х"):
        assert read(numbers.id_number, number[:17] + end) == number


def test_an_old_id_number_becomes_the_new_one():
    number = build.an_id_number(1)
    old = number[:6] + number[8:17]
    assert read(numbers.id_number, old) == number
    assert read(numbers.id_number, f"{int(old)}.0") == number
    assert read(numbers.id_number, f"{old[0]}.{old[1:]}E+14") == number


@pytest.mark.parametrize(("written", "code"), [
    ("4.51221197001100e+17", "digits_lost"), ("4.51221E+17", "digits_lost"), (ID[:15] + "000", "digits_lost"),
    ("310106" + "*" * 8 + "0001", "id_masked"), (ID[:17], "id_length"), (ID + "1", "id_length"),
    ("E12345678", "id_characters"),
    ("99" + ID[2:], "id_region"), ("310106199002300006", "id_birth"), ("310106189912310006", "id_birth"),
    (ID[:17] + ("1" if ID[17] != "1" else "2"), "id_check"),
])
def test_an_id_number_is_refused_with_the_reason(written, code):
    assert read(numbers.id_number, written) == f"wrong: {code}"


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2008, 1, 1)), st.integers(0, 999), st.sampled_from(["110101", "659001"]))
def test_every_number_made_by_the_standard_is_taken(born, sequence, region):
    number = build.an_id_number(born=born, sequence=f"{sequence:03}", region=region)
    assert mod_11_2.is_valid(number)
    assert numbers.id_number(number) == number
    expected = None if sequence == 0 else "male" if sequence % 2 else "female"
    assert numbers.id_gender(number) == expected


@settings(deadline=None)
@given(st.integers(0, 9999), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_found(i, place, char):
    number = build.an_id_number(i)
    assume(number[place] != char)
    assert str(read(numbers.id_number, number[:place] + char + number[place + 1:])).startswith("wrong")


@settings(deadline=None)
@given(st.integers(3, 9), st.integers(0, 10**9 - 1), st.sampled_from(
    ["{}", "+86{}", "+86 {}", "86-{}", "0086{}", "{}.0", "'{}", " {}\t", '="{}"', "\u202d{}\u202c"]),
    st.sampled_from(["", "-", " ", "－", "."]))
def test_a_mobile_number_as_people_write_it(second, rest, around, between):
    number = f"1{second}{rest:09}"
    written = number if "." in around else between.join((number[:3], number[3:7], number[7:]))
    assert read(numbers.phone, around.format(written)) == "+86" + number


@pytest.mark.parametrize(("written", "expected"), [
    ("1.3650257551E10", "+8613650257551"), ("1.365025755E+10", "+8613650257550"), ("1.37E+10", "wrong: digits_lost"),
    ("１３６５０２５７５５１", "+8613650257551"), ("+852 6123 4567", "+85261234567"), ("无", ""), ("/", ""),
    ("021-62345678", ("+862162345678", "no_sms")), ("(021)62345678", ("+862162345678", "no_sms")),
    ("021-62345678-801", ("+862162345678", "no_sms")), ("0755-83210000转12", ("+8675583210000", "no_sms")),
    ("13650257551/021-62345678", ("+8613650257551", "first_of_several")),
    ("021-62345678、13650257551", ("+8613650257551", "first_of_several")),
    ("13650257551 13650257552", ("+8613650257551", "first_of_several")),
    ("62345678", "wrong: phone_area_code"), ("136****7551", "wrong: phone_masked"), ("400-820-8820", "wrong: phone"),
    ("1365025755", "wrong: phone"), ("136502575511", "wrong: phone"), ("12345678901", "wrong: phone"),
    ("见备注", "wrong: phone"),
])
def test_a_phone_number(written, expected):
    assert read(numbers.phone, written) == expected


@settings(deadline=None)
@given(st.dates(date(1927, 6, 1), date(2026, 10, 31)), st.sampled_from(
    ["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y.%m.%d}", "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
     "{0:%Y-%m-%d} 00:00:00", "{0:%Y-%m-%d}T00:00:00", "{1}", "{1}.0", "{0.year} 年 {0.month} 月 {0.day} 日"]))
def test_a_day_in_every_usual_shape(of, shape):
    assert day(shape.format(of, (of - date(1899, 12, 30)) // timedelta(days=1))) == of.isoformat()


@pytest.mark.parametrize(("written", "expected"), [
    ("1994.01", "1994-01"), ("1994.10", "1994-10"), ("1994.1", ("1994", "month_unclear")), ("1994.9", "1994-09"),
    ("199408", "1994-08"), ("1994年8月", "1994-08"), ("1994/8", "1994-08"), ("1994", "1994"),
    ("１９９４．０８", "1994-08"),
    ("1999-02-30", "wrong: date_none"), ("1999.13", "wrong: date_none"), ("20150631", "wrong: date_none"),
    ("2026-11-02", "wrong: date_future"), ("2026-12", "wrong: date_future"), ("1921.06", "wrong: date_early"),
    ("1921.07", "1921-07"), ("99.1", "wrong: date_shape"), ("8/28/1999", "wrong: date_shape"),
    ("去年", "wrong: date_shape"),
    ("", ""), ("-", ""),
])
def test_a_date(written, expected):
    assert read(day, written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("李畅", "李畅"), (" 李  畅 ", "李畅"), ("李\u3000畅", "李畅"), ("𠮷田静", "𠮷田静"), ("李𬎆", "李𬎆"),
    ("买买提·艾力", "买买提·艾力"), ("买买提・艾力", "买买提·艾力"), ("买买提•艾力", "买买提·艾力"),
    ("买买提 . 艾力", "买买提·艾力"),
    ('="李畅"', "李畅"), ("John  Smith", "John Smith"), ("Jose\u0301", "José"), ("", ""), ("无", ""),
    ("李\u200b畅", ("李畅", "invisible_removed")), ("\u202e李畅", ("李畅", "invisible_removed")),
    ("李\0畅", ("李畅", "invisible_removed")),
    ("محمد", "wrong: name_right_to_left"), ("李?", "wrong: name_lost_character"),
    ("李\ufffd", "wrong: name_lost_character"),
    ("李\ue863", "wrong: name_lost_character"), ("李畅2", "wrong: name_characters"),
    ("李畅（女）", "wrong: name_characters"),
    ("李z\u0300\u0301\u0302\u0303", "wrong: name_characters"), ("=1+1", "wrong: name_characters"),
    ("李", "wrong: name_length"),
    ("李" * 51, "wrong: name_length"),
])
def test_a_name(written, expected):
    assert read(texts.name, written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("舞蹈、书法，辅导,急救;驾驶；园艺/绘画 唱歌", ("舞蹈", "书法", "辅导", "急救", "驾驶", "园艺", "绘画", "唱歌")),
    ("书法、书法", ("书法",)), ("1、书法 2、绘画", ("书法", "绘画")), ("1.书法；2.绘画", ("书法", "绘画")),
    ("书法（楷书、行书）、绘画", ("书法（楷书、行书）", "绘画")), ("无", ()), ("", ()),
    ("书法\n绘画", ("书法", "绘画")),
    ("好" * 31 + "、书法", (("书法",), "skills_cut")),
])
def test_skills(written, expected):
    assert read(texts.skills, written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("U30@Example.com", "u30@example.com"), ("ｕ３０＠ｅｘａｍｐｌｅ．ｃｏｍ", "u30@example.com"),
    ("mailto:a.b@c.cn", "a.b@c.cn"),
    ("无", ""), ("a b@c.cn", "wrong: email"), ("a@b", "wrong: email"), ("a@@b.cn", "wrong: email"),
    ("a" * 65 + "@b.cn", "wrong: email"),
])
def test_an_email(written, expected):
    assert read(texts.email, written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("静安区  １２弄３号\t", "静安区 12弄3号"), ('="静安区12弄"', "静安区12弄"),
    ("暂无", ""), ("#N/A", ""), ("=HYPERLINK(1)", "wrong: formula"),
    ("长" * 201, "wrong: too_long"), ("a\u200bb\0c\u202e", "abc"),
])
def test_free_text(written, expected):
    assert read(texts.free_text, written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("中共党员", "member"), ("党员", "member"), ("正式党员", "member"), ("01中共党员", "member"),
    ("中共党员、民盟盟员", "member"),
    ("是", "member"), ("预备党员", "probationary"), ("中共预备党员", "probationary"),
    ("中共党员（预备）", "probationary"),
    ("党员(预备期)", "probationary"), ("群众", "not_a_member"), ("共青团员", "not_a_member"),
    ("非党员", "not_a_member"),
    ("入党积极分子", "not_a_member"),
    ("民盟盟员", "not_a_member"), ("中共", "member"), ("否", "not_a_member"), (" ", ""), ("/", ""),
])
def test_political_status(written, expected):
    assert status.political(written) == expected


@pytest.mark.parametrize(("written", "heading", "gone"), [
    ("在职", "人员状态", False), ("在岗", "人员状态", False), ("借调", "人员状态", False),
    ("未退休", "人员状态", False),
    ("退休", "人员状态", True), ("离职", "人员状态", True), ("已调出", "人员状态", True), ("死亡", "人员状态", True),
    ("去世", "人员状态", True), ("退休返聘", "人员状态", True), ("不在职", "人员状态", True),
    ("是", "是否在职", False), ("否", "是否在职", True), ("是", "是否退休", True), ("否", "是否退休", False),
    ("", "人员状态", False),
])
def test_who_has_gone(written, heading, gone):
    assert status.has_gone(written, heading) is gone


@pytest.mark.parametrize(("title", "expected"), [
    ("退休党员", "gone"), ("在职及退休党员", None), ("离退休干部局党员名册", None), ("入党积极分子", "not_a_member"),
    ("党员和积极分子", None), ("非党员", "not_a_member"), ("党员信息", None),
])
def test_what_a_sheets_title_says_of_everybody_in_it(title, expected):
    assert status.listed_in(title) == expected


def test_every_code_has_its_text():
    sources = [Path(module.__file__).read_text() for module in (texts, numbers, checking)]
    raised = re.compile(r'Wrong\("(\w+)"|_refuse\(checked, "\w*", "(\w+)"')
    used = {code for source in sources for code in raised.findall(source)}
    assert {code for pair in used for code in pair if code} | {"same_id_number", "same_phone"} <= set(WRONG)
    assert {code for source in sources for code in re.findall(r'Noted\(.*, "(\w+)"\)', source)} == set(NOTES)


@pytest.mark.parametrize("parse", [numbers.phone, numbers.id_number, numbers.staff_number, day, texts.name,
                                   texts.email, texts.skills, texts.free_text, status.political, status.has_gone])
@pytest.mark.parametrize("made_of", ["(", " 1", "a.", "党员（", "1-", "\u3000转"])
def test_a_cell_without_end_takes_no_time(parse, made_of):
    began = process_time()
    read(parse, made_of * 50_000 + "!")
    assert process_time() - began < 0.5
