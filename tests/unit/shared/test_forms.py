"""What a browser sends becomes what the API takes."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from werkzeug.datastructures import MultiDict

from shared.web.forms import typed
from shared.web.room import Body


class Section(Body):
    text: str = ""
    internal: bool = False


class Shift(Body):
    starts: datetime
    places: list[str] = []


class Form(Body):
    name: str = ""
    ids: list[Annotated[str, Field(max_length=5)]] | None = None
    all: Literal[True] | None = None
    section: Section = Section()
    shifts: list[Shift] = []
    count: int | None = None


def given(*pairs: tuple[str, str]) -> Form:
    return typed(Form, MultiDict(pairs))


def test_one_of_several_boxes_is_a_list_too() -> None:
    assert given(("ids", "a")).ids == ["a"]
    assert given(("ids", "a"), ("ids", "b")).ids == ["a", "b"]


def test_what_is_left_blank_is_left_out() -> None:
    assert given(("name", "  "), ("ids", ""), ("count", "")).model_dump(exclude_unset=True) == {}


def test_dots_nest_and_numbers_make_rows_in_their_order() -> None:
    form = given(("section.text", "a"), ("section.internal", "true"), ("shifts.10.starts", "2026-11-24T09:00"),
                 ("shifts.9.starts", "2026-11-23T09:00"), ("shifts.9.places", "x"))  # fmt: skip
    assert form.section == Section(text="a", internal=True)
    assert [each.starts.day for each in form.shifts] == [23, 24]
    assert form.shifts[0].places == ["x"]


def test_a_time_is_shanghais() -> None:
    assert given(("shifts.0.starts", "2026-11-23T09:00")).shifts[0].starts == datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_a_time_that_does_not_exist_names_its_field() -> None:
    with pytest.raises(ValidationError) as caught:
        given(("shifts.0.starts", "2026-02-30T09:00"))
    assert caught.value.errors()[0]["loc"] == ("shifts", 0, "starts")


def test_a_flag_that_is_only_ever_true() -> None:
    assert given(("all", "true")).all is True


def test_what_a_form_carries_for_its_page_is_not_the_actions() -> None:
    assert given(("version", "3"), ("once", "x"), ("next", "/")).model_dump(exclude_unset=True) == {}


@pytest.mark.parametrize("name", ["nobody", "section.nobody", "section.text.deeper", "ids.0.x", "__class__"])
def test_unknown_fields_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        given((name, "x"))


def test_a_body_that_has_a_version_of_its_own_gets_it() -> None:
    class WithVersion(BaseModel):
        version: int

    assert typed(WithVersion, MultiDict([("version", "3")])).version == 3
