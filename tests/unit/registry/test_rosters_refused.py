"""What is no roster, is broken, or is meant to harm gets a clear answer, and the reader lives on."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.rosters.reading import Limits, UnreadableFile, open_roster
from tests import builders_rosters as build


def refused(file, name="名单.csv", **options):
    with pytest.raises(UnreadableFile) as caught:
        list(open_roster(file, name, **options).rows())
    assert caught.value.text.endswith("。")
    return caught.value.code


@pytest.mark.parametrize(("content", "code"), [
    (b"", "empty"), (b" \r\n\r\n", "empty"), ("\ufeff".encode(), "empty"), (b",,,\r\n,,,\r\n", "empty"),
    (b"%PDF-1.7 ...", "pdf"), (b"\x89PNG\r\n\x1a\n....", "picture"), (b"Rar!\x1a\x07....", "not_a_workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    (b"PK\x03\x04 no zip", "damaged"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
    (b'\xef\xbb\xbf <?xml version="1.0"?><Workbook/>', "web_page"),
    (bytes(range(1, 32)) * 40, "binary"), ("今天天气很好\n".encode() * 9, "no_roster"),
    ("姓名,手机\r\n".encode(), "no_rows"), ("姓名,手机\r\n合计,0\r\n".encode(), "no_rows"),
    ("姓名,手机\r\n".encode() + b"\xe6\x9d\x8e\xff\xff,1\r\n", "encoding"),
])
def test_what_is_no_roster_is_refused_by_what_it_is(content, code):
    assert refused(io.BytesIO(content), "花名册.xls") == code


def test_a_damaged_place_far_down_is_found_before_the_first_row_is_given():
    good = build.a_csv(build.an_office_roster(2000)).getvalue()
    with pytest.raises(UnreadableFile, match="encoding") as caught:
        open_roster(io.BytesIO(good + b"\xff\xfe\r\n"), "a.csv")
    assert caught.value.values == {"line": 2002}


def test_an_open_quotation_is_refused_and_swallows_nobody():
    rows = build.a_csv(build.an_office_roster(5)).getvalue().decode()
    assert refused(io.BytesIO(rows.replace("英语", '"英语', 1).encode())) == "unclosed_quote"
    rows = build.a_csv(build.an_office_roster(99)).getvalue().decode()
    two = rows.replace("信息中心", '"信息中心', 1)[::-1].replace("心中息信", '"心中息信', 1)[::-1]
    assert refused(io.BytesIO(two.encode())) == "unclosed_quote"


def test_rows_without_end_are_not_read_to_their_end():
    blank = ("姓名,手机\r\n" + "," * 3 + "\r\n" * 60_000).encode()
    assert refused(io.BytesIO(blank)) == "too_many_blanks"


def test_limits_of_size_rows_columns_and_line_length():
    assert refused(build.a_csv(build.an_office_roster()), limits=Limits(size=100)) == "too_large"
    assert refused(build.a_csv(build.an_office_roster(5)), limits=Limits(rows=4)) == "too_many_rows"
    assert len(list(open_roster(build.a_csv(build.an_office_roster(4)), "a.csv", Limits(rows=4)).rows())) == 4
    wide = [["姓名", "手机", *map(str, range(300))], ["李畅", build.a_phone(), *["x"] * 300]]
    assert refused(build.a_csv(wide)) == "too_many_columns"
    assert refused(build.an_xlsx(("a", wide)), "a.xlsx") == "too_many_columns"
    assert refused(io.BytesIO("姓名,手机\n".encode() + b"x" * 300_000)) == "line_too_long"


@pytest.mark.parametrize("bomb", [build.a_zip_bomb, build.a_lying_zip, build.far_cells_xlsx,
                                  build.one_long_string_xlsx])
def test_a_bomb_harms_nobody(bomb):
    assert refused(bomb(), "花名册.xlsx", limits=Limits(memory=150_000_000)) in ("too_heavy", "damaged")


def test_a_word_document_and_an_encrypted_zip_are_no_workbooks():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as document:
        document.writestr("word/document.xml", "<w/>")
    assert refused(file, "花名册.xlsx") == "not_a_workbook"
    locked = bytearray(build.a_hospital_xlsx().getvalue())
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    assert refused(io.BytesIO(locked), "花名册.xlsx") == "encrypted"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300),
       st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", "姓名,手机\r\n".encode()]))
def test_any_bytes_are_read_or_refused_and_nothing_else(content, start):
    try:
        rows = list(open_roster(io.BytesIO(start + content), "名单.csv").rows())
    except UnreadableFile:
        return
    assert rows
