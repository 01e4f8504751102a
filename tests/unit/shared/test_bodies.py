"""Texts that people send: what nobody can see is refused by the field's name, everything else is taken as it is."""

import pytest
from pydantic import ValidationError

from shared.web import Body


class Letter(Body):
    text: str
    parts: list[str] = []
    words: dict[str, str] = {}


@pytest.mark.parametrize("sent", [
    {"text": "a\0b"}, {"text": "\u202eabc"}, {"text": "", "parts": ["x", "\x9f"]}, {"text": "", "words": {"\x07": ""}},
    {"text": "", "words": {"a": "\u2066"}},
])  # fmt: skip
def test_unseen_characters_are_refused(sent):
    with pytest.raises(ValidationError) as refusal:
        Letter(**sent)
    (error,) = refusal.value.errors()
    assert error["type"] == "unseen_characters"
    assert error["loc"] == (list(sent)[-1],)


@pytest.mark.parametrize("text", ["一\n二\t三", "阿依古丽·买买提", "𠮷野家", "e\u0301", "سلام", "👩\u200d👩\u200d👧"])
def test_whatever_people_write_is_taken(text):
    assert Letter(text=text).text == text
