"""Paper (A4, PDF) from a template and data. Pure: the same data gives the same bytes."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import typst

from shared.errors import TooLarge

TEMPLATES = Path(__file__).parent
FONT = "Noto Sans CJK SC"  # what the templates ask for; the wheel holds it with the rarer characters of names
MAX_DATA = 2_000_000  # bytes of JSON: some thousand rows, rendered in a second


class CannotRender(RuntimeError):
    """A mistake in a template: which, and where in it. What typst says may repeat the data, so it is left out."""


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The paper `template`.typ of this folder makes of `data`, with the characters it uses embedded. Templates read
    `data` as values (`#import "paper.typ": data`), so that no text in it is ever taken for markup. TooLarge beyond
    MAX_DATA."""
    sent = orjson.dumps(data)
    if len(sent) > MAX_DATA:
        raise TooLarge
    try:
        return typst.compile(
            TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True,
            sys_inputs={"data": sent.decode()}, format="pdf", timestamp=0,
        )  # fmt: skip
    except typst.TypstError as caught:
        place = re.search(r"[\w-]+\.typ:\d+:\d+", caught.diagnostic)
        raise CannotRender(place[0] if place else template) from None


@cache
def _fonts() -> typst.Fonts:
    """Once a process. Without its font typst would leave every Chinese character out in silence."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("manimgx_fonts_cjk"))]
    )
    if FONT not in fonts.families():
        raise CannotRender(FONT)
    return fonts
