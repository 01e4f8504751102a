"""Rosters of every kind that HR systems export, and worse ones. The people are made up (ID sequence 000)."""

import base64
import csv
import io
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NAMES = ["李畅", "邓晨", "买买提·艾力", "欧阳玉华", "𠮷田静", "王伟", "赵秀珍", "胡明", "詹玉", "冉敏"]

# As 区机关, 中心医院 and 实验学校 export them.
OFFICE = ["工号", "姓名", "性别", "身份证号码", "手机号码", "入党日期", "所在党支部", "部门", "职务", "居住街道",
          "居住社区", "家庭住址", "特长", "人员状态"]
HOSPITAL = ["序号", "姓  名", "性别", "出生年月", "公民身份号码", "手机", "入党时间", "转正时间", "党支部",
            "现居住地", "所属街道社区", "备注"]
SCHOOL = ["序号", "教职工编号", "教师姓名", "证件号", "联系电话", "电子邮箱", "入党时间",
          "家庭住址(省市区街道)", "居住小区所属社区", "兴趣爱好及特长"]


def an_id_number(i: int = 0, *, born: date | None = None, region: str = "310106", sequence: str = "000") -> str:
    born = born or date(1964, 1, 1) + timedelta(days=i)
    digits = f"{region}{born:%Y%m%d}{sequence}"
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def a_phone(i: int = 0) -> str:
    return f"138{i:08}"


def office_row(i: int, **other: str) -> list[str]:
    person = {"工号": f"{1000000 + i:08}", "姓名": NAMES[i % 10], "性别": "男女"[i % 2],
              "身份证号码": an_id_number(i) + "\t", "手机号码": a_phone(i), "入党日期": "1994.01",
              "所在党支部": "后勤党支部", "部门": "信息中心", "职务": "科员",
              "居住街道": "江宁路街道", "居住社区": "永乐居委会", "家庭住址": f"静安区惠州街{i}弄2号101室",
              "特长": "英语辅导、财务、法律咨询", "人员状态": "在职"} | other
    return [person[heading] for heading in OFFICE]


def hospital_row(i: int) -> list[Any]:
    return [i + 1, NAMES[i % 10], "女", date(1978, 8, 2), an_id_number(i), float(a_phone(i)), date(2006, 7, 26),
            date(2007, 7, 26), "机关党支部", f"静安区合肥路{i}弄", "大宁路街道大宁二村居委会", ""]


def school_row(i: int) -> list[str]:
    phone = a_phone(i)
    return [str(i + 1), f"{3000000 + i:08}", NAMES[i % 10], an_id_number(i), f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
            f"u{i}@example.com", "1999-08-28", f"静安区俞路{i}弄", "华康社区", "舞蹈、书法"]


def an_office_roster(count: int = 3) -> list[list[str]]:
    return [OFFICE, *(office_row(i) for i in range(count))]


def a_csv(rows: list[list[Any]], encoding: str = "utf-8", separator: str = ",") -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def an_xlsx(*sheets: tuple[str, list[list[Any]]], merges: Sequence[tuple[int, int, int, int]] = (),
            hidden: tuple[str, ...] = ()) -> io.BytesIO:
    """`merges` (first row, first column, last row, last column) are made in the first sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, (name, rows) in enumerate(sheets):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif value != "":
                        sheet.write(row, column, value)
            for merge in merges if at == 0 else ():
                first = rows[merge[0]][merge[1]]
                sheet.merge_range(*merge, first)
            if name in hidden:
                sheet.hide()
    return io.BytesIO(file.getvalue())


def a_hospital_xlsx(count: int = 3) -> io.BytesIO:
    """Title rows, a blank line among the people, phone numbers as numbers, a totals row."""
    people = [hospital_row(i) for i in range(count)]
    rows = [["市中心医院在职党员信息采集表（2026年）", *[""] * 11],
            ["填报单位（盖章）：      填报日期：2026年10月8日", *[""] * 11],
            HOSPITAL, *people[:1], [""] * 12, *people[1:], ["合计", "", "", "", float(count)]]
    return an_xlsx(("党员信息", rows), merges=[(0, 0, 0, 11), (1, 0, 1, 11), (len(rows) - 1, 0, len(rows) - 1, 3)])


def a_two_row_header_xlsx() -> io.BytesIO:
    """Merged groups over a second row, and a branch merged over the rows of its members."""
    people = [[i + 1, NAMES[i], float(a_phone(i)), f"u{i}@example.com", "江宁路街道", "永乐", an_id_number(i), ""]
              for i in range(3)]
    people[0][7] = "一支部"
    rows = [["党员花名册"], ["序号", "姓名", "联系方式", "", "居住地", "", "身份证号码", "党支部"],
            ["", "", "手机", "邮箱", "街道", "社区"], *people]
    return an_xlsx(("名册", rows), merges=[(0, 0, 0, 7), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5),
                                         (1, 6, 2, 6), (1, 7, 2, 7), (3, 7, 5, 7)])


def an_old_xls() -> io.BytesIO:
    """A true .xls (BIFF 8), which no library of ours writes: a title, a header, three people."""
    return io.BytesIO(zlib.decompress(base64.b85decode(OLD_XLS)))


def a_zip_bomb() -> io.BytesIO:
    """100 MB of nothing in 100 kB."""
    return _with_part("xl/worksheets/sheet1.xml", b" " * 100_000_000)


def a_lying_zip() -> io.BytesIO:
    """Says in its directory that a part of 150 MB has 1 kB."""
    strings = b"<sst><si><t>" + b"x" * 150_000_000 + b"</t></si></sst>"
    data = bytearray(_with_part("xl/sharedStrings.xml", strings).getvalue())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24:at + 28] = (1024).to_bytes(4, "little")
    return io.BytesIO(data)


def far_cells_xlsx() -> io.BytesIO:
    """Two cells, as far apart as can be: 17 thousand million cells for who reads the whole block."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("党员")
        sheet.write_row(0, 0, OFFICE)
        sheet.write(1_048_575, 16_383, "x")
    return io.BytesIO(file.getvalue())


def one_long_string_xlsx() -> io.BytesIO:
    """30 kB of text that 30 000 cells share: 900 MB for who copies it into each."""
    return an_xlsx(("党员", [OFFICE, *([["x" * 30_000]] * 30_000)]))


def _with_part(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(an_xlsx(("党员", an_office_roster())).getvalue())
    with zipfile.ZipFile(file) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for part, old in (parts | {name: b""}).items():
            if part != name:
                book.writestr(part, old)
        book.writestr(name, content)
    return io.BytesIO(made.getvalue())


OLD_XLS = (
    "c-rk)T}TvB6h3$6uI_HT>#k{_fryZqDeP+459pR?K9rlAg1SVhxmhS0OG5QfmiZ9$BS=IMfnX02SV3q}M7{M882L~Hkz4fCQ()PH"
    "I-Psw&Z?V%3uPGd4Rh{2=iKwn-FxQ#?7SNDObp)7j6xjBK!sV&21)a53~!sExB>l|CaOkh#alD6qF}RPB9koe*!eP9<WS^03JTog"
    "&rt$=#Csncg+NzlIC~jUPJL)*q7S7g8QegN3o@uzsU#1QTut&WwR}QyJ6SH0EXB4HECgfzK>il_7B?t4<a2@G9i^CeWbr{dyby2k"
    ">3*iSwZM+Zk>-vS=E&j>7y?XaRk$-85qb*T0y{t>qOiKUu%coD(lFUW@J-7Gm^5bfvuxA8ymkg?|FO`X{2RL!lNfIwP&hyjXiYRp"
    "`fy!7&xMDxP_Uscx~HpY8g7CEEe@LAEU$idk8nBbE(9^;^8Tq>EXEt1b?EE}dOGf0nh8wRvg2so)v~RP0}BU3!SCV8D`*L{Rd%NW"
    "6#KkBZ;5Yf$tJI;dA&aL4fG#A6z?lS-)5vJe>?iY+ue9I-d~LVBD>gFXd!YhScsf7K^-VtA%*H5nx<|XiRs&4Ust!(_z#e!hc+L5"
    "i&`f}1T;7!A~4uR9!pH-Q^ZD+XNh$!)iX(^VH+%SYtm(9XD_umN8Vg~PBCHJzkXgl59@tjf)BI$KKVCbeYh%mGHv*ce-LtT%WTDX"
    "arHt0D`3~J2|V%}C6mk9dy*NyENxcBE&Hy?eK-YX#AHTzNInG@{dSMMIK{9<Vi?5;scXiF>Y9R@8q-u_GBl2wMfOICV?L$W$>yP~"
    "iS~M~<}|@9(yA(A(N*<+*MuI}%Jo=|V^Gwj5WBhvyGrbK$)^&#HKqx6n`BodyEVqHE@0=2uybN}Nj^^O_LwHvS4nm*+1)XA9%KJ3"
    "$CqXwlqsn&A_fJwqdC~Ygb5QSOqeiX;vYjCSi~tsr9+E;Ko-ZgWcgiZ2Jcz(Gs%C8z0if%G5k|m37uF*;6y_2&l<2WgNrRO#`s<+"
    "P>)ZKKs&ThKiU(1fAOyqoBw;39O(XYQz+5r&nD8(zx@24)TRkW")
