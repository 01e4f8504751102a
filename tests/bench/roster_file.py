"""A roster as large as a district's, of made-up people: ID numbers of sequence 000, as unlike each other as real ones.

What repeats itself in real files (streets, branches, trades) does so here; names seldom do.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from tests.builders_rosters import OFFICE, a_phone, an_id_number, office_row

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文志海燕春雪飞鹏宇浩然佳怡欣悦思远子涵梓轩"
    "雨泽晨曦瑞琪嘉诚凯旋博雅婷婉清云帆立新卫东永康德昌庆丰振邦家栋正义宏图启航晓彤若兰碧珍淑贞慧颖巧玲美凤"
)
REGIONS = ("310106", "310101", "310104", "310105")  # districts of Shanghai, where people were registered first
BORN_FROM, DAYS = date(1940, 1, 1), 20_000
COMMUNITIES = ("永乐居委会", "普善居民区", "大宁二村居委会", "华康社区", "中兴新村")


def people(count: int, seed: int = 1) -> Iterator[list[str]]:
    """Rows under OFFICE's headings, each with an ID number and a phone of its own."""
    random = Random(seed)
    for i in range(count):
        born = BORN_FROM + timedelta(days=i % DAYS)
        given = "".join(random.choices(GIVEN, k=random.choice((1, 2, 2, 2))))
        yield office_row(
            i, 姓名=random.choice(SURNAMES) + given, 手机号码=a_phone(i), 居住社区=random.choice(COMMUNITIES),
            身份证号码=an_id_number(born=born, region=REGIONS[i // DAYS]), 居住街道="",
            家庭住址=f"静安区惠州街{i % 900}弄{i % 40}号{i % 600}室", 入党日期=f"{1960 + i % 60}.{i % 12 + 1:02}",
        )  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    """As a Chinese Excel saves it: GB18030."""
    with open(path, "w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([OFFICE, *people(count)])


def write_xlsx(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("党员")
        for at, row in enumerate([OFFICE, *people(count)]):
            sheet.write_row(at, 0, row)
