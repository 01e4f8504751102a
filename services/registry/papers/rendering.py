"""The papers of the registry, by name, to print or as a picture."""

from pathlib import Path
from typing import Any

from shared.papers import rendering


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The paper `template`.typ of this folder makes of `data`."""
    return rendering.pdf(_file(template), data)


def png(template: str, data: dict[str, Any]) -> bytes:
    """The same of one page, as a picture."""
    return rendering.png(_file(template), data)


def _file(template: str) -> Path:
    return Path(__file__).with_name(f"{template}.typ")
