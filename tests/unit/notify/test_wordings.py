import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.wordings import rendering
from services.notify.wordings.defaults import LANGUAGES, built_in
from services.notify.wordings.rendering import CannotRender, check, render

VALUES = {
    "code": "204817",
    "minutes": 5,
    "hours": 72,
    "link": "http://127.0.0.1:8080/r/3f9c1d2e",
    "employer": "区中心医院",
    "slip": "BD2026030012",
    "community": "永乐居民区",
    "street": "彭浦镇",
    "phone": "021-56000000",
    "reason": "住址不在本社区",
    "receipt": "HZ2026030007",
    "count": 3,
    "service": "连心",
    "title": "楼道清洁日",
    "where": "永乐居委会活动室",
    "starts": "11-28 09:00",
    "ends": "11:00",
    "until": "11-26 18:00",
    "new_time": "yes",
    "new_place": "yes",
    "served": "2.5",
    "corrected": "yes",
    "period": "2026.07–09",
    "year": "2026",
    "edition": "2",
    "number": "FW2026090031",
}
ALL = [(name, language, channel) for name, wording in built_in().items() for language, channel in wording.texts]


def shown(name, language, channel, without=()):
    values = VALUES | dict.fromkeys(without)
    return render(built_in()[name].texts[language, channel].body, values)


@pytest.mark.parametrize(("name", "language", "channel"), ALL)
def test_each_built_in_wording_passes_its_own_check(name, language, channel):
    wording = built_in()[name]
    text = wording.texts[language, channel]
    assert check(text.body, wording.required_in(channel), wording.allowed_in(channel)) == []
    assert check(text.subject, (), wording.allowed_in(channel)) == []


@pytest.mark.parametrize(("name", "language", "channel"), ALL)
def test_each_reads_well_with_and_without_the_optional_values(name, language, channel):
    for without in ((), built_in()[name].optional):
        text = shown(name, language, channel, without)
        assert "None" not in text
        assert not re.search(r"  |[{}\\]|。。|，。| [.,;]|^\s|\s$", text), text
        assert text.endswith((".", "。", VALUES["link"]))


@pytest.mark.parametrize(("name", "language", "channel"), ALL)
def test_nothing_urges(name, language, channel):
    text = built_in()[name].texts[language, channel]
    urging = r"[!！]|务必|必须|立即|尽快|抓紧|点击|踊跃|积极|click|must|hurry|immediately|now\b|as soon as"
    assert not re.search(urging, text.subject + text.body, re.IGNORECASE)


@pytest.mark.parametrize("name", built_in())
def test_both_languages_say_the_same(name):
    texts = built_in()[name].texts
    assert {channel for language, channel in texts if language == "zh-CN"} == {c for lang, c in texts if lang == "en"}
    for channel in built_in()[name].channels:
        used = [set(re.findall(r"\{[{%](?: if)? (\w+) ", texts[language, channel].body)) for language in LANGUAGES]
        assert used[0] - {"else", "endif"} == used[1] - {"else", "endif"}, channel


@pytest.mark.parametrize("name", [name for name, wording in built_in().items() if "sms" in wording.channels])
def test_a_chinese_sms_is_one_message_apart_from_its_link(name):
    text = shown(name, "zh-CN", "sms")
    assert text.startswith("【连心】")
    assert len(text.replace(VALUES["link"], "")) <= 70
    assert len(text) <= 134  # two
    assert shown(name, "en", "sms").startswith("【连心】")
    assert len(shown(name, "en", "sms")) <= 201  # three: the signature makes it UCS-2


def test_free_text_and_codes_stay_where_they_belong():
    wordings = built_in()
    assert "reason" not in wordings["report_returned"].allowed_in("sms")
    assert wordings["sign_in_code"].channels == ["email", "sms"]
    assert [name for name, wording in wordings.items() if wording.category == "critical"] == ["sign_in_code"]


def messages(problems):
    return [problem.message % problem.values for problem in problems]


def test_check_names_what_is_missing_and_what_is_unknown():
    assert messages(check("您好 {{ nmae }}", {"code"}, {"name"})) == [
        "没有“nmae”这个占位符，请改用列出的占位符。",
        "缺少占位符“code”，请把它写在条件之外。",
    ]


def test_a_required_placeholder_may_not_hide_behind_a_condition():
    assert messages(check("{% if phone %}{{ code }}{% endif %}", {"code"}, {"phone"}))
    assert messages(check("{% if phone %}{{ code }}{% elif x %}{{ code }}{% endif %}", {"code"}, {"phone", "x"}))
    assert check("{% if phone %}{{ code }}{% else %}码 {{ code }}{% endif %}", {"code"}, {"phone"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(99999999) %}{% endfor %}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ a.__class__ }}",
        "{{ a['x'] }}",
        "{{ a | upper }}",
        "{{ a() }}",
        "{{ a ~ a }}",
        "{{ self }}",
        "{{ 1 }}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% extends a %}",
        "{% macro x() %}{% endmacro %}",
        "{% if a == 1 %}x{% endif %}",
        "{% if a is defined %}x{% endif %}",
        "{{ a",
        "{% if a %}",
        "{% endif %}",
        "{{ " + "(" * 1500 + "a" + ")" * 1500 + " }}",
        "{% if " + "not " * 900 + "a %}x{% endif %}",
        "{% if a %}" * 180 + "{% endif %}" * 180,
        "字" * (rendering.LONGEST_WORDING + 1),
        "\u202e{{ a }}",
        "\x00{{ a }}",
        "\ud800{{ a }}",
    ],
)
def test_whatever_is_more_than_placeholders_and_conditions_is_refused(text):
    assert len(check(text, (), {"a", "x"})) == 1
    with pytest.raises(CannotRender):
        render(text, {"a": "v", "x": "v"})


@given(
    st.lists(
        st.sampled_from([*"{}%#a .|()[]'\"\\\n09-+", "{{", "}}", "{%", "%}", "{{ a }}", "{% if a %}", "{% endif %}"])
    )
)
def test_any_text_is_either_refused_or_rendered(parts):
    text = "".join(parts)
    problems = check(text, (), {"a"})
    messages(problems)
    if problems:
        return
    assert isinstance(render(text, {"a": "v"}), str)


def test_values_are_plain_text_on_one_line():
    assert render("{{ a }}|", {"a": "{{ b }}\r\n x\u202ey\x00\ud800"}) == "{{ b }} xy|"
    assert render("{{ a }}", {"a": "欧阳·娜 𠮷"}) == "欧阳·娜 𠮷"
    assert render("[{{ a }}]", {"a": None}) == "[]"
    assert render("{% if a %}有{% else %}无{% endif %}", {"a": None}) == "无"


def test_html_escapes_values_and_not_the_wording():
    assert render("<b>{{ a }}</b>", {"a": "<i>&"}, html=True) == "<b>&lt;i&gt;&amp;</b>"
    assert render("<b>{{ a }}</b>", {"a": "<i>&"}) == "<b><i>&</b>"


def test_a_missing_value_is_named_and_no_other_value_told():
    with pytest.raises(CannotRender) as caught:
        render("{{ code }} {{ phone }}", {"code": "204817"})
    assert "phone" in str(caught.value)
    assert "204817" not in str(caught.value)


def test_a_text_that_grows_too_long_is_refused():
    with pytest.raises(CannotRender):
        render("{{ a }}" * 20, {"a": "字" * 1000})
