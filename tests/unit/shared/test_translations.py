"""Every text that is shown has its English, which says the same of the same values."""

import io
import re
from pathlib import Path
from typing import get_args

import pytest
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.registry.places.model import Word
from shared.errors import N_, Invalid, Problem
from shared.events import ActivityLine, LookLine
from shared.service import Service
from shared.web import View
from shared.web.app import make_app
from shared.web.room import Said, said
from tests.stage import settings_for

ROOT = Path(__file__).parents[3]
PO = ROOT / "shared/web/translations/en/LC_MESSAGES/messages.po"
WRITTEN_IN = [("**.py", "python"), ("**/templates/**.html", "jinja2")]  # as in babel.cfg
MARKED = DEFAULT_KEYWORDS | {"word": None}  # as in `make messages`
PLACEHOLDER = re.compile(r"%\(\w+\)s")
HAN = re.compile("[\u3400-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|\([^)]*\)")  # what stands in people's files, and is given as it stands there
ROW = N_("第 %(row)s 行")


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read_po(io.BytesIO(PO.read_bytes()), locale="en")


@pytest.fixture(scope="module")
def texts() -> set[str]:
    folders = (ROOT / "services", ROOT / "shared")
    found = [line[2] for folder in folders for line in extract_from_dir(folder, WRITTEN_IN, keywords=MARKED)]
    return {text for text in found if isinstance(text, str)}


def translated(english: Catalog) -> dict[str, str]:
    return {message.id: message.string for message in english if message.id}


def test_every_text_is_in_english_and_no_english_is_left_over(english, texts):
    known = translated(english)
    hint = "run `make messages`, then write the English"
    assert (texts - known.keys(), known.keys() - texts) == (set(), set()), hint
    assert [chinese for chinese, told in known.items() if not told.strip()] == [], hint
    assert [message.id for message in english if message.fuzzy] == []
    assert not english.obsolete


def test_what_districts_call_differently_is_in_english_too(english):
    known = translated(english)
    assert [word for word in get_args(Word) if not known.get(word)] == []


def test_both_languages_show_the_same_values(english):
    for chinese, told in translated(english).items():
        assert set(PLACEHOLDER.findall(chinese)) == set(PLACEHOLDER.findall(told)), chinese
        assert "%" not in PLACEHOLDER.sub("", chinese + told), chinese


def test_the_english_is_english(english):
    for chinese, told in translated(english).items():
        assert not HAN.search(QUOTED.sub("", told)), chinese


def test_the_compiled_texts_are_these(english):
    compiled = io.BytesIO()
    write_mo(compiled, english)
    assert PO.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


class Shown(View):
    text: Said


def an_app():
    app = make_app(Service("toy", ActivityLine, LookLine), settings_for("mongodb://127.0.0.1:1/toy"), store=object())

    @app.get("/refused")
    def refused():
        place = Problem("place", N_("与%(place)s重复"), {"place": [ROW, {"row": 7}]})
        raise Invalid(fields=[Problem("name", N_("最多 %(most)s 个字符。"), {"most": 5}), place])

    @app.get("/shown")
    def shown():
        return Shown(text=["与%(place)s重复", {"place": [ROW, {"row": 7}]}]).model_dump()

    return app.test_client()


@pytest.mark.parametrize(("headers", "detail", "messages"), [
    ({}, "有内容需要改正，请看每一项的说明。", ["最多 5 个字符。", "与第 7 行重复"]),
    ({"Accept-Language": "fr, en-GB;q=0.9, zh;q=0.1"},
     "Something needs to be corrected. Please see what is said of each field.",
     ["Please use at most 5 characters.", "the same person as in row 7"]),
])  # fmt: skip
def test_a_problem_is_told_in_the_asked_language(headers, detail, messages):
    problem = an_app().get("/refused", headers=headers)
    assert (problem.status_code, problem.json["detail"]) == (422, detail)
    assert [field["message"] for field in problem.json["fields"]] == messages


def test_a_view_says_a_text_in_the_asked_language():
    client = an_app()
    assert client.get("/shown").json == {"text": "与第 7 行重复"}
    assert client.get("/shown", headers={"Accept-Language": "en"}).json == {"text": "the same person as in row 7"}


def test_outside_a_request_texts_are_chinese_and_nothing_stays_nothing():
    assert (said([ROW, {"row": 7}]), said("")) == ("第 7 行", "")
