"""The community that a roster's words mean, in two real districts, in generated ones, and in the sample rosters."""
import csv
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from services.registry.places.codelist import Row, parse
from services.registry.places.names import Match, Matcher, normal, normal_street
from services.registry.places.numerals import arabic

DATA = Path(__file__).parents[2] / "data"
TWICE = ["310106006003", "310106018017"]                # 永乐: in 江宁路街道 and in 共和新路街道
FIRST = list("安宝长成大东丰福光海和华嘉建金景康兰龙明宁平庆荣盛泰同文新兴阳永玉云中")
SECOND = list("安昌德定贵河湖辉江锦乐林陵宁平泉山泰庭祥园源月泽洲")
KINDS = ["里", "坊", "村", "新村", "花园", "苑", "", "", "路{n}弄", "新村第{k}", "{k}村", "北", "家宅", "小区",
         "西里{k}区"]
NUMERALS = "一二三四五六七八九"


def chinese(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def a_district(seed: int) -> list[Row]:
    """Made up: 12 streets of 20 communities, no name twice in a street."""
    chance = random.Random(seed)

    def two() -> str:
        return chance.choice(FIRST) + chance.choice(SECOND)

    places = [Row("999901", "district", "某某区", None)]
    for number in range(12):
        street = f"9999010{number + 10}"
        name = two() + NUMERALS[number % 9] + chance.choice(["路街道", "街道", "镇"])
        places.append(Row(street, "street", name, "999901"))
        used: set[str] = set()
        while len(used) < 20:
            kind = chance.choice(KINDS).format(n=chinese(chance.randint(2, 2999)), k=chance.choice(NUMERALS))
            if (base := two() + kind) not in used:
                used.add(base)
                end = chance.choice(["居委会", "社区居委会", "居民委员会"])
                places.append(Row(f"{street}{len(used):03}", "community", base + end, street))
    return places


def real(code: str) -> list[Row]:
    return parse((DATA / "districts" / f"{code}.csv").read_bytes()).places


@pytest.fixture(scope="module")
def jingan() -> Matcher:
    return Matcher(real("310106"))


def writings(name: str, street: str, district: str) -> list[tuple[str, str, str]]:
    """One community as (community, street, address), in the ways people and systems write it."""
    base = re.sub("(?:社区)?(?:居民委员会|居委会)$|(?<=村)村委会$", "", name)
    return [
        (name, street, ""), (base, street, ""), (base + "社区", street, ""), (base + "居委", street, ""),
        (base + "社区居民委员会", street, ""), (base + "居民区", normal_street(street), ""),
        (arabic(base) + "社区", street, ""), (arabic(name), "", f"{district}{street}某某路1弄2号301室"),
        (street + name, "", ""), (street + base, "", ""), (f"{street} {base}社区", "", ""),
        (f"{district}{street}{base}居委会", "", ""), (f"上海市{district}{street}／{base}", "", ""),
        (normal_street(street) + base, street, ""), (f"{base}（{street}）", "", ""),
        (name, f"{street}办事处", ""), ("", "", f"{district}{street}{base}社区12号"),
    ]


@pytest.mark.parametrize("places", [real("310106"), real("110102"), a_district(1), a_district(2), a_district(3)],
                         ids=["静安", "西城", "made up 1", "made up 2", "made up 3"])
def test_every_community_is_found_in_every_writing(places):
    matcher, names = Matcher(places), {place.id: place.name for place in places}
    missed = [(words, matcher.find(*words)) for place in places if place.level == "community"
              for words in writings(place.name, names[place.parent], places[0].name)
              if matcher.find(*words).code != place.id]
    assert missed == []


@pytest.mark.parametrize("places", [real("310106"), real("110102")], ids=["静安", "西城"])
def test_without_the_street_only_names_that_exist_twice_are_left_open(places):
    matcher = Matcher(places)
    found = {place: matcher.find(place.name) for place in places if place.level == "community"}
    assert {place.name for place, match in found.items() if match.code != place.id} \
        == ({"永乐居委会", "普善居委会"} if places[0].name == "静安区" else set())
    assert {match.how for match in found.values()} <= {"exact", "ambiguous"}


@pytest.mark.parametrize(("words", "match"), [
    (("永乐",), Match(None, "ambiguous", TWICE)),
    (("永乐社区", "江宁路街道"), Match(TWICE[0], "street+name", TWICE)),
    (("永乐", "共和新路"), Match(TWICE[1], "street+name", TWICE)),
    (("永乐", "", "静安区共和新路街道某某路1弄"), Match(TWICE[1], "street+name", TWICE)),
    (("永乐", "彭浦镇"), Match(None, "street_differs", TWICE)),
    (("华康社区", "江宁路街道"), Match(None, "street_differs", ["310106015003"])),
    (("华康社区", "", "静安区江宁路街道某某路1弄"), Match("310106015003", "normal", ["310106015003"])),
    (("海防",), Match("310106006020", "similar", ["310106006020"])),
    (("彭浦新村一居", "彭浦新村街道"), Match("310106020001", "normal", ["310106020001"])),
    (("没有的社区", "江宁路街道"), Match(None, "unknown", [])),
    (("",), Match(None, "unknown", [])),
    (("居委会",), Match(None, "unknown", [])),
    (("(" * 10_000,), Match(None, "unknown", [])),
    (("永乐", "", "上海市浦东新区世纪大道1号"), Match(None, "elsewhere", [])),
])
def test_how_it_was_found_is_said(jingan, words, match):
    assert jingan.find(*words) == match


def test_an_ending_does_not_choose_between_two_streets():
    matcher = Matcher([
        Row("999901", "district", "某某区", None),
        Row("999901001", "street", "东街道", "999901"), Row("999901002", "street", "西街道", "999901"),
        Row("999901001001", "community", "丰乐居委会", "999901001"),
        Row("999901002001", "community", "丰乐社区居委会", "999901002")])
    assert matcher.find("丰乐居委会").how == "ambiguous"
    assert matcher.find("丰乐居委会", "西街道").code == "999901002001"


@pytest.mark.parametrize(("address", "code"), [
    ("静安区临汾路299弄14号501室", "310106021002"),
    ("上海市静安区临汾路街道临汾路二九九弄14号", "310106021002"),
    ("静安区大宁一村25号", "310106019003"),
    ("静安区彭浦镇白玉兰馨园12号3室", "310106101029"),
    ("静安区临汾路1299弄14号", None),
    ("静安区共和新路3200号", None),             # a road passes through many communities, also through 共和新路居委会
    ("静安区彭浦新村1号", None),                # a house number, not 彭浦新村第一
    ("静安区北京西路100号", None),              # 北京居委会 is elsewhere
    ("静安区江宁路街道惠州街32弄2号101室", None),
])
def test_an_address_alone_is_enough_only_where_it_names_the_community(jingan, address, code):
    assert jingan.find(address=address).code == code


def test_roads_and_quarters_that_a_page_lists():
    matcher = Matcher(real("310106"), {
        "310106006003": ["武宁小区", "长寿路1弄"], "310106018017": ["长寿路三弄", "同名苑"],
        "310106006020": ["同名苑"]})
    assert matcher.find("武宁小区") == Match("310106006003", "road", ["310106006003"])
    assert matcher.find(address="静安区长寿路3弄5号") == Match("310106018017", "road", ["310106018017"])
    assert matcher.find(address="静安区同名苑5号") == Match(None, "ambiguous", ["310106006020", "310106018017"])
    assert matcher.find("", "江宁路街道", "同名苑5号") == Match("310106006020", "road", ["310106006020"])


@pytest.mark.parametrize(("one", "other"), [
    ("保德路一三一六弄居委会", "保德路1316弄"), ("临汾路二九九弄", "临汾路２９９弄社区"),
    ("岭南路一百弄居委会", "岭南路100弄"), ("洛川中路一千一百弄居委会", "洛川中路1100弄"),
    ("汾西路八十七弄", "汾西路87弄居民区"), ("中山北路八零五弄", "中山北路805弄"),
    ("彭浦村村委会", "彭浦村"), ("彭浦村委会", "彭浦村民委员会"), ("共康四村第一居委会", "共康4村1 社区"),
    ("铁道部住宅区第二、一社区居委会", "铁道部住宅区第2.1社区"), ("三里河一区社区居委会", "三里河1区"),
])
def test_writings_of_one_name(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [
    ("大宁一村居委会", "大宁二村居委会"), ("永和北居委会", "永和北第一居委会"), ("三里河社区", "三里河一区社区"),
    ("铁道部住宅区第二、一社区居委会", "铁道部住宅区第二、二社区居委会"), ("柳营桥居委会", "柳营居委会"),
])
def test_names_that_are_not_one(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize(("text", "digits"), [
    ("十", "10"), ("十五", "15"), ("二十", "20"), ("九十九", "99"), ("一百", "100"), ("一百零一", "101"),
    ("二百五", "250"), ("一千一", "1100"), ("一千零五", "1005"), ("二千八百", "2800"),
    ("〇八", "08"), ("四五五五", "4555"), ("第三", "第3"),
])
def test_numerals(text, digits):
    assert arabic(text) == digits


def rosters() -> dict[str, list[tuple[str, str, str]]]:
    def lines(name: str, encoding: str, *columns: str) -> list[tuple[str, ...]]:
        with open(DATA / "rosters" / name, encoding=encoding, newline="") as file:
            return [tuple(row.get(column, "") for column in columns) for row in csv.DictReader(file)]

    book = CalamineWorkbook.from_path(DATA / "rosters" / "中心医院-在职党员信息表.xlsx")
    sheet = book.get_sheet_by_index(0).to_python()
    return {
        "区机关": lines("区机关-gb18030.csv", "gb18030", "居住社区", "居住街道", "家庭住址"),
        "实验学校": lines("实验学校-utf8bom.csv", "utf-8-sig", "居住小区所属社区", "", "家庭住址(省市区街道)"),
        "中心医院": [(row[10], "", row[9]) for row in sheet[3:-1] if row[1]],
    }


@pytest.mark.parametrize(("employer", "people"), [("区机关", 1200), ("实验学校", 240), ("中心医院", 860)])
def test_everybody_on_the_sample_rosters_is_matched(jingan, employer, people):
    rows = rosters()[employer]
    assert len(rows) == people
    assert Counter(jingan.find(*row).code is None for row in rows) == {False: people}
