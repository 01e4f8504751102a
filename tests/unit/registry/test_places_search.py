"""What people type finds their community; names stand in the order of a Chinese directory."""
import subprocess
import sys
from pathlib import Path

import pytest

from services.registry.places.codelist import parse
from services.registry.places.search import MOST, pinyin_key, query_key, ranked, search_keys

DISTRICTS = Path(__file__).parents[2] / "data" / "districts"
ROADS = {"310106006003": ["武宁小区", "长寿路1弄"]}         # 永乐居委会 in 江宁路街道


class District:
    """The communities of a real district with their keys, asked as an index is: by the beginning of a key."""

    def __init__(self, code: str) -> None:
        places = {place.id: place for place in parse((DISTRICTS / f"{code}.csv").read_bytes()).places}
        self.keys = {place: search_keys(place.name, places[place.parent].name, ROADS.get(place.id, []))
                     for place in places.values() if place.level == "community"}

    def find(self, text: str) -> list[str]:
        key = query_key(text)
        hits = [place for place, keys in self.keys.items() if key and any(one.startswith(key) for one in keys)]
        return [place.name for place in ranked(reversed(hits), text)]


@pytest.fixture(scope="module")
def jingan() -> District:
    return District("310106")


@pytest.fixture(scope="module")
def xicheng() -> District:
    return District("110102")


@pytest.mark.parametrize(("first", "texts"), [
    ("永乐居委会", ["永乐", "永乐社区", "永乐居", " 永 乐 ", "yongle", "YongLe", "yǒng lè", "yl", "ｙｌ"]),
    ("永乐居委会", ["武宁小区", "wnxq", "长寿路一弄", "csl1", "江宁路永乐", "江宁路街道永乐", "jnlyl"]),
    ("保德路一三一六弄居委会", ["保德路一三一六弄", "保德路1316", "保德路一三", "baodelu1316", "bdl1316"]),
    ("汾西路八十七弄居委会", ["汾西路八十", "汾西路87弄", "fenxilu87"]),
    ("场中路二千八百弄居委会", ["二千八百弄", "2800弄"]),
    ("绿园居委会", ["lvyuan", "luyuan", "lǜyuán", "LÜYUAN"]),
    ("重华居委会", ["chonghua", "zhonghua"]),
    ("三阳居委会", ["sanyang", "sy"]),
    ("白玉兰馨园居委会", ["玉兰馨", "lanxinyuan", "byl"]),
    ("彭浦新村第一居委会", ["彭浦新村第", "彭浦新村一"]),
])
def test_what_people_type_in_jingan(jingan, first, texts):
    assert {text: jingan.find(text)[:1] for text in texts} == {text: [first] for text in texts}


def test_what_is_not_there_is_not_found(jingan):
    assert jingan.find("三里河") == jingan.find("slh") == jingan.find("没有") == []


@pytest.mark.parametrize(("first", "texts"), [
    ("三里河社区居委会", ["三里河", "sanlihe", "slh"]), ("三里河一区社区居委会", ["三里河1区", "sanliheyiqu"]),
    ("义达里社区居委会", ["义达", "义达里", "yidali"]), ("六铺炕南小街居委会", ["六铺炕南小街"]),
    ("大栅栏西街社区居委会", ["dashilan", "dazhalanxijie"]),
])
def test_what_people_type_in_xicheng(xicheng, first, texts):
    assert {text: xicheng.find(text)[:1] for text in texts} == {text: [first] for text in texts}


def test_a_street_finds_all_its_communities(jingan, xicheng):
    jiangninglu = [place.name for place in jingan.keys if place.parent == "310106006"]
    assert jingan.find("江宁路街道") == jingan.find("jiangninglu") == jingan.find("江宁路") == jiangninglu
    assert set(xicheng.find("shichahai")) == {place.name for place in xicheng.keys if place.parent == "110102012"}


def test_what_is_called_so_stands_before_what_begins_so_and_what_holds_it(xicheng):
    assert xicheng.find("三里河")[:2] == ["三里河社区居委会", "三里河一区社区居委会"]
    assert xicheng.find("新华")[-1] == "北新华街社区居委会"
    assert xicheng.find("三里河") == ["三里河社区居委会", "三里河一区社区居委会", "三里河二区社区居委会",
                                    "三里河三区第一社区居委会", "三里河三区第三社区居委会"]


@pytest.mark.parametrize("text", ["", " ", ".*", "^", "$where", "\0", "()[]{}|\\", "\u202e"])
def test_what_is_typed_is_never_an_expression(text):
    assert query_key(text) in ("", "where")


def test_every_community_is_found_by_each_beginning_of_its_name(jingan, xicheng):
    for district in (jingan, xicheng):
        for place, keys in district.keys.items():
            bare = place.name.removesuffix("居委会").removesuffix("村委会").removesuffix("社区")
            typed = [query_key(bare[:length]) for length in range(1, len(bare) + 1)] + [query_key(place.name)]
            assert all(any(key.startswith(text) for key in keys) for text in typed), place.name


def test_keys_stay_within_bounds():
    keys = search_keys("长乐重" * 50, "什刹海街道", ["都乐重长行" * 20] * 500)
    assert len(keys) <= MOST
    assert max(map(len, keys)) <= 30


@pytest.mark.parametrize(("name", "syllable"), [
    ("单甲", "shan4"), ("曾甲", "zeng1"), ("仇甲", "qiu2"), ("查甲", "zha1"), ("区甲", "ou1"), ("解甲", "xie4"),
    ("朴甲", "piao2"), ("盖甲", "ge3"), ("尉迟甲", "yu4"), ("万俟甲", "mo4"), ("单于甲", "chan2"), ("长孙甲", "zhang3"),
    ("乐甲", "yue4"), ("华甲", "hua4"), ("任甲", "ren2"), ("翟甲", "zhai2"), ("肖甲", "xiao1"), ("令狐甲", "ling2"),
])
def test_surnames_have_their_own_reading(name, syllable):
    assert pinyin_key(name).startswith(syllable)


def test_names_stand_by_syllable_tone_and_character():
    names = ["尉迟丁", "曾乙", "张丙", "章甲", "阿甲", "单丙", "邵甲", "李一", "李", "欧阳甲", "区甲", "蔡甲", "于甲"]
    assert sorted(names, key=pinyin_key) == [
        "阿甲", "蔡甲", "李", "李一", "区甲", "欧阳甲", "单丙", "邵甲", "于甲", "尉迟丁", "曾乙", "张丙", "章甲"]


@pytest.mark.parametrize("name", ["", "Anna Li", "阿依古丽·买买提", "𠮷野甲", "甲\u0301", "1", "·"])
def test_any_name_has_a_place(name):
    assert pinyin_key(name) == pinyin_key(name)
    assert (pinyin_key(name) == "") == (name == "")


def test_importing_does_not_wait_for_pypinyin():
    code = "import sys, services.registry.places.search; assert 'pypinyin' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
