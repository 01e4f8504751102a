"""Paper (A4, PDF) and pictures (PNG) from a template and data. Pure: the same data gives the same bytes."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

from shared.errors import TooLarge

ROOT = Path(__file__).parents[2]  # templates import "/shared/papers/paper.typ"
FONT = "Noto Sans CJK SC"  # what the templates ask for; the wheel holds it with the rarer characters of names
MAX_DATA = 2_000_000  # bytes of JSON: some thousand rows, rendered in a second
SHARPNESS = 216  # dots per inch of a picture: a page of a phone's width, three to a point


class CannotRender(RuntimeError):
    """A mistake in a template: which, and where in it. What typst says may repeat the data, so it is left out."""


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The paper that this `.typ` makes of `data`, with the characters it uses embedded. Templates read `data` as values
    (`#import "/shared/papers/paper.typ": data`), so that no text in it is ever taken for markup. TooLarge beyond
    MAX_DATA."""
    return _rendered(template, data, "pdf")


def png(template: Path, data: dict[str, Any]) -> bytes:
    """The same of a template with one page, as a picture."""
    return _rendered(template, data, "png")


def _rendered(template: Path, data: dict[str, Any], kind: Literal["pdf", "png"]) -> bytes:
    sent = orjson.dumps(data)
    if len(sent) > MAX_DATA:
        raise TooLarge
    try:
        return typst.compile(
            template, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True,
            sys_inputs={"data": sent.decode()}, format=kind, timestamp=0, ppi=SHARPNESS,
        )  # fmt: skip
    except typst.TypstError as caught:
        place = re.search(r"[\w-]+\.typ:\d+:\d+", caught.diagnostic)
        raise CannotRender(place[0] if place else template.stem) from None


@cache
def _fonts() -> typst.Fonts:
    """Once a process. Without its font typst would leave every Chinese character out in silence."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("manimgx_fonts_cjk"))]
    )
    if FONT not in fonts.families():
        raise CannotRender(FONT)
    return fonts
